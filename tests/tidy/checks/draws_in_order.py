# SPDX-License-Identifier: Apache-2.0
"""No call draws two of its arguments: their order is the compiler's, so a seed would mean two things."""

import re

from cpp_text import line_of
from finding import Finding

_DRAW = re.compile(r"\b(?:prng|random)_?\s*(?:\.\s*\w+\s*)?\(")
# The condition of these is one expression, whose parts the language puts in order.
_NO_CALL = re.compile(r"\b(?:if|for|while|switch|return|catch)\s*$")


def _arguments(code, opening):
    """The arguments of the call that opens here; what stands in braces is not one of its draws."""
    arguments, depth, braces = [""], 0, 0
    for at in range(opening, len(code)):
        mark = code[at]
        if mark == "{":
            braces += 1
        elif mark == "}":
            braces -= 1
        elif braces:
            continue
        elif mark in "([":
            depth += 1
        elif mark in ")]":
            depth -= 1
            if depth == 0:
                return arguments
        elif mark == "," and depth == 1:
            arguments.append("")
            continue
        if not braces:
            arguments[-1] += mark
    return arguments


def check(tree):
    for path in tree.cpp(under="tests/"):
        code = tree.code(path)
        if not _DRAW.search(code):
            continue
        for call in re.finditer(r"[\w>]\s*\(", code):
            opening = call.end() - 1
            if _NO_CALL.search(code[:opening]):
                continue
            drawn = [argument for argument in _arguments(code, opening) if _DRAW.search(argument)]
            if len(drawn) > 1:
                yield Finding(path, line_of(code, opening), "one call draws two of its arguments, in an order that is the compiler's", "draw them one after the other, into names")
