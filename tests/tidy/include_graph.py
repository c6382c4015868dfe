# SPDX-License-Identifier: Apache-2.0
"""Who includes whom, and which room (a folder of the dependency policy) a file belongs to."""

import re
from dataclasses import dataclass

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)', re.MULTILINE)


@dataclass(frozen=True)
class Include:
    path: str  # the file that includes
    line: int
    target: str  # as written between the quotes or brackets
    quoted: bool


def includes_of(tree, path):
    """Includes outside comments. Literals are blanked in code(), so the target is read from the text."""
    text, code = tree.text(path), tree.code(path)
    for match in _INCLUDE.finditer(text):
        if code[match.start() : match.end()].strip().startswith("#"):
            yield Include(path, text.count("\n", 0, match.start()) + 1, match.group(1) or match.group(2), bool(match.group(1)))


def all_includes(tree):
    for path in tree.cpp():
        yield from includes_of(tree, path)


def room_of(path, rooms):
    """The longest room that the path lies in, or None."""
    best = [room for room in rooms if path.startswith(room + "/")]
    return max(best, key=len) if best else None


def find_cycle(edges):
    """One cycle of a graph {node: iterable of nodes} as a list that ends where it starts, or None."""
    done, trail, on_trail = set(), [], set()

    def visit(node):
        if node in on_trail:
            return trail[trail.index(node) :] + [node]
        if node in done:
            return None
        trail.append(node)
        on_trail.add(node)
        for target in sorted(edges.get(node, ())):
            if cycle := visit(target):
                return cycle
        on_trail.remove(trail.pop())
        done.add(node)
        return None

    for node in sorted(edges):
        if cycle := visit(node):
            return cycle
    return None
