# SPDX-License-Identifier: Apache-2.0
"""A made-up checkout in a temporary folder, and the assertions that the self-tests share."""

import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import CHECKS
from source_tree import POLICY, SourceTree

SMALL_POLICY = {
    "rooms": {
        "core": {"may_include": []},
        "consensus": {"may_include": ["core"]},
        "node": {"may_include": ["node/driver", "consensus", "core"]},
        "node/driver": {"may_include": ["consensus", "core"]},
        "cli": {"may_include": ["core", "node/dev_network.h"]},
        "tests": {"may_include": ["*"]},
    },
    "pure_rooms": ["core", "consensus"],
    "banned_headers": {"thread": "one thread runs this code"},
    "walls": {
        "RocksDB": {"headers": ["rocksdb/*"], "only_in": ["storage/rocks_kv.cc"]},
        "generated code": {"headers": ["*.pb.h"], "only_in": ["node/"]},
        "libsodium": {"headers": ["sodium.h"], "only_in": ["core/crypto/*.cc"]},
    },
}


class TreeTest(unittest.TestCase):
    """Base of all self-tests: a check name, a small tree, and what it must say."""

    def findings(self, check, files, policy=SMALL_POLICY):
        with tempfile.TemporaryDirectory() as folder:
            for path, text in {POLICY: json.dumps(policy), **files}.items():
                target = pathlib.Path(folder, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
            return sorted(CHECKS[check].check(SourceTree(folder)))

    def assert_fires(self, check, files, *expected, policy=SMALL_POLICY):
        """Exactly one finding for each "path:line: words" of expected, in order of path and line."""
        found = [str(finding) for finding in self.findings(check, files, policy)]
        self.assertEqual(len(found), len(expected), found)
        for finding, (place, words) in zip(found, (one.split(": ", 1) for one in expected)):
            self.assertTrue(finding.startswith(place + ":"), f"{finding!r} is not at {place}")
            self.assertIn(words, finding)
            self.assertIn("; ", finding, "a finding says what to do")

    def assert_silent(self, check, files, policy=SMALL_POLICY):
        self.assertEqual([], [str(finding) for finding in self.findings(check, files, policy)])
