# SPDX-License-Identifier: Apache-2.0
"""The files of a checkout, read once and shared by all checks.

Paths are relative to the root and use forward slashes. Build output, the version-control folder and
binary files are never seen. A self-test gives the root of a small made-up tree instead.
"""

import functools
import json
import os
import pathlib

import cpp_text

SKIPPED_FOLDERS = {".git", ".cache", "build", "__pycache__"}
POLICY = "scripts/dependencies.json"


class SourceTree:
    def __init__(self, root):
        self.root = pathlib.Path(root)

    @functools.cached_property
    def paths(self):
        """Every text file, sorted."""
        found = []
        for folder, names, files in os.walk(self.root):
            names[:] = [name for name in names if name not in SKIPPED_FOLDERS]
            for name in files:
                path = pathlib.Path(folder, name)
                if self._is_text(path):
                    found.append(path.relative_to(self.root).as_posix())
        return sorted(found)

    def select(self, *suffixes, under=""):
        """The paths below a folder that end with one of the suffixes."""
        return [path for path in self.paths if path.startswith(under) and path.endswith(suffixes)]

    def cpp(self, under=""):
        return self.select(".h", ".cc", under=under)

    @functools.cache
    def text(self, path):
        return (self.root / path).read_text(encoding="utf-8")

    @functools.cache
    def code(self, path):
        """The text of a C++ or .proto file with comments and literals blanked, line by line."""
        return cpp_text.without_comments_and_literals(self.text(path))

    @functools.cache
    def comments(self, path):
        """The opposite of code(): only the comments, each on its own line."""
        return cpp_text.only_comments(self.text(path))

    @functools.cached_property
    def policy(self):
        """The allow-list of arrows and walls; empty when the tree has none."""
        if not (self.root / POLICY).exists():
            return {"rooms": {}, "walls": {}, "pure_rooms": [], "banned_headers": {}}
        return json.loads(self.text(POLICY))

    @staticmethod
    def _is_text(path):
        if path.is_symlink() or not path.is_file():
            return False
        start = path.read_bytes()
        if b"\0" in start:
            return False
        try:
            start.decode("utf-8")
        except UnicodeDecodeError:
            return False
        return True
