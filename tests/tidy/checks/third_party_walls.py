# SPDX-License-Identifier: Apache-2.0
"""A third-party header stays behind its wall; pure rooms see a short list of the standard library."""

import fnmatch

from finding import Finding
from include_graph import all_includes, room_of


def check(tree):
    policy = tree.policy
    pure, banned = policy["pure_rooms"], policy["banned_headers"]
    for include in all_includes(tree):
        wall = _wall_of(include, policy["walls"])
        if wall is not None:
            places = policy["walls"][wall]["only_in"]
            if not any(_inside(include.path, place) for place in places):
                yield Finding(
                    include.path,
                    include.line,
                    f"{wall} ({include.target}) is outside its wall",
                    f"only {', '.join(places)} may include it: hide it behind an interface",
                )
        elif not include.quoted and ("/" in include.target or "." in include.target):
            yield Finding(
                include.path,
                include.line,
                f"<{include.target}> has no wall in scripts/dependencies.json",
                "say there which files may include it, or do without",
            )
        elif room_of(include.path, policy["rooms"]) in pure and include.target in banned:
            yield Finding(
                include.path,
                include.line,
                f"<{include.target}> in a pure folder",
                banned[include.target],
            )


def _wall_of(include, walls):
    for wall, rules in walls.items():
        if any(fnmatch.fnmatchcase(include.target, pattern) for pattern in rules["headers"]):
            return wall
    return None


def _inside(path, place):
    return path.startswith(place) if place.endswith("/") else fnmatch.fnmatchcase(path, place)
