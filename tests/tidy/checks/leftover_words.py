# SPDX-License-Identifier: Apache-2.0
"""Nothing unfinished is left behind: no reminder words, and no comment that calls the code a stand-in."""

import re

from cpp_text import line_of
from finding import Finding

# Written in pieces, so that this file passes its own check.
REMINDERS = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
STAND_INS = re.compile(r"\b(?:st" r"ub(?:bed|s)?|place" r"holders?|for " r"now|not (?:yet )?imple" r"mented)\b", re.IGNORECASE)
CODE = (".h", ".cc", ".proto", ".py")
NOT_OURS = ("LICENSE",)


def check(tree):
    for path in tree.paths:
        if path in NOT_OURS:
            continue
        yield from _matches(path, tree.text(path), REMINDERS, "finish it, or open an issue and leave no trace here")
        if path.endswith(CODE) or path.startswith(("scripts/", ".ci/")):
            # In C++ only comments count: gRPC calls its client class by one of these words.
            text = tree.comments(path) if path.endswith((".h", ".cc", ".proto")) else tree.text(path)
            yield from _matches(path, text, STAND_INS, "write the real thing, or say what the code does")


def _matches(path, text, pattern, remedy):
    for match in pattern.finditer(text):
        yield Finding(path, line_of(text, match.start()), f"the word '{match.group(0)}'", remedy)
