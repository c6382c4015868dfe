#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""scripts/bench_report.py: keys are stable, what was not measured is null, and a page without its
marks stays as it is. Run as: report_test.py <scripts/bench_report.py>"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

REPORT = None
KEYS = ["transfer_tps", "finality_idle_p50_ms", "finality_idle_p99_ms",
        "finality_half_load_p99_ms", "cpu_us_per_tx", "bytes_per_tx", "node_rss_mib", "restart_ms",
        "catchup_ratio", "trace_ms", "settlement_10k_s", "reference_verify_per_s",
        "reference_miss_ns", "quick", "commit", "machine", "measurements", "by_stage"]
SUITE = {"idle": {"p50_ms": 12.5, "p99_ms": 40.1, "reference_verify_per_s": 9000,
                  "reference_miss_ns": 100},
         "restart": {"restart_ms": 480, "reference_verify_per_s": 11000,
                     "reference_miss_ns": 140}}
STAGES = {"by_stage": [
    {"block_transactions": size,
     "transfer": {"together_cpu_us": 300.0, "stages": {"execute": {"cpu_us": 200.25, "wall_us": 1}}},
     "settlement_leg": {"together_cpu_us": 150.0,
                        "stages": {"execute": {"cpu_us": 150.0, "wall_us": 1}}},
     "reference_verify_per_s": 10000, "reference_miss_ns": 120} for size in (100, 1000)]}
PAGE = """# Title
before
<!-- figures: scripts/bench writes what stands between these two marks -->
old
<!-- end of figures -->
after
"""


class Report(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.page = os.path.join(self.directory.name, "page.md")

    def write(self, name, content):
        with open(os.path.join(self.directory.name, name), "w", encoding="utf-8") as file:
            file.write(content)

    def run_report(self, *words):
        return subprocess.run([sys.executable, REPORT, "--work", self.directory.name, *words],
                              capture_output=True, text=True, check=False)

    def test_keys_are_there_whether_measured_or_not(self):
        nothing = json.loads(self.run_report("--json").stdout)
        self.assertEqual(list(nothing), KEYS)
        self.assertIsNone(nothing["transfer_tps"])
        self.assertIsNone(nothing["reference_verify_per_s"])
        self.write("suite.json", json.dumps(SUITE))
        some = json.loads(self.run_report("--json", "--quick").stdout)
        self.assertEqual(list(some), KEYS)
        self.assertEqual(some["finality_idle_p50_ms"], 12.5)
        self.assertEqual(some["restart_ms"], 480)
        self.assertIsNone(some["transfer_tps"])
        self.assertEqual(some["reference_verify_per_s"], 10000)
        self.assertEqual(some["reference_miss_ns"], 120)
        self.assertTrue(some["quick"])

    def test_json_is_exactly_one_object(self):
        self.assertEqual(len(self.run_report("--json").stdout.splitlines()), 1)

    def test_the_table_has_a_row_a_figure(self):
        self.write("suite.json", json.dumps(SUITE))
        lines = self.run_report().stdout.splitlines()
        self.assertEqual(len(lines), 12)
        self.assertIn("480", [line for line in lines if line.startswith("restart_ms")][0])

    def test_the_page_keeps_what_is_outside_its_marks(self):
        self.write("suite.json", json.dumps(SUITE))
        self.write("stages.json", json.dumps(STAGES))
        self.write("page.md", PAGE)
        self.assertEqual(self.run_report("--page", self.page).returncode, 0)
        with open(self.page, encoding="utf-8") as file:
            first = file.read()
        self.assertTrue(first.startswith("# Title\nbefore\n<!-- figures"))
        self.assertTrue(first.endswith("<!-- end of figures -->\nafter\n"))
        self.assertNotIn("old", first)
        self.assertIn("| `restart_ms` | 480 |", first)
        self.assertIn("| execute | 200.2 | 200.2 |", first)
        self.assertEqual(self.run_report("--page", self.page).returncode, 0)
        with open(self.page, encoding="utf-8") as file:
            self.assertEqual(file.read(), first)

    def test_a_page_without_its_marks_is_left_alone(self):
        for page in ("no marks", PAGE.replace("<!-- end of figures -->", ""), PAGE + PAGE):
            self.write("page.md", page)
            self.assertNotEqual(self.run_report("--page", self.page).returncode, 0)
            with open(self.page, encoding="utf-8") as file:
                self.assertEqual(file.read(), page)

    def test_a_file_that_is_not_json_is_an_error(self):
        self.write("suite.json", "{")
        self.assertNotEqual(self.run_report("--json").returncode, 0)


if __name__ == "__main__":
    REPORT = sys.argv.pop(1)
    unittest.main()
