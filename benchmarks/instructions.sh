#!/usr/bin/env bash
# Instructions and allocations of each line of sqlite_pairs, tenon's against those of the hand-written C API.
#
#     benchmarks/instructions.sh PROGRAM [LINE…]      PROGRAM: sqlite_pairs, compiled with -O2
#
# Fails when tenon takes more than 1.03 of the C API's instructions, makes an allocation that the C API does not, or has
# more than 500 instructions of its own in a point read. Needs valgrind; exits 77 without it.
set -euo pipefail

program=$(realpath "${1:?the path of sqlite_pairs, compiled with -O2}")
shift
support=$(cd "$(dirname "$0")" && pwd)/support
highest_ratio=1.03
highest_layer=500

# What one of these does is one operation; for `all`, 1000 rows.
declare -A counts=([point]=400 [scoped_point]=400 [latest]=50 [all]=3 [insert]=400 [bulk_insert]=1000 [update]=400)
# Reported, not judged: a scope and a repository made for each read, which the C API has no counterpart of.
declare -A only_reported=([scoped_point]=1)
lines=("$@")
[[ ${#lines[@]} -gt 0 ]] || lines=(point scoped_point latest all insert bulk_insert update)

command -v valgrind >/dev/null || { echo "instructions.sh: SKIPPED: valgrind is not installed" >&2; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

measure() { # line side count -> total and layer
    LD_BIND_NOW=1 valgrind --quiet --tool=callgrind --collect-atstart=no --toggle-collect=measured_work \
        --callgrind-out-file=collected "$program" --callgrind "$1" "$2" "$3" >&2
    python3 -B "$support/callgrind_sum.py" collected "$3"
}

failed=0
complain() { echo "  $*" >&2; failed=1; }

printf '%-13s %11s %11s %7s %9s %9s   %s\n' line tenon "C API" ratio layer "C layer" "allocations: tenon, C API (and SQLite's own)"
for line in "${lines[@]}"; do
    count=${counts[$line]:?no such line}
    read -r ours layer <<<"$(measure "$line" ours "$count")"
    read -r theirs their_layer <<<"$(measure "$line" c "$count")"
    read -r new sqlite <<<"$("$program" --allocations "$line" ours "$count")"
    read -r their_new their_sqlite <<<"$("$program" --allocations "$line" c "$count")"
    ratio=$(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%.4f", a / b }')
    printf '%-13s %11.0f %11.0f %7.4f %9.0f %9.0f   %s, %s (%s, %s)\n' "$line" "$ours" "$theirs" "$ratio" "$layer" \
        "$their_layer" "$new" "$their_new" "$sqlite" "$their_sqlite"
    exceeds() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a > b) }'; }
    ! exceeds "$new" "$their_new" || complain "$line: tenon allocates more than the result"
    ! exceeds "$sqlite" "$their_sqlite" || complain "$line: tenon makes SQLite allocate more"
    [[ -z ${only_reported[$line]:-} ]] || continue
    ! exceeds "$ratio" $highest_ratio || complain "$line: more than $highest_ratio of the C API's instructions"
    [[ $line != point ]] || ! exceeds "$layer" $highest_layer || complain "point: more than $highest_layer instructions of its own"
done
exit $failed
