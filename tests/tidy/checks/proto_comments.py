# SPDX-License-Identifier: Apache-2.0
"""The .proto files are the public promise: every message, field, enum, service and call says what it means."""

import re

from finding import Finding

_DECLARATION = re.compile(
    r"^\s*(?:(?P<block>message|enum|service|rpc|oneof)\s+(?P<name>\w+)"
    r"|(?:repeated\s+|optional\s+)?[\w.]+(?:<[^>]*>)?\s+(?P<field>\w+)\s*=\s*\d+\s*[;\[])"
)


def check(tree):
    for path in tree.select(".proto", under="proto/heng/"):
        lines = tree.text(path).splitlines()
        code = tree.code(path).splitlines()
        for number, line in enumerate(code):
            match = _DECLARATION.match(line)
            if not match or match.group("block") == "oneof":
                continue
            comment_beside = "//" in lines[number][len(line.rstrip()) :]
            comment_above = number > 0 and lines[number - 1].lstrip().startswith(("//", "*/"))
            if not (comment_beside or comment_above):
                name = match.group("name") or match.group("field")
                yield Finding(path, number + 1, f"'{name}' has no comment", "say what it means, its unit and its bounds")
