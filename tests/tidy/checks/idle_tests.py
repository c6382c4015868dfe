# SPDX-License-Identifier: Apache-2.0
"""No test is switched off, and no unit test waits for the wall clock."""

import re

from cpp_text import line_of
from finding import Finding

_OFF = re.compile(r"\b(?:DISABLED_\w*|GTEST_SKIP)\b|#[ \t]*if[ \t]+0\b")
_WAITS = re.compile(r"\b(?:sleep_for|sleep_until|usleep|nanosleep|sleep)\s*\(")


def check(tree):
    for path in tree.cpp(under="tests/"):
        code = tree.code(path)
        for match in _OFF.finditer(code):
            yield Finding(path, line_of(code, match.start()), f"'{match.group(0)}' switches a test off", "mend it or delete it")
        if path.startswith("tests/unit/"):
            for match in _WAITS.finditer(code):
                yield Finding(path, line_of(code, match.start()), "a unit test sleeps", "drive time by hand, through a fake clock or events")
