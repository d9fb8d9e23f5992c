#!/usr/bin/env python3
"""Instructions in a callgrind output file: all of them, and those outside of SQLite.

    callgrind_sum.py FILE OPERATIONS     prints "TOTAL LAYER", each for one operation

LAYER is what does not happen in calls of libsqlite3: the code that calls it, and what that code asks of the C and C++
libraries (memory, strings). Calls back from SQLite count as SQLite's.
"""

import re
import sys

ENTRY = re.compile(r"^(ob|fl|fi|fe|fn|cob|cfi|cfl|cfn)=(?:\((\d+)\))?\s*(.*)$")
COST = re.compile(r"^[+\-*\d]\S*\s+(\d+)")


def read(path):
    names = {}  # (kind of name, number) -> text: callgrind writes each name once
    own = {}  # object -> its own instructions
    into_sqlite = 0
    this_object = called_object = ""
    is_call = False
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if entry := ENTRY.match(line):
                key, number, text = entry.groups()
                kind = "ob" if key in ("ob", "cob") else "fn" if key in ("fn", "cfn") else "fl"
                if number is not None:
                    if text:
                        names[kind, number] = text
                    text = names.get((kind, number), text)
                if key == "ob":
                    this_object = called_object = text
                elif key == "fn":
                    called_object = this_object
                elif key == "cob":
                    called_object = text
            elif line.startswith("calls="):
                is_call = True
            elif cost := COST.match(line):
                if is_call:
                    # "???" are jump tables that callgrind found no object for: SQLite's calls of itself.
                    if is_sqlite(called_object) and not is_sqlite(this_object) and this_object != "???":
                        into_sqlite += int(cost.group(1))
                    is_call, called_object = False, this_object
                else:
                    own[this_object] = own.get(this_object, 0) + int(cost.group(1))
    return sum(own.values()), into_sqlite


def is_sqlite(object_name):
    return "libsqlite3" in object_name


def main():
    total, into_sqlite = read(sys.argv[1])
    operations = int(sys.argv[2])
    if total == 0 or into_sqlite == 0:
        sys.exit("callgrind_sum.py: nothing was collected, or no call of libsqlite3: is SQLite linked dynamically?")
    print(f"{total / operations:.1f} {(total - into_sqlite) / operations:.1f}")


main()
