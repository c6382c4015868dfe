#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints what the demonstration's scenario showed, from `heng -o json scenario run`: the refusals
with rule, law and numbers, and the final book beside the expected one. Exits 1 when anything was
not as expected."""
import json
import sys


def refusals(steps):
    print("\n== the refusals: every one names its rule, its law and the numbers\n")
    for step in steps:
        refusal = step.get("refusal")
        if step["kind"] != "transaction" or not refusal:
            continue
        mark = "ok " if step["passed"] else "NOT AS EXPECTED "
        rule = refusal.get("rule") or "-"
        print(f"{mark}{refusal['name']:<18} {rule:<9} {step['who']}: {step['what']}")
        numbers = ", ".join(f"{name} {int(value):,}" for name, value in refusal["numbers"].items())
        law = (refusal.get("law") or {}).get("basis", "")
        print(f"     {refusal['text']['en']}" + (f" ({numbers})" if numbers else ""))
        print(f"     {refusal['text']['zh']}" + (f"  [{law}]" if law else ""))


def book(steps):
    print("\n== the final book: what the register holds, beside what it should hold\n")
    last_section = max(i for i, step in enumerate(steps) if step["kind"] == "section")
    for step in steps[last_section:]:
        if step["kind"] == "assertion":
            print(f"{'ok ' if step['passed'] else 'NOT '} {step['what']:<110} {step['result']}")
            for difference in step["differences"]:
                print(f"       {difference}")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        story = json.load(file)
    refusals(story["steps"])
    book(story["steps"])
    print(f"\n{story['transactions']} transactions, {story['assertions']} assertions, "
          f"{story['failures']} not as expected")
    return 0 if story["failures"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
