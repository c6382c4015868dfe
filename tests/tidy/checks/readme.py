# SPDX-License-Identifier: Apache-2.0
"""The root and every top folder have a README.md that a newcomer can start from."""

from finding import Finding

# cmake/ holds one file that explains itself; hidden folders belong to tools.
EXEMPT = {"cmake"}


def check(tree):
    folders = {path.split("/")[0] for path in tree.paths if "/" in path}
    wanted = ["README.md"] + [f"{folder}/README.md" for folder in folders - EXEMPT if not folder.startswith(".")]
    for path in wanted:
        if path not in tree.paths or len(tree.text(path).split()) < 20:
            yield Finding(
                path,
                1,
                "missing, or too short to help",
                "say what lives here, what it may depend on, where to start reading, how to add, what must stay true",
            )
