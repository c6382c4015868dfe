# SPDX-License-Identifier: Apache-2.0
"""The .proto files are the public promise: what is declared is explained.

Every message, enum, service and call has a comment above or beside it; the request and the response
of a call are explained by the call, a nested message by the one around it. A field has a comment
too, unless its name is a word of the glossary, which means the same everywhere, or repeats its type.
"""

import re

from finding import Finding

GLOSSARY = "docs/reference/glossary.md"
_DECLARATION = re.compile(
    r"^(?P<indent>\s*)(?:(?P<block>message|enum|service|rpc)\s+(?P<name>\w+)"
    r"|(?:repeated\s+|optional\s+)?(?P<type>[\w.]+(?:<[^>]*>)?)\s+(?P<field>\w+)\s*=\s*\d+\s*[;\[])"
)


def check(tree):
    words = glossary_words(tree.text(GLOSSARY)) if GLOSSARY in tree.paths else set()
    for path in tree.select(".proto", under="proto/heng/"):
        lines = tree.text(path).splitlines()
        for number, code in enumerate(tree.code(path).splitlines()):
            match = _DECLARATION.match(code)
            if not match or _is_explained_elsewhere(match, words):
                continue
            beside = "//" in lines[number][len(code.rstrip()) :]
            above = number > 0 and lines[number - 1].lstrip().startswith("//")
            if not (beside or above):
                name = match.group("name") or match.group("field")
                yield Finding(path, number + 1, f"'{name}' has no comment", "say what it means, its unit and its bounds")


def glossary_words(text):
    """The first column of every table row, with variants after a comma apart, in snake_case."""
    rows = re.findall(r"^\| ([^|]+?) \|", text, re.MULTILINE)
    return {word.strip().lower().replace(" ", "_").replace("-", "_") for row in rows for word in row.split(",")}


def _is_explained_elsewhere(match, words):
    if match.group("field"):
        repeats_type = match.group("field").replace("_", "") == match.group("type").lower()
        return repeats_type or match.group("field") in words
    nested = match.group("indent") and match.group("block") in ("message", "enum")
    return nested or (match.group("block") == "message" and match.group("name").endswith(("Request", "Response")))
