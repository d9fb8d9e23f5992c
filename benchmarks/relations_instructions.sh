#!/usr/bin/env bash
# Instructions and allocations of loading 1000 rows with ten related rows each, tenon's against those of the C API by hand.
#
#     benchmarks/relations_instructions.sh PROGRAM     PROGRAM: sqlite_relations, compiled with -O2
#
# Fails when tenon takes more than 1.15 of the instructions by hand, or allocates more itself. Needs valgrind; exits 77 without.
set -euo pipefail
# shellcheck source=benchmarks/support/callgrind.sh
source "$(dirname "$0")/support/callgrind.sh"

begin "${1:?the path of sqlite_relations, compiled with -O2}"
print_heading "C API" SQLite
compare relations c 3 libsqlite3
! exceeds "$new" "$their_new" || complain "tenon allocates more than the code by hand"
! exceeds "$ratio" 1.15 || complain "more than 1.15 of the C API's instructions"
exit $failed
