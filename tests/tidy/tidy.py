# SPDX-License-Identifier: Apache-2.0
"""Runs the house rules over the checkout: python3 tests/tidy/tidy.py [--root DIR] [check...]

Prints one line a finding and exits 1 when there is any. Without names every check runs.
"""

import argparse
import pathlib
import sys

from checks import CHECKS
from source_tree import SourceTree

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", default=ROOT, help="the checkout to look at")
    parser.add_argument("checks", nargs="*", metavar="check", help=f"of: {', '.join(CHECKS)}")
    options = parser.parse_args()
    if unknown := set(options.checks) - set(CHECKS):
        parser.error(f"no such check: {', '.join(sorted(unknown))}; there are {', '.join(CHECKS)}")

    tree, total = SourceTree(options.root), 0
    if not tree.cpp():
        parser.error(f"{options.root} holds no C++ file: is it the checkout?")
    for name in options.checks or CHECKS:
        findings = sorted(CHECKS[name].check(tree))
        total += len(findings)
        for finding in findings:
            print(f"{finding} [{name}]")
    print(f"tidy: {total} findings in {len(tree.paths)} files")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
