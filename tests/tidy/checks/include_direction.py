# SPDX-License-Identifier: Apache-2.0
"""Includes follow the arrows of scripts/dependencies.json, from the root, and lead to a file."""

from finding import Finding
from include_graph import all_includes, room_of


def check(tree):
    rooms = tree.policy["rooms"]
    known = set(tree.paths)
    for path in tree.cpp():
        if room_of(path, rooms) is None:
            yield Finding(path, 1, "this folder is not in scripts/dependencies.json", "give it a room and its arrows")
    for include in all_includes(tree):
        room = room_of(include.path, rooms)
        if not include.quoted or room is None or include.target.endswith(".pb.h"):
            continue
        if include.target not in known:
            yield Finding(
                include.path,
                include.line,
                f'"{include.target}" is no file of this tree',
                "write the path from the root; third-party headers go between < and >",
            )
        elif not _allowed(room, include.target, rooms):
            yield Finding(
                include.path,
                include.line,
                f'{room} may not include "{include.target}"',
                f"{room} may include {', '.join(rooms[room]['may_include']) or 'nothing but itself'}: "
                "turn the arrow round with an interface on the lower floor",
            )


def _allowed(room, target, rooms):
    allowed = rooms[room]["may_include"]
    return room_of(target, rooms) in {room, *allowed} or "*" in allowed or target in allowed
