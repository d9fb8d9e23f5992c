#!/usr/bin/env bash
# Builds and runs main.cpp in each way in which a project can get tenon, and postgres.cpp where libpq is.
#     tests/consumer/run.sh WORK_DIR [find_package|add_subdirectory|pkg_config|one_header|warnings|missing_component ...]
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=${1:?a work directory}
shift
kinds=("$@")
[ ${#kinds[@]} -gt 0 ] || kinds=(find_package add_subdirectory pkg_config one_header warnings missing_component)

rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)
prefix=$work/prefix

install_tenon() { # into $prefix, by way of another directory: an installed tree can be moved
    cmake -S "$root" -B "$work/tenon" -DTENON_BUILD_TESTS=OFF -DTENON_BUILD_EXAMPLES=OFF &&
        cmake --install "$work/tenon" --prefix "$work/staged" &&
        mv "$work/staged" "$prefix"
}

build_with_cmake() { # build_with_cmake KIND [cmake arguments]
    local kind=$1
    shift
    cmake -S "$here/$kind" -B "$work/$kind" "$@" && cmake --build "$work/$kind"
}

run_consumers() { # run_consumers KIND
    "$work/$1/consumer" && { [ "$with_postgres" = OFF ] || "$work/$1/consumer_postgres"; } &&
        { [ ! -e "$work/$1/consumer_cli" ] || "$work/$1/consumer_cli" --version; }
}

find_package() {
    build_with_cmake find_package -DCMAKE_PREFIX_PATH="$prefix" -DWITH_POSTGRES="$with_postgres" -DWITH_CLI="$with_cli" &&
        run_consumers find_package
}

add_subdirectory() {
    build_with_cmake add_subdirectory -DTENON_SOURCE_DIR="$root" -DWITH_POSTGRES="$with_postgres" &&
        run_consumers add_subdirectory
}

pkg_config() {
    local backend program
    for backend in "${backends[@]}"; do
        program=$work/with_pkg_config_$backend
        bash "$here/pkg_config/build.sh" "$prefix" "$backend" "$here/${source_of[$backend]}" "$program" &&
            "$program" || return 1
    done
}

one_header() { # each of them alone
    local backend program folder flags
    for backend in "${backends[@]}"; do
        program=$work/with_one_header_$backend folder=$work/dropped_in_$backend
        case $backend in
            sqlite) flags=(-lsqlite3) ;;
            postgres) flags=(-I"$(pg_config --includedir)" -lpq) ;;
        esac
        mkdir -p "$folder/tenon" && cp "$root/single_include/tenon/$backend.hpp" "$folder/tenon/" &&
            bash "$here/one_header/build.sh" "$folder" "$here/${source_of[$backend]}" "$program" "${flags[@]}" &&
            "$program" || return 1
    done
}

warnings() { # a header that is dropped in is compiled with the project's own
    local header
    for header in "$root"/single_include/tenon/*.hpp; do
        [ "$with_postgres" = ON ] || [ "${header##*/}" != postgres.hpp ] || continue
        "${CXX:-c++}" -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror \
            $([ "$with_postgres" = OFF ] || echo -I"$(pg_config --includedir)") -include "$header" -x c++ /dev/null || return 1
    done
}

missing_component() { # refused when configuring, with a sentence that says which component
    mkdir -p "$work/missing"
    cat >"$work/missing/CMakeLists.txt" <<'CMAKE'
cmake_minimum_required(VERSION 3.23)
project(consumer LANGUAGES CXX)
find_package(tenon REQUIRED COMPONENTS sqlite oracle)
CMAKE
    ! cmake -S "$work/missing" -B "$work/missing/build" -DCMAKE_PREFIX_PATH="$prefix" &>"$work/missing/output" &&
        tr -s '\n ' ' ' <"$work/missing/output" | grep -F "without the component 'oracle'"
}

install_tenon &>"$work/install.log" || { cat "$work/install.log"; exit 1; }
declare -A source_of=([sqlite]=main.cpp [postgres]=postgres.cpp)
backends=(sqlite) with_postgres=OFF
if [ -e "$prefix/share/cmake/tenon/tenon-postgres.cmake" ]; then
    backends+=(postgres) with_postgres=ON
fi
with_cli=OFF
[ ! -e "$prefix/share/cmake/tenon/tenon-cli.cmake" ] || with_cli=ON
passed=0 failed=0
for kind in "${kinds[@]}"; do
    if "$kind" &>"$work/$kind.log"; then
        echo "ok: $kind"
        passed=$((passed + 1))
    else
        echo "FAILED: $kind"
        tail -n 40 "$work/$kind.log"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
