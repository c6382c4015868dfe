# SPDX-License-Identifier: Apache-2.0
"""Every refusal is provoked by a test: its enumerator or its text code stands in a file under tests/."""

import re
from dataclasses import dataclass

from cpp_text import line_of
from finding import Finding


@dataclass(frozen=True)
class Enumeration:
    name: str
    header: str
    texts: str  # the file that pairs kEnumerator with "E_CODE"; "" when there are no text codes


ENUMERATIONS = (
    Enumeration("ResultCode", "contracts/result.h", "contracts/result.cc"),
    Enumeration("Reject", "consensus/reject.h", ""),
)


def check(tree):
    evidence = "\n".join(
        tree.code(path) + "\n" + "\n".join(re.findall(r'"(?:\\.|[^"\\\n])*"', tree.text(path)))
        if path.endswith((".cc", ".h"))
        else tree.text(path)
        for path in tree.paths
        if path.startswith("tests/") and not path.startswith("tests/tidy/")
    )
    words = set(re.findall(r"\w+", evidence)) | set(re.findall(r"\b(?=(\w+::\w+))", evidence))
    for enumeration in ENUMERATIONS:
        yield from _untested(tree, enumeration, words)


def _untested(tree, enumeration, words):
    if enumeration.header not in tree.paths:
        remedy = "tell tests/tidy/checks/refusals_tested.py where the refusals are now"
        yield Finding(enumeration.header, 1, "the header is gone", remedy)
        return
    code = tree.code(enumeration.header)
    body = re.search(rf"enum\s+class\s+{enumeration.name}\b[^{{]*{{([^}}]*)}}", code)
    if body is None:
        yield Finding(enumeration.header, 1, f"no 'enum class {enumeration.name}' here", "keep the enumeration or this check")
        return
    # An enumerator that only repeats another one (kMaxValue = kLast) is no refusal of its own.
    for match in re.finditer(r"\b(k[A-Z]\w*)\b\s*(?:=\s*(\w+))?\s*(?:,|$)", body.group(1)):
        name, value = match.groups()
        texts = _text_codes(tree, enumeration, name)
        if (value or "0")[0].isdigit() and not words & {f"{enumeration.name}::{name}", *texts}:
            yield Finding(
                enumeration.header,
                line_of(code, body.start(1) + match.start()),
                f"no test names {enumeration.name}::{name}{''.join(f' or {text}' for text in texts)}",
                "add a case that is refused for exactly this reason",
            )


def _text_codes(tree, enumeration, name):
    if enumeration.texts not in tree.paths:
        return []
    return re.findall(rf'\b{name}\b,\s*"(\w+)"', tree.text(enumeration.texts))
