#!/usr/bin/env bash
# build.sh PREFIX BACKEND SOURCE PROGRAM: flags from pkg-config, no build system.
set -euo pipefail
export PKG_CONFIG_PATH=$1/share/pkgconfig
read -ra flags <<<"$(pkg-config --cflags --libs "tenon-$2")"
"${CXX:-c++}" -std=c++20 "$3" "${flags[@]}" -o "$4"
