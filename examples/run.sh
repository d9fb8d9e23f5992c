#!/usr/bin/env bash
# Builds the main example, optimised, and runs it with the arguments given; or a numbered one, where its name comes first:
#     bash examples/run.sh [NN_name] [ARGUMENT...]
# It works on the database that DATABASE_URL names, `postgresql://…` too (an empty one), and without it on SQLite.
# Installs what is missing (Debian, Ubuntu).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/cmake/install_deps.sh"

example=package_registry
if [[ ${1:-} =~ ^[0-9]+_[a-z_]+$ && -e $root/examples/$1.cpp ]]; then
    example=$1
    shift
fi
options=()
need_a_compiler
case "${DATABASE_URL:-} $*" in
    *postgres://* | *postgresql://*)
        need '<libpq-fe.h>' libpq-dev
        options+=(-DTENON_WITH_POSTGRES=ON)
        if [ "$example" = 01_first_program ]; then
            example=01_first_program_on_postgres
        fi
        ;;
esac
install_deps

build=${TENON_BUILD_DIR:-$root/build}/examples
cd "$root"
cmake --preset release -B "$build" "${options[@]}" >&2
cmake --build "$build" --target "$example" --parallel 2 >&2
exec "$build/examples/$example" "$@"
