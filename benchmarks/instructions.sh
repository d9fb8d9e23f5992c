#!/usr/bin/env bash
# Instructions and allocations of each line of sqlite_pairs, tenon's against those of the hand-written C API.
#
#     benchmarks/instructions.sh PROGRAM [LINE…]      PROGRAM: sqlite_pairs, compiled with -O2
#
# Fails when tenon takes more than 1.03 of the C API's instructions, makes an allocation that the C API does not, or has
# more than 500 instructions of its own in a point read. Needs valgrind; exits 77 without it.
set -euo pipefail
# shellcheck source=benchmarks/support/callgrind.sh
source "$(dirname "$0")/support/callgrind.sh"
highest_ratio=1.03
highest_layer=500

# What one of these does is one operation; for `all`, 1000 rows.
declare -A counts=([point]=400 [scoped_point]=400 [latest]=50 [all]=3 [insert]=400 [bulk_insert]=1000 [update]=400)
# Reported, not judged: a scope and a repository made for each read, which the C API has no counterpart of.
declare -A only_reported=([scoped_point]=1)

begin "${1:?the path of sqlite_pairs, compiled with -O2}"
shift
lines=("$@")
[[ ${#lines[@]} -gt 0 ]] || lines=(point scoped_point latest all insert bulk_insert update)

print_heading "C API" SQLite
for line in "${lines[@]}"; do
    compare "$line" c "${counts[$line]:?no such line}" libsqlite3
    ! exceeds "$new" "$their_new" || complain "$line: tenon allocates more than the result"
    ! exceeds "$own" "$their_own" || complain "$line: tenon makes SQLite allocate more"
    [[ -z ${only_reported[$line]:-} ]] || continue
    ! exceeds "$ratio" $highest_ratio || complain "$line: more than $highest_ratio of the C API's instructions"
    [[ $line != point ]] || ! exceeds "$layer" $highest_layer || complain "point: more than $highest_layer instructions of its own"
done
exit $failed
