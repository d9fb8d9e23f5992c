#!/usr/bin/env bash
# A file that only uses a database holds nothing of what opens one: that is compiled once in a program.
#     check_opening.sh INCLUDE
set -euo pipefail
include=${1:?the folder include}
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

opens() { # flags… : whether the file, so compiled, asks SQLite to open a database
    "${CXX:-c++}" -std=c++20 -O1 -I"$include" "$@" -c "$here/queries.cpp" -o "$folder/queries.o"
    nm -u "$folder/queries.o" >"$folder/wanted"
    grep -q sqlite3_step "$folder/wanted" || { echo "the file runs no statement" >&2; exit 1; }
    grep -q sqlite3_open_v2 "$folder/wanted"
}
opens -DOPENS || { echo "a file that opens a database does not ask SQLite to" >&2; exit 1; }
! opens || { echo "a file that only uses a database compiles what opens one" >&2; exit 1; }
