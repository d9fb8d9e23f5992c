#!/usr/bin/env bash
# conan.sh CONAN WORK_DIR: creates the package from system dependencies, in a Conan home of its own, and tests it.
set -euo pipefail
conan=$1 work=$2
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
rm -rf "$work"
mkdir -p "$work"
export CONAN_HOME=$work/home
unset CXX # the profile detects the compiler
"$conan" remote disable '*' >/dev/null
options=()
! pkg-config --exists 'libpq >= 14' || options=(-o '&:with_postgres=True')
"$conan" create "$root" "${options[@]}" -pr:a "$root/packaging/conan/profile" --build=missing \
    -c tools.cmake.cmake_layout:test_folder="$work/build"
