# SPDX-License-Identifier: Apache-2.0
"""A header has at most 300 lines, a source or test at most 800: one noun a file."""

from finding import Finding

LIMITS = {".h": 300, ".cc": 800, ".py": 800, ".proto": 800}


def check(tree):
    for suffix, limit in LIMITS.items():
        for path in tree.select(suffix):
            lines = tree.text(path).count("\n")
            if lines > limit:
                yield Finding(path, lines, f"{lines} lines, over the bound of {limit}", "split it by noun")
