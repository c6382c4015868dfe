# SPDX-License-Identifier: Apache-2.0
"""Every source is named in a CMakeLists.txt: a file that nobody compiles is a test that never runs."""

import posixpath
import re

from finding import Finding


def check(tree):
    for path in tree.select(".cc"):
        folder = posixpath.dirname(path)
        while not _lists(tree, folder, posixpath.relpath(path, folder or ".")):
            if not folder:
                remedy = f"add it to {posixpath.dirname(path)}/CMakeLists.txt or delete it"
                yield Finding(path, 1, "no CMakeLists.txt names this file", remedy)
                break
            folder = posixpath.dirname(folder)


def _lists(tree, folder, relative):
    cmake = posixpath.join(folder, "CMakeLists.txt")
    if cmake not in tree.paths:
        return False
    text = re.sub(r"#.*", "", tree.text(cmake))
    return re.search(rf"(?<![\w./-]){re.escape(relative)}(?![\w./-])", text) is not None
