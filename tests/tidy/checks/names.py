# SPDX-License-Identifier: Apache-2.0
"""File and type names say what a thing is: no word that fits everything."""

import re

from cpp_text import line_of
from finding import Finding

EMPTY_WORDS = {"manager", "helper", "helpers", "util", "utils", "impl", "info", "data", "common", "processor", "misc"}
_TYPE = re.compile(r"\b(?:class|struct|union|enum(?:\s+class)?)\s+(?:\[\[[^\]]*\]\]\s*)?(\w+)\s*(?:final\s*)?[:{]")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
REMEDY = "name the one thing it is, with a word of docs/reference/glossary.md"


def check(tree):
    for path in tree.cpp():
        stem = path.rsplit("/", 1)[-1].split(".")[0]
        yield from _judge(path, 1, stem)
        code = tree.code(path)
        for match in _TYPE.finditer(code):
            yield from _judge(path, line_of(code, match.start()), match.group(1))


def _judge(path, line, name):
    if empty := {word.lower() for word in _WORD.findall(name)} & EMPTY_WORDS:
        yield Finding(path, line, f"the name '{name}' says '{empty.pop()}'", REMEDY)
