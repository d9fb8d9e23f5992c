#!/usr/bin/env bash
# check_links.sh COMPILER ROOT: programs of one file, which open a database by its own driver and by a chosen one, link and run:
# what only a table of virtual functions names is compiled too.
set -euo pipefail
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
for example in 01_first_program 07_transactions; do
    "$1" -std=c++20 -O0 -w -I"$2/include" -I"$2/examples" "$2/examples/$example.cpp" -o "$made/$example" -lsqlite3 -pthread
    env -u DATABASE_URL "$made/$example" >/dev/null
done
