# SPDX-License-Identifier: Apache-2.0
"""The registry of checks: a module with a docstring and check(tree) -> findings. One rule a module."""

from checks import (
    banned_tokens,
    draws_in_order,
    file_size,
    function_size,
    idle_tests,
    include_cycle,
    include_direction,
    leftover_words,
    names,
    proto_comments,
    readme,
    reference_pages,
    refusals_tested,
    relative_links,
    spdx,
    third_party_walls,
    unlisted_sources,
)

CHECKS = {
    module.__name__.split(".")[-1]: module
    for module in (
        banned_tokens,
        draws_in_order,
        file_size,
        function_size,
        idle_tests,
        include_cycle,
        include_direction,
        leftover_words,
        names,
        proto_comments,
        readme,
        reference_pages,
        refusals_tested,
        relative_links,
        spdx,
        third_party_walls,
        unlisted_sources,
    )
}
