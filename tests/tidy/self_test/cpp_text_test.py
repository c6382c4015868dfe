# SPDX-License-Identifier: Apache-2.0
"""Tidy reads C++ rightly: literals, comments and the shapes of functions that this house writes.

The last tests keep the promise that no check exists without a self-test and a line in ctest.
"""

import pathlib
import unittest

from fixture import CHECKS, TreeTest

import include_checks_test
import text_checks_test
from cpp_text import functions, only_comments, without_comments_and_literals


class LiteralsTest(unittest.TestCase):
    def test_blanks_comments_and_literals_and_keeps_lines(self):
        text = 'a = "x//y"; // double\nb = \'"\'; /* float\nfloat */ c = R"(raw " // double)";\nd = 1\'000\'000; e = \'\\\'\';\n'
        code = without_comments_and_literals(text)
        self.assertEqual(text.count("\n"), code.count("\n"))
        for word in ("double", "float", "raw"):
            self.assertNotIn(word, code)
        for word in ("a =", "b =", "c =", "d = 1'000'000;", "e ="):
            self.assertIn(word, code)

    def test_finds_only_comments(self):
        comments = only_comments('int a; // one\nconst char* s = "// no";\n/* two */ int b;\n')
        self.assertEqual(["// one", "", "/* two */"], [line.strip() for line in comments.split("\n")[:3]])


class FunctionsTest(unittest.TestCase):
    SHAPES = {
        "int F(int a) {\n  return a;\n}": [("F", 3)],
        "Result<std::map<A, B>, C> Box::Get(A a = {}) const noexcept {\n}": [("Box::Get", 2)],
        "Box::Box(int a) : a_(a), b_(a) {\n  Run();\n}": [("Box::Box", 3)],
        "Box::Box(int a) : a_{a}, b_{a} {\n  Run();\n}\nvoid G() {}": [("Box::Box", 3), ("G", 1)],
        "template <class T>\nbool operator==(T a, T b) {\n  return true;\n}": [("operator==", 3)],
        "namespace a {\nclass B {\n public:\n  void C() {\n    if (x) {\n    }\n  }\n};\n}": [("C", 4)],
        "TEST(Transfer, RefusesFrozenHolder) {\n\n}": [("TEST(Transfer, RefusesFrozenHolder)", 3)],
        "void F() {\n  Each([&](int a) {\n    return a;\n  });\n}": [("F", 5)],
        "enum class E : int { kA };\nstruct S {\n  int a = 0;\n};\nconstexpr std::array kX = {\n  1,\n};": [],
        "INSTANTIATE_TEST_SUITE_P(A, B, Values(Case{\n  1}));\nvoid F() {\n}": [("F", 2)],
        "#define X(a) { \\\n  {\nvoid F() {\n}": [("F", 2)],
        "auto F(int a) -> std::vector<int> {\n}": [("F", 2)],
    }

    def test_knows_the_shapes_of_functions(self):
        for shape, expected in self.SHAPES.items():
            with self.subTest(shape):
                found = [(f.name, f.lines) for f in functions(without_comments_and_literals(shape))]
                self.assertEqual(expected, found)


class EveryCheckTest(unittest.TestCase):
    def test_has_a_self_test_that_fires_and_one_that_is_silent(self):
        suites = {**vars(include_checks_test), **vars(text_checks_test)}
        for name in CHECKS:
            suite = suites.get("".join(word.capitalize() for word in name.split("_")) + "Test")
            with self.subTest(name):
                self.assertTrue(isinstance(suite, type) and issubclass(suite, TreeTest), "no suite of that name")
                methods = [method for method in dir(suite) if method.startswith("test_")]
                self.assertTrue(any("fires" in method for method in methods))
                self.assertTrue(any("silent" in method for method in methods))

    def test_is_run_by_ctest(self):
        cmake = pathlib.Path(__file__).resolve().parents[1] / "CMakeLists.txt"
        listed = cmake.read_text(encoding="utf-8").split("set(checks")[1].split(")")[0].split()
        self.assertEqual(sorted(CHECKS), sorted(listed))


if __name__ == "__main__":
    unittest.main()
