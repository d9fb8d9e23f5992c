#!/usr/bin/env bash
# build.sh SINGLE_INCLUDE SOURCE PROGRAM: the header was dropped in, and there is nothing else.
set -euo pipefail
"${CXX:-c++}" -std=c++20 -I"$1" "$2" -lsqlite3 -o "$3"
