#!/usr/bin/env python3
"""Counts what ctest ran, from its JUnit file: each Catch2 test case, each case of our own scripts, each other check.

The last line is `N passed, N failed`; the status is 1 when something failed or nothing passed.
"""
import argparse
import pathlib
import re
import sys
import xml.etree.ElementTree

# What a program says at its end: Catch2 when all went well, Catch2 otherwise, our own scripts.
ALL_PASSED = re.compile(r"^All tests passed \(\d+ assertions? in (\d+) test cases?\)", re.MULTILINE)
SOME_FAILED = re.compile(r"^test cases: +(\d+) ", re.MULTILINE)
OUR_SCRIPTS = re.compile(r"^(\d+) passed, (\d+) failed$", re.MULTILINE)


def count(case):
    """-> (passed, failed) of one ctest test"""
    succeeded = case.get("status") == "run"
    output = case.findtext("system-out") or ""
    if found := ALL_PASSED.findall(output):
        passed, failed = int(found[-1]), 0
    elif found := SOME_FAILED.findall(output):
        line = re.findall(r"^test cases:.*$", output, re.MULTILINE)[-1]
        passed = sum(int(n) for n in re.findall(r"(\d+) (?:passed|failed as expected)", line))
        failed = int(found[-1]) - passed
    elif found := OUR_SCRIPTS.findall(output):
        passed, failed = map(int, found[-1])
    elif "No tests ran" in output:
        passed, failed = 0, 1
    else:
        passed, failed = int(succeeded), int(not succeeded)
    if not succeeded and failed == 0:   # it said that all is well and then died, or a sanitizer spoke
        failed = 1
    return passed, failed


def main():
    arguments = argparse.ArgumentParser(description="Counts tests.")
    arguments.add_argument("results", type=pathlib.Path)
    arguments.add_argument("--built", choices=["yes", "no"], default="yes", help="no: the build failed somewhere")
    options = arguments.parse_args()

    passed = failed = 0
    if options.results.exists():
        for case in xml.etree.ElementTree.parse(options.results).iter("testcase"):
            now_passed, now_failed = count(case)
            passed, failed = passed + now_passed, failed + now_failed
            print(f"{case.get('name'):40} {now_passed} passed, {now_failed} failed")
    if options.built == "no":
        print("the build failed")
        failed += 1
    print(f"{passed} passed, {failed} failed")
    sys.exit(0 if passed and not failed else 1)


if __name__ == "__main__":
    main()
