#!/usr/bin/env bash
# build.sh PREFIX SOURCE PROGRAM: flags from pkg-config, no build system.
set -euo pipefail
export PKG_CONFIG_PATH=$1/share/pkgconfig
read -ra flags <<<"$(pkg-config --cflags --libs tenon-sqlite)"
"${CXX:-c++}" -std=c++20 "$2" "${flags[@]}" -o "$3"
