# SPDX-License-Identifier: Apache-2.0
"""A reference page lists exactly the names that the code has: none forgotten, none made up."""

import re
from dataclasses import dataclass

from cpp_text import line_of
from finding import Finding


@dataclass(frozen=True)
class Reference:
    page: str
    row: str  # a row of the page's tables, with the name as its group
    sources: tuple  # files or folders
    name: str  # where the code says a name, with the name as its group


REFERENCES = (
    Reference(
        "docs/reference/errors.md",
        r"^\| `([A-Z_]+)` \|",
        ("node/api/errors.cc", "sdk/cpp/client_error.cc"),
        r'(?:ErrorReason::k\w+,\s*|error\.reason = )"([A-Z_]*[A-Z])"',
    ),
    Reference(
        "docs/reference/log-events.md",
        r"^\| `([a-z_]+\.[a-z_]+)` \|",
        ("node/",),
        r'\b(?:Debug|Info|Warn|Error)\(\s*"([a-z_]+\.[a-z_]+)"',
    ),
    Reference(
        "docs/reference/metrics.md",
        r"^\| `(heng_\w+)` \|",
        ("node/",),
        r'\bAdd(?:Counter|Gauge|Histogram)\(\s*"(heng_\w+)"',
    ),
    Reference(
        "docs/reference/exit-codes.md",
        r"^\| \d+ \| (k[A-Z]\w+) \|",
        ("cli/exit_codes.h",),
        r"\b(k[A-Z]\w+) = \d+,",
    ),
)


def check(tree):
    for reference in REFERENCES:
        said = _said(tree, reference)
        text = tree.text(reference.page) if reference.page in tree.paths else ""
        listed = {match.group(1): line_of(text, match.start()) for match in re.finditer(reference.row, text, re.MULTILINE)}
        for name, (path, line) in sorted(said.items()):
            if name not in listed:
                yield Finding(path, line, f"'{name}' is not in {reference.page}", "add its row: what it means and what to do")
        for name, line in sorted(listed.items()):
            if name not in said:
                yield Finding(reference.page, line, f"no code says '{name}'", "remove the row, or mend the name")


def _said(tree, reference):
    """The names in the code, each with the place where it stands first."""
    said = {}
    for path in tree.cpp():
        if path.startswith(reference.sources):
            text = tree.text(path)
            for match in re.finditer(reference.name, text):
                said.setdefault(match.group(1), (path, line_of(text, match.start(1))))
    return said
