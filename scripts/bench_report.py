#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Puts what heng_bench and heng_stages measured into one object with stable keys, prints it as JSON
or as a table, and writes the figures between the two marks of docs/benchmarks.md."""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys

# key, measurement, its key there, unit, first mark
FIGURES = [
    ("transfer_tps", "throughput", "transfer_tps", "transfers/s", "at least 1,500"),
    ("finality_idle_p50_ms", "idle", "p50_ms", "ms", "under 20"),
    ("finality_idle_p99_ms", "idle", "p99_ms", "ms", ""),
    ("finality_half_load_p99_ms", "half-load", "p99_ms", "ms", ""),
    ("cpu_us_per_tx", "throughput", "cpu_us_per_tx", "us, four nodes", ""),
    ("bytes_per_tx", "disk", "bytes_per_tx", "bytes on a node's disk", ""),
    ("node_rss_mib", "throughput", "node_rss_mib", "MiB", "under 300"),
    ("restart_ms", "restart", "restart_ms", "ms", ""),
    ("catchup_ratio", "catch-up", "catchup_ratio", "times the live rate", "at least 5"),
    ("trace_ms", "trace", "trace_ms", "ms", ""),
    ("settlement_10k_s", "settlement", "settlement_10k_s", "s", "at most 3"),
]
# How fast the machine was, beside every measurement.
REFERENCES = ("reference_verify_per_s", "reference_miss_ns")
BEGIN = "<!-- figures: scripts/bench writes what stands between these two marks -->"
END = "<!-- end of figures -->"


def load(path, otherwise):
    # A program that could not begin leaves an empty file.
    if not os.path.exists(path) or os.path.getsize(path) == 0:
        return otherwise
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def first_line(path, name):
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith(name):
                return line.split(":", 1)[1].strip()
    return "unknown"


def command(*words):
    try:
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def machine():
    memory_kib = int(first_line("/proc/meminfo", "MemTotal").split()[0])
    return {
        "processor": first_line("/proc/cpuinfo", "model name"),
        "processors": os.cpu_count(),
        "memory_gib": round(memory_kib / (1 << 20)),
        "kernel": platform.release(),
        "compiler": (command("c++", "--version").splitlines() or ["unknown"])[0],
    }


def commit():
    name = command("git", "rev-parse", "--short=12", "HEAD") or "unknown"
    # The page itself is written by this program.
    changed = command("git", "status", "--porcelain", "--", ".", ":!docs/benchmarks.md")
    return name + ("-changed" if changed else "")


def gather(work, quick):
    measurements = load(os.path.join(work, "suite.json"), {})
    by_stage = load(os.path.join(work, "stages.json"), {}).get("by_stage", [])
    result = {}
    for key, measurement, inner, _, _ in FIGURES:
        result[key] = measurements.get(measurement, {}).get(inner)
    for key in REFERENCES:
        speeds = [m[key] for m in list(measurements.values()) + by_stage if key in m]
        result[key] = round(statistics.median(speeds)) if speeds else None
    result["quick"] = quick
    result["commit"] = commit()
    result["machine"] = machine()
    result["measurements"] = measurements
    result["by_stage"] = by_stage
    return result


def number(value):
    return "-" if value is None else f"{value:,}"


def references(measured):
    return [number(measured.get(key)) for key in REFERENCES]


def table(result):
    rows = [("figure", "value", "unit", "first mark", "verify/s", "miss ns")]
    for key, measurement, _, unit, mark in FIGURES:
        measured = result["measurements"].get(measurement, {})
        rows.append((key, number(result[key]), unit, mark or "-", *references(measured)))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0]), row[1].rjust(widths[1])]
        cells += [cell.ljust(width) for cell, width in zip(row[2:], widths[2:])]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def stage_rows(by_stage, kind):
    names = [name for name in by_stage[0][kind]["stages"]]
    for name in names + ["together"]:
        cells = [name]
        for size in by_stage:
            part = size[kind]
            value = part["together_cpu_us"] if name == "together" else part["stages"][name]["cpu_us"]
            cells.append(f"{value:,.1f}")
        yield cells


def page_text(result):
    facts = result["machine"]
    lines = [
        BEGIN,
        "",
        f"{facts['processor']}, {facts['processors']} processors, {facts['memory_gib']} GiB, Linux "
        f"{facts['kernel']}, {facts['compiler']}; commit `{result['commit']}`"
        + (", `--quick`" if result["quick"] else "")
        + ". The last two columns are the reference speed of the moment: verifications a second, and "
        "nanoseconds for a read of a random place in 64 MiB.",
        "",
        "| figure | value | unit | first mark | verify/s | miss ns |",
        "|---|---:|---|---|---:|---:|",
    ]
    for key, measurement, _, unit, mark in FIGURES:
        measured = " | ".join(references(result["measurements"].get(measurement, {})))
        lines.append(f"| `{key}` | {number(result[key])} | {unit} | {mark} | {measured} |")
    lines += [f"| `reference_verify_per_s` | {number(result['reference_verify_per_s'])} "
              "| verifications/s, median | | | |",
              f"| `reference_miss_ns` | {number(result['reference_miss_ns'])} "
              "| ns, median | | | |"]
    by_stage = result["by_stage"]
    if by_stage:
        sizes = [f"blocks of {size['block_transactions']:,}" for size in by_stage]
        lines += ["", "What one transfer costs one node, in microseconds of processor time:", "",
                  "| stage | " + " | ".join(sizes) + " |", "|---|" + "---:|" * len(sizes)]
        lines += ["| " + " | ".join(cells) + " |" for cells in stage_rows(by_stage, "transfer")]
        for name, key in (("verify/s", REFERENCES[0]), ("miss ns", REFERENCES[1])):
            lines += [f"| {name} | " + " | ".join(number(size.get(key)) for size in by_stage) + " |"]
        lines += ["", "And one leg of a settlement file of 10,000, in one block:", "",
                  "| stage | first | second |", "|---|---:|---:|"]
        lines += ["| " + " | ".join(cells) + " |"
                  for cells in stage_rows(by_stage, "settlement_leg")]
    return "\n".join(lines + ["", END])


def write_page(path, result):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        sys.exit(f"bench: {path} does not have its two marks; restore them")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    with open(path, "w", encoding="utf-8") as file:
        file.write(before + page_text(result) + after)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", required=True, help="where suite.json and stages.json are")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--page", help="the page to write the figures into")
    options = parser.parse_args()
    result = gather(options.work, options.quick)
    if options.page:
        write_page(options.page, result)
    print(json.dumps(result) if options.json else table(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
