#!/usr/bin/env python3
"""Instructions in a callgrind output file: all of them, and those of the layer above a database's library.

    callgrind_sum.py FILE OPERATIONS [LIBRARY]     prints "TOTAL LAYER", each for one operation

LAYER is what happens neither in calls of LIBRARY (libsqlite3) nor in making, copying and freeing the strings of the result,
which every way of reading a row has to do. Calls back from the library count as the library's.
"""

import re
import sys

ENTRY = re.compile(r"^(ob|fl|fi|fe|fn|cob|cfi|cfl|cfn)=(?:\((\d+)\))?\s*(.*)$")
# What holds the result: functions of std::string, the allocations they make, and the destruction of a row.
STRINGS = re.compile(r"^std::__cxx11::basic_string<|^operator (new|delete)|^benchmark::User::~User")
COST = re.compile(r"^[+\-*\d]\S*\s+(\d+)")


def read(path, library):
    names = {}  # (kind of name, number) -> text: callgrind writes each name once
    own = {}  # object -> its own instructions
    elsewhere = 0  # instructions of calls from the layer into the library or into strings

    def is_elsewhere(object_name, function):
        # "???" are jump tables that callgrind found no object for: the library's calls of itself.
        return library in object_name or object_name == "???" or STRINGS.match(function) is not None

    this_object = called_object = this_function = called_function = ""
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
                    called_object, this_function = this_object, text
                elif key == "cfn":
                    called_function = text
                elif key == "cob":
                    called_object = text
            elif line.startswith("calls="):
                is_call = True
            elif cost := COST.match(line):
                if is_call:
                    if not is_elsewhere(this_object, this_function) and is_elsewhere(called_object, called_function):
                        elsewhere += int(cost.group(1))
                    is_call, called_object = False, this_object
                else:
                    own[this_object] = own.get(this_object, 0) + int(cost.group(1))
    return sum(own.values()), elsewhere


def main():
    library = sys.argv[3] if len(sys.argv) > 3 else "libsqlite3"
    total, elsewhere = read(sys.argv[1], library)
    operations = int(sys.argv[2])
    if total == 0 or elsewhere == 0:
        sys.exit(f"callgrind_sum.py: nothing was collected, or no call of {library}: is it linked dynamically?")
    print(f"{total / operations:.1f} {(total - elsewhere) / operations:.1f}")


main()
