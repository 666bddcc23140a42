#!/usr/bin/env python3
"""Counts test cases in meson's testlog.json: cmocka's and TAP's own cases, else one a program.

    count_tests.py TESTLOG.json      prints "N passed, N failed"; exit 1 if any failed or none ran
"""
import json
import re
import sys


def count(entry):
    """Cases of one test program: (passed, failed, skipped)."""
    text = "\n".join(entry.get(stream) or "" for stream in ("stdout", "stderr"))
    well = entry["result"] in ("OK", "EXPECTEDFAIL")
    if entry["result"] == "SKIP":
        return 0, 0, 1
    passed = len(re.findall(r"^\[ +OK +\] ", text, re.M))
    failed = len(set(re.findall(r"^\[ +(?:FAILED|ERROR) +\] ([^\s:]+)$", text, re.M)))
    skipped = len(set(re.findall(r"^\[ +SKIPPED +\] ([^\s:]+)$", text, re.M)))
    if not passed and not failed:
        points = re.findall(r"^(not )?ok\b([^\n]*)", text, re.M)
        skipped = sum("# skip" in rest.lower() for _, rest in points)
        failed = sum(bool(no) for no, _ in points)
        passed = len(points) - failed - skipped
    if not passed and not failed:
        return (1, 0, 0) if well else (0, 1, 0)
    if not well and not failed:  # it died after its last case
        failed = 1
    return passed, failed, skipped


def main():
    passed = failed = skipped = 0
    with open(sys.argv[1], encoding="utf-8", errors="replace") as log:
        for line in log:
            p, f, s = count(json.loads(line))
            passed, failed, skipped = passed + p, failed + f, skipped + s
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
