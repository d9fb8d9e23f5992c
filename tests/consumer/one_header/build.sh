#!/usr/bin/env bash
# build.sh SINGLE_INCLUDE SOURCE PROGRAM FLAG…: the header was dropped in, and there is nothing else; the flags name the
# library of the database.
set -euo pipefail
"${CXX:-c++}" -std=c++20 -I"$1" "$2" "${@:4}" -o "$3"
