# SPDX-License-Identifier: Apache-2.0
"""The checks on what files say fire on a made-up offence, and are silent on its honest neighbour."""

import json
import re
import unittest

from fixture import TreeTest

from checks.banned_tokens import BANNED
from checks.function_size import EXCEPTIONS

LICENCE = "// SPDX-License-Identifier: Apache-2.0\n"


class BannedTokensTest(TreeTest):
    OFFENCES = (
        "double d;", "float Ratio();", "auto t = std::chrono::steady_clock::now();", "time(nullptr);",
        "std::unordered_map<int, int> m;", "std::hash<int> h;", "std::random_device r;", "std::mt19937_64 g;",
        "int r = rand();", "std::thread t;", "std::mutex m;", "thread_local int x;", 'getenv("HOME");',
        "std::locale l;", "gettimeofday(&t, 0);", "std::ifstream f;", "std::cout << 1;", "throw 1;", "usleep(1);",
    )

    def test_fires_on_each_offence(self):
        for offence in self.OFFENCES:
            with self.subTest(offence):
                found = self.findings("banned_tokens", {"core/a.cc": f"\n{offence}\n"})
                self.assertTrue(found and all(finding.line == 2 for finding in found), found)

    def test_every_pattern_has_an_offence(self):
        for pattern in BANNED:
            with self.subTest(pattern):
                self.assertTrue(any(re.search(pattern, offence) for offence in self.OFFENCES))

    def test_is_silent_on_comments_literals_and_longer_words(self):
        code = 'int double_vote; // a double, a clock\nconst char* s = "float"; int operand(int); Height time(Block b);\n'
        self.assert_silent("banned_tokens", {"core/a.cc": code, "node/b.cc": "std::thread t; double d;\n"})


class FileSizeTest(TreeTest):
    def test_fires_above_the_bound_of_each_kind(self):
        files = {"core/a.h": "\n" * 301, "core/b.cc": "\n" * 801, "tests/c_test.cc": "\n" * 801}
        self.assert_fires(
            "file_size", files, "core/a.h:301: bound of 300", "core/b.cc:801: bound of 800", "tests/c_test.cc:801: 800"
        )

    def test_is_silent_at_the_bound(self):
        self.assert_silent("file_size", {"core/a.h": "\n" * 300, "core/b.cc": "\n" * 800})


class FunctionSizeTest(TreeTest):
    @staticmethod
    def function(lines):
        return "int Vote(int x) {\n" + "  ++x;\n" * (lines - 2) + "}\n"

    def test_fires_above_seventy_lines(self):
        files = {"core/a.cc": "\n" + self.function(71)}
        self.assert_fires("function_size", files, "core/a.cc:2: Vote has 71 lines")

    def test_is_silent_at_seventy_lines(self):
        self.assert_silent("function_size", {"core/a.cc": self.function(70) + self.function(70)})

    def test_an_exception_holds_up_to_its_number(self):
        exception = {EXCEPTIONS: json.dumps({"core/a.cc Vote": 90})}
        self.assert_silent("function_size", {"core/a.cc": self.function(90), **exception})
        files = {"core/a.cc": self.function(91), **exception}
        self.assert_fires("function_size", files, "core/a.cc:1: over the bound of 90")

    def test_the_list_of_exceptions_must_shrink(self):
        exception = {EXCEPTIONS: json.dumps({"core/a.cc Vote": 90})}
        self.assert_fires("function_size", {"core/a.cc": self.function(80), **exception}, f"{EXCEPTIONS}:1: write 80")
        self.assert_fires("function_size", {"core/a.cc": self.function(9), **exception}, f"{EXCEPTIONS}:1: remove the entry")
        self.assert_fires("function_size", exception, f"{EXCEPTIONS}:1: remove the entry")


class SpdxTest(TreeTest):
    def test_fires_on_each_kind_of_source(self):
        files = {"core/a.h": "#pragma once\n" + LICENCE, "core/CMakeLists.txt": "", "scripts/run": "#!/bin/sh\nset -e\n"}
        self.assert_fires(
            "spdx", files, "core/CMakeLists.txt:1: licence", "core/a.h:1: licence", "scripts/run:1: licence"
        )

    def test_is_silent_on_licensed_sources_and_on_prose(self):
        files = {"core/a.h": LICENCE, "scripts/run": "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n", "README.md": "# x"}
        self.assert_silent("spdx", files)


class LeftoverWordsTest(TreeTest):
    def test_fires_on_reminders_everywhere(self):
        files = {"core/a.cc": "\nint x;  // TO" "DO: bound this\n", "docs/a.md": "FIX" "ME\n"}
        self.assert_fires("leftover_words", files, "core/a.cc:2: the word", "docs/a.md:1: the word")

    def test_fires_on_comments_that_call_the_code_a_stand_in(self):
        files = {"core/a.cc": "// A st" "ub.\n", "core/b.h": "/* Place" "holder */\n", "scripts/c": "# fine for " "now\n"}
        self.assert_fires(
            "leftover_words", files, "core/a.cc:1: the word", "core/b.h:1: the word", "scripts/c:1: the word"
        )

    def test_is_silent_on_the_class_that_grpc_generates(self):
        code = "auto s = heng::v1::QueryService::NewSt" "ub(channel);\nint st" "ub = 1;\n"
        self.assert_silent("leftover_words", {"sdk/cpp/client.cc": code})


class NamesTest(TreeTest):
    def test_fires_on_types_and_files_that_say_nothing(self):
        files = {"core/string_utils.h": "", "node/a.h": "\nclass PeerManager {};\nstruct BlockInfo : Base {};\n"}
        self.assert_fires(
            "names", files, "core/string_utils.h:1: 'utils'", "node/a.h:2: 'PeerManager'", "node/a.h:3: 'BlockInfo'"
        )

    def test_is_silent_on_words_that_only_contain_them(self):
        self.assert_silent("names", {"core/metadata.h": "struct Database {};\nclass Implication;\nenum class Informed { kA };\n"})


class ProtoCommentsTest(TreeTest):
    GLOSSARY = "# Glossary\n\n| English | 中文 |\n|---|---|\n| unit block, batch | 批次 |\n"

    def test_fires_on_what_nothing_explains(self):
        proto = """message Unit {
  uint64 first = 1;
  // The last serial.
  uint64 last = 2;
  string batch_name = 3;
}
enum Kind {
  KIND_A = 0;
}
service S {
  rpc Get(A) returns (B);
}
"""
        self.assert_fires(
            "proto_comments",
            {"proto/heng/v1/unit.proto": proto, "docs/reference/glossary.md": self.GLOSSARY},
            "proto/heng/v1/unit.proto:1: 'Unit'",
            "proto/heng/v1/unit.proto:2: 'first'",
            "proto/heng/v1/unit.proto:5: 'batch_name'",
            "proto/heng/v1/unit.proto:7: 'Kind'",
            "proto/heng/v1/unit.proto:10: 'S'",
            "proto/heng/v1/unit.proto:11: 'Get'",
        )

    def test_is_silent_on_comments_and_on_what_is_explained_elsewhere(self):
        proto = """// A unit.
message Unit {
  repeated string label = 1 [json_name = "n"];  // Its label.
  message Row {
    bytes batch = 1;
    uint64 unit_block = 2;
  }
  // Exactly one.
  oneof what {
    bool whole = 2;  // All of it.
    SplitBlock split_block = 3;
  }
}
message GetResponse {
}
"""
        files = {"proto/heng/v1/unit.proto": proto, "docs/reference/glossary.md": self.GLOSSARY}
        self.assert_silent("proto_comments", {**files, "proto/google/rpc/code.proto": "message Code {\n}\n"})


class ReadmeTest(TreeTest):
    def test_fires_on_a_top_folder_without_a_page(self):
        files = {"README.md": "word " * 20, "scripts/README.md": "too short", "core/a.h": ""}
        self.assert_fires("readme", files, "core/README.md:1: missing", "scripts/README.md:1: too short")

    def test_is_silent_when_every_folder_has_one(self):
        files = {"README.md": "word " * 20, "scripts/README.md": "word " * 20, ".ci/run": "", "cmake/Heng.cmake": ""}
        self.assert_silent("readme", files)


class RefusalsTestedTest(TreeTest):
    RESULT = "\nenum class ResultCode : int {\n  kOk = 0,\n  // Old.\n  kFrozen = 1,\n  kCap = 2,\n  kMaxValue = kCap,\n};\n"
    TEXTS = 'ResultText{kOk, "OK", ""}, ResultText{kFrozen, "E_FROZEN", ""}, ResultText{kCap, "E_CAP", ""}'
    REJECT = "enum class Reject {\n  kNone,\n  kTooOld\n};\n"

    def tree(self, test):
        return {
            "contracts/result.h": self.RESULT,
            "contracts/result.cc": self.TEXTS,
            "consensus/reject.h": self.REJECT,
            "tests/unit/a_test.cc": test,
            "tests/tidy/b_test.cc": "ResultCode::kCap",
        }

    def test_fires_on_a_refusal_that_no_test_names(self):
        test = "ResultCode::kOk; Reject::kNone; Status::kFrozen; // ResultCode::kCap E_CAP Reject::kTooOld\n"
        self.assert_fires(
            "refusals_tested",
            self.tree(test),
            "consensus/reject.h:3: Reject::kTooOld",
            "contracts/result.h:5: no test names ResultCode::kFrozen or E_FROZEN",
            "contracts/result.h:6: no test names ResultCode::kCap or E_CAP",
        )

    def test_is_silent_when_tests_and_scenarios_name_all(self):
        files = self.tree('heng::contracts::ResultCode::kOk; "E_FROZEN"; consensus::Reject::kNone; Reject::kTooOld;\n')
        self.assert_silent("refusals_tested", {**files, "tests/scenarios/contracts/cap.txt": "issue 5 -> E_CAP\n"})

    def test_fires_when_an_enumeration_moves_away(self):
        files = self.tree("ResultCode::kOk ResultCode::kFrozen ResultCode::kCap")
        del files["consensus/reject.h"]
        self.assert_fires("refusals_tested", files, "consensus/reject.h:1: the header is gone")


class RelativeLinksTest(TreeTest):
    def test_fires_on_a_link_to_nothing(self):
        files = {"docs/a.md": "# A\n[b](../core/b.md) and [c](c.md#part)\n"}
        self.assert_fires("relative_links", files, "docs/a.md:2: ../core/b.md", "docs/a.md:2: c.md")

    def test_is_silent_on_files_folders_anchors_and_the_web(self):
        files = {"docs/a.md": "[a](#a) [b](../core/b.md#x) [c](../core) [d](https://example.org/d)\n```\n[e](e.md)\n```\n", "core/b.md": ""}
        self.assert_silent("relative_links", files)


class ReferencePagesTest(TreeTest):
    CODE = {
        "node/api/errors.cc": 'ReasonText{ErrorReason::kNotFound,\n  "NOT_FOUND", 5}\n',
        "node/node.cc": 'log->Info(\n  "node.started", "up");\nmetrics.AddGauge("heng_chain_height_count", "");\n',
        "cli/exit_codes.h": "kOk = 0,\nkUsage = 2,\n",
    }
    PAGES = {
        "docs/reference/errors.md": "| `NOT_FOUND` | no such record |\n",
        "docs/reference/log-events.md": "| `node.started` | info |\n",
        "docs/reference/metrics.md": "| `heng_chain_height_count` | gauge |\n",
        "docs/reference/exit-codes.md": "| 0 | kOk | fine |\n| 2 | kUsage | not so |\n",
    }

    def test_is_silent_when_pages_and_code_say_the_same(self):
        self.assert_silent("reference_pages", {**self.CODE, **self.PAGES})

    def test_fires_on_what_no_page_lists(self):
        self.assert_fires(
            "reference_pages",
            {**self.CODE, "docs/reference/exit-codes.md": "| 0 | kOk | fine |\n"},
            "cli/exit_codes.h:2: 'kUsage'",
            "node/api/errors.cc:2: 'NOT_FOUND'",
            "node/node.cc:2: 'node.started'",
            "node/node.cc:3: 'heng_chain_height_count'",
        )

    def test_fires_on_a_row_that_no_code_says(self):
        pages = {**self.PAGES, "docs/reference/metrics.md": self.PAGES["docs/reference/metrics.md"] + "| `heng_chain_luck_ratio` | gauge |\n"}
        self.assert_fires("reference_pages", {**self.CODE, **pages}, "docs/reference/metrics.md:2: no code says 'heng_chain_luck_ratio'")


class UnlistedSourcesTest(TreeTest):
    def test_fires_on_a_source_that_nobody_compiles(self):
        cmake = "heng_library(core SOURCES ab.cc merkle/log.cc)  # a.cc\n"
        files = {"core/CMakeLists.txt": cmake, "core/a.cc": "", "core/ab.cc": "", "core/log.cc": "", "core/merkle/log.cc": ""}
        self.assert_fires("unlisted_sources", files, "core/a.cc:1: no CMakeLists.txt", "core/log.cc:1: no CMakeLists.txt")

    def test_is_silent_on_sources_named_in_their_folder_or_above(self):
        files = {
            "CMakeLists.txt": "add_executable(x tools/x.cc)",
            "core/merkle/CMakeLists.txt": "heng_test(log_test\n  SOURCES log.cc)",
            "core/merkle/log.cc": "",
            "tools/x.cc": "",
        }
        self.assert_silent("unlisted_sources", files)


class IdleTestsTest(TreeTest):
    def test_fires_on_tests_that_are_off_and_on_unit_tests_that_sleep(self):
        files = {
            "tests/sim/a_test.cc": "TEST(A, DISABLED_B) {}\n#if 0\n#endif\nTEST(A, C) { GTEST_SKIP(); }\n",
            "tests/unit/core/b_test.cc": "\nstd::this_thread::sleep_for(1ms);\n",
        }
        self.assert_fires(
            "idle_tests",
            files,
            "tests/sim/a_test.cc:1: DISABLED_B",
            "tests/sim/a_test.cc:2: switches a test off",
            "tests/sim/a_test.cc:4: GTEST_SKIP",
            "tests/unit/core/b_test.cc:2: sleeps",
        )

    def test_is_silent_on_comments_and_on_integration_tests_that_wait(self):
        files = {
            "tests/integration/a_test.cc": "std::this_thread::sleep_for(1ms);\n",
            "tests/unit/b_test.cc": "// It must not sleep(1).\nTEST(Peer, GoesToSleep) {}\n",
        }
        self.assert_silent("idle_tests", files)


class DrawsInOrderTest(TreeTest):
    def test_fires_on_a_call_that_draws_two_of_its_arguments(self):
        files = {
            "tests/sim/a.cc": "void F() {\n  Fill(prng_.Chance(1) ? kA : kB,\n       prng_.Below(40));\n}\n",
            "tests/unit/b_test.cc": "\nconst Bytes value(random() % 9, Letter(random() % 26));\n",
        }
        self.assert_fires("draws_in_order", files, "tests/sim/a.cc:2: one call draws two", "tests/unit/b_test.cc:2: one call draws two")

    def test_is_silent_on_draws_that_follow_one_another(self):
        files = {
            "tests/sim/a.cc": "const auto n = prng_.Below(prng_.Chance(1) ? 4 : 3);\n"
            "After(prng_.Between(1, 2), [this] { Wake(prng_.Below(4)); });\n"
            "Split(Plan{.a = prng_.Below(2), .b = prng_.Below(3)});\n"
            "// Fill(prng_.Below(1), prng_.Below(2))\n"
            "if (prng_.Chance(1) && Has(prng_.Below(2), 3)) {}\n",
        }
        self.assert_silent("draws_in_order", files)


if __name__ == "__main__":
    unittest.main()
