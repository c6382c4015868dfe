# SPDX-License-Identifier: Apache-2.0
"""No cycle in the policy, among the rooms as they really include each other, or among headers."""

from finding import Finding
from include_graph import all_includes, find_cycle, room_of
from source_tree import POLICY


def check(tree):
    rooms = tree.policy["rooms"]
    policy = {room: [other for other in rules["may_include"] if other in rooms] for room, rules in rooms.items()}
    if cycle := find_cycle(policy):
        yield Finding(POLICY, 1, f"the policy itself has a cycle: {' -> '.join(cycle)}", "remove one arrow")

    between_rooms, between_headers = {}, {}
    known = set(tree.paths)
    for include in all_includes(tree):
        if include.target not in known:
            continue
        from_room, to_room = room_of(include.path, rooms), room_of(include.target, rooms)
        if from_room and to_room and from_room != to_room:
            between_rooms.setdefault(from_room, set()).add(to_room)
        if include.path.endswith(".h"):
            between_headers.setdefault(include.path, set()).add(include.target)
    if cycle := find_cycle(between_rooms):
        yield Finding(cycle[0], 1, f"folders include each other: {' -> '.join(cycle)}", "move what both need downstairs")
    if cycle := find_cycle(between_headers):
        yield Finding(cycle[0], 1, f"headers include each other: {' -> '.join(cycle)}", "forward-declare or split one")
