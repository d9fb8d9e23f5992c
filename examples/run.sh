#!/usr/bin/env bash
# Builds the main example, optimised, and runs it with the arguments given. Installs what is missing (Debian, Ubuntu).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/cmake/install_deps.sh"
need_a_compiler
install_deps

build=${TENON_BUILD_DIR:-$root/build}/examples
cd "$root"
cmake --preset release -B "$build" >&2
cmake --build "$build" --target package_registry --parallel 2 >&2
exec "$build/examples/package_registry" "$@"
