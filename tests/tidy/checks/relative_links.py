# SPDX-License-Identifier: Apache-2.0
"""A relative link in a Markdown page leads to something that exists."""

import posixpath
import re

from cpp_text import line_of
from finding import Finding

_LINK = re.compile(r"\]\((?!\w+:|#|<)([^)\s#]+)(?:#[^)\s]*)?\)")


def check(tree):
    for path in tree.select(".md"):
        text = re.sub(r"```.*?```", lambda match: re.sub(r"[^\n]", " ", match.group(0)), tree.text(path), flags=re.DOTALL)
        for match in _LINK.finditer(text):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), match.group(1)))
            if not (tree.root / target).exists():
                yield Finding(path, line_of(text, match.start()), f"the link to {match.group(1)} leads nowhere", "mend or remove it")
