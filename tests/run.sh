#!/usr/bin/env bash
# Builds and runs the tests; the last line is `N passed, N failed`. Installs what is missing (Debian, Ubuntu).
#     tests/run.sh [--preset dev|clang|asan|asan-part|clang-asan|tsan] [--filter REGEX]
# dev (the default) and clang run everything, asan the test programs, asan-part those that are labelled memory, and says which
# it leaves out, tsan those with threads. The filter is ctest's -R: it chooses by the names of programs and checks
# (`ctest --test-dir build/tests -N` lists them).
# Tests on PostgreSQL use a server made for them, or the one that $TENON_TEST_POSTGRES_URL names (as a superuser). The
# behaviour suite runs on a Citus cluster too, when $TENON_TEST_CITUS_URL names its coordinator (tests/support/citus.hpp).
# With $TENON_TEST_MINUTES, and a build that took longer, it says which slow checks it leaves out.
# Builds in build/, or in $TENON_BUILD_DIR. With TENON_TEST_SINGLE_HEADER=ON the unit tests run on the single header too.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

preset=dev
filter=()
while [ $# -gt 0 ]; do
    case $1 in
        --preset) preset=${2:?--preset needs a name} ;;
        --filter) filter=(-R "${2:?--filter needs a regular expression}") ;;
        *) sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
    esac
    shift 2
done
case $preset in
    dev | clang) target=all labels=() ;;
    asan | clang-asan) target=runtime_tests labels=(-L runtime) ;;
    asan-part) target=memory_tests labels=(-L memory) preset=asan ;;
    tsan) target=thread_tests labels=(-L threads) ;;
    *) echo "no test preset is called $preset" >&2; exit 2 ;;
esac

source "$root/cmake/install_deps.sh"
source "$root/tests/support/postgres_server.sh"
need_a_compiler
need python3 python3
need pkg-config pkg-config
is_there '<catch2/catch_all.hpp>' || need '<catch2/catch.hpp>' catch2
need '<rapidcheck.h>' librapidcheck-dev
need '<libpq-fe.h>' libpq-dev
need '<CLI/CLI.hpp>' libcli11-dev
need '<nlohmann/json.hpp>' nlohmann-json3-dev
if [ -z "${TENON_TEST_POSTGRES_URL:-}" ] && ! postgres_bin >/dev/null; then
    need initdb postgresql-15 postgresql
    if [ "$(id -u)" -eq 0 ] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        # The package would make a database of its own and serve it.
        mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    fi
fi
need pgbouncer pgbouncer
case $preset in
    clang*)
        need clang++-19 clang-19
        [ "$preset" = clang ] || need "/usr/lib/llvm-19/lib/clang/19/lib/*/libclang_rt.asan*.a" libclang-rt-19-dev
        ;;
    dev)
        want clang++-19 clang-19 # a second opinion on what must not compile
        want valgrind valgrind   # counts instructions
        ;;
esac
install_deps

build=${TENON_BUILD_DIR:-$root/build}/tests
[ "$preset" = dev ] || build+=-$preset
options=(-DTENON_WITH_POSTGRES=ON -DTENON_WITH_CLI=ON -DTENON_TEST_SINGLE_HEADER="${TENON_TEST_SINGLE_HEADER:-OFF}"
         -DTENON_TEST_CITUS="$([ -n "${TENON_TEST_CITUS_URL:-}" ] && echo ON || echo OFF)")
if [ "$preset" = dev ] && command -v clang++-19 >/dev/null; then
    options+=(-DTENON_COMPILE_FAIL_COMPILERS=clang++-19)
fi

cd "$root"
if ! cmake --preset "$preset" -B "$build" "${options[@]}"; then
    echo "0 passed, 1 failed"
    exit 1
fi
# Goes on after an error: what does not build counts as failed below, and the rest is still worth knowing.
built=yes
cmake --build "$build" --target "$target" --parallel 2 -- -k 0 || built=no
rm -f "$build/results.xml"
trap stop_postgres EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
start_postgres || true # tests on PostgreSQL fail then
export TENON_TEST_REQUIRE_POSTGRES=1
if [ "$target" = all ] && [ -n "${TENON_TEST_MINUTES:-}" ] && [ "$SECONDS" -gt $((TENON_TEST_MINUTES * 60)) ]; then
    echo "NOT RUN, because the build alone took $((SECONDS / 60)) minutes:" \
        "$(ctest --test-dir "$build" -N -L slow | sed -n 's/^ *Test *#[0-9]*: *//p' | paste -sd ' ')" >&2
    labels+=(-LE slow)
fi
ctest --test-dir "$build" --parallel 2 --output-on-failure --no-tests=error --output-junit results.xml \
    --test-output-size-passed 1000000 --test-output-size-failed 1000000 "${labels[@]}" "${filter[@]}" || true
if [ "$target" = memory_tests ]; then
    echo "NOT RUN with the address and undefined behaviour sanitizers (tests/run.sh --preset asan runs them too):" \
        "$(ctest --test-dir "$build" -N -L runtime -LE memory | sed -n 's/^ *Test *#[0-9]*: *//p' | paste -sd ' ')" >&2
fi
python3 "$root/tests/count.py" "$build/results.xml" --built "$built"
