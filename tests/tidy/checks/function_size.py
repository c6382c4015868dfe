# SPDX-License-Identifier: Apache-2.0
"""A function has at most 70 lines. The list of exceptions is a ratchet: it may only shrink."""

import json

from cpp_text import functions
from finding import Finding

LIMIT = 70
EXCEPTIONS = "tests/tidy/function_size_exceptions.json"


def check(tree):
    allowed = json.loads(tree.text(EXCEPTIONS)) if EXCEPTIONS in tree.paths else {}
    longest = {}
    for path in tree.cpp():
        for function in functions(tree.code(path)):
            key = f"{path} {function.name}"
            longest[key] = max(longest.get(key, 0), function.lines)
            if function.lines > allowed.get(key, LIMIT):
                wrong = f"{function.name} has {function.lines} lines, over the bound of {allowed.get(key, LIMIT)}"
                yield Finding(path, function.line, wrong, "name its steps and give each a function")
    for key, lines in allowed.items():
        if (now := longest.get(key, 0)) < lines:
            remedy = f"write {now}" if now > LIMIT else "remove the entry"
            yield Finding(EXCEPTIONS, 1, f"'{key}' may have {lines} lines and has {now}", remedy)
