# SPDX-License-Identifier: Apache-2.0
"""The checks on includes fire on a tree that breaks the arrows, and are silent on one that keeps them."""

import copy
import unittest

from fixture import SMALL_POLICY, TreeTest

HEADER = "#pragma once\n"


class IncludeDirectionTest(TreeTest):
    def test_fires_on_an_upward_arrow(self):
        files = {"core/a.h": HEADER + '#include "consensus/b.h"\n', "consensus/b.h": HEADER}
        self.assert_fires("include_direction", files, 'core/a.h:2: core may not include "consensus/b.h"')

    def test_fires_on_an_arrow_between_siblings_of_one_folder(self):
        files = {"node/driver/a.h": HEADER + '#include "node/log.h"\n', "node/log.h": HEADER}
        self.assert_fires("include_direction", files, "node/driver/a.h:2: node/driver may not")

    def test_fires_on_anything_that_includes_tests(self):
        files = {"node/a.h": HEADER + '#include "tests/b.h"\n', "tests/b.h": HEADER}
        self.assert_fires("include_direction", files, "node/a.h:2: node may not")

    def test_fires_on_a_path_that_is_not_from_the_root(self):
        files = {"core/a.h": HEADER + '#include "../core/b.h"\n', "core/b.h": HEADER}
        self.assert_fires("include_direction", files, "core/a.h:2: is no file of this tree")

    def test_fires_on_a_folder_without_a_policy(self):
        self.assert_fires("include_direction", {"attic/a.h": HEADER}, "attic/a.h:1: not in scripts/dependencies.json")

    def test_knows_a_single_allowed_header_from_its_neighbours(self):
        files = {
            "cli/main.cc": '#include "node/dev_network.h"\n#include "node/log.h"\n',
            "node/dev_network.h": HEADER,
            "node/log.h": HEADER,
        }
        self.assert_fires("include_direction", files, "cli/main.cc:2: cli may not")

    def test_is_silent_downwards_within_a_room_and_in_comments(self):
        files = {
            "core/a.h": HEADER + '// #include "consensus/b.h"\n/*\n#include "consensus/b.h"\n*/\n',
            "consensus/b.h": HEADER + '#include "core/a.h"\n#include "consensus/c.h"\n',
            "consensus/c.h": HEADER,
            "tests/d_test.cc": '#include "consensus/b.h"\n',
        }
        self.assert_silent("include_direction", files)


class IncludeCycleTest(TreeTest):
    def test_fires_on_headers_that_include_each_other(self):
        files = {
            "core/a.h": HEADER + '#include "core/b.h"\n',
            "core/b.h": HEADER + '#include "core/c.h"\n',
            "core/c.h": HEADER + '#include "core/a.h"\n',
        }
        self.assert_fires("include_cycle", files, "core/a.h:1: core/a.h -> core/b.h -> core/c.h -> core/a.h")

    def test_fires_on_rooms_that_include_each_other(self):
        files = {
            "core/a.h": HEADER,
            "core/a.cc": '#include "consensus/b.h"\n',
            "consensus/b.h": HEADER + '#include "core/a.h"\n',
        }
        self.assert_fires("include_cycle", files, "consensus:1: consensus -> core -> consensus")

    def test_fires_on_a_policy_with_a_cycle(self):
        policy = copy.deepcopy(SMALL_POLICY)
        policy["rooms"]["core"]["may_include"] = ["node"]
        self.assert_fires("include_cycle", {}, "scripts/dependencies.json:1: the policy itself", policy=policy)

    def test_is_silent_on_a_diamond(self):
        files = {
            "core/a.h": HEADER + '#include "core/b.h"\n#include "core/c.h"\n',
            "core/b.h": HEADER + '#include "core/d.h"\n',
            "core/c.h": HEADER + '#include "core/d.h"\n',
            "core/d.h": HEADER,
        }
        self.assert_silent("include_cycle", files)


class ThirdPartyWallsTest(TreeTest):
    def test_fires_on_a_library_outside_its_wall(self):
        files = {"storage/blocks.cc": "#include <rocksdb/db.h>\n", "core/crypto/hash.h": "\n#include <sodium.h>\n"}
        self.assert_fires(
            "third_party_walls", files, "core/crypto/hash.h:2: libsodium", "storage/blocks.cc:1: RocksDB (rocksdb/db.h)"
        )

    def test_fires_on_generated_code_whatever_the_quotes(self):
        files = {"core/a.h": '#include "heng/v1/block.pb.h"\n', "core/b.h": "#include <heng/v1/block.pb.h>\n"}
        self.assert_fires("third_party_walls", files, "core/a.h:1: generated code", "core/b.h:1: generated code")

    def test_fires_on_a_library_nobody_wrote_a_wall_for(self):
        self.assert_fires("third_party_walls", {"node/a.cc": "#include <zmq.h>\n"}, "node/a.cc:1: has no wall")

    def test_fires_on_a_banned_standard_header_in_a_pure_room_only(self):
        files = {"consensus/a.h": "#include <thread>\n", "node/a.h": "#include <thread>\n"}
        self.assert_fires("third_party_walls", files, "consensus/a.h:1: <thread> in a pure folder")

    def test_is_silent_inside_the_walls(self):
        files = {
            "storage/rocks_kv.cc": "#include <rocksdb/db.h>\n#include <vector>\n",
            "core/crypto/hash.cc": "#include <sodium.h>\n",
            "node/api/a.cc": '#include "heng/v1/block.pb.h"\n',
        }
        self.assert_silent("third_party_walls", files)


if __name__ == "__main__":
    unittest.main()
