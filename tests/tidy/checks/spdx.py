# SPDX-License-Identifier: Apache-2.0
"""The first line of every source names the licence (the second, after a #! line)."""

from finding import Finding

LICENCE = "SPDX-License-Identifier: Apache-2.0"
SUFFIXES = (".h", ".cc", ".proto", ".py", ".sh", ".cmake", "CMakeLists.txt")


def check(tree):
    for path in tree.paths:
        lines = tree.text(path).splitlines() or [""]
        is_script = lines[0].startswith("#!")
        if not (is_script or path.endswith(SUFFIXES)):
            continue
        head = lines[1] if is_script and len(lines) > 1 else lines[0]
        if head not in (f"// {LICENCE}", f"# {LICENCE}"):
            yield Finding(path, 1, "the licence line is missing", f"start the file with '{LICENCE}' in a comment")
