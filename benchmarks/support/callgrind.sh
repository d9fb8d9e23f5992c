# shellcheck shell=bash
# Sourced by the scripts that count instructions: `measure` and `compare` a line of a program of pairs. They need valgrind:
# without it they exit with 77. `failed` is 1 once something was more than it may be.
support=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
failed=0

# begin PROGRAM: in a new folder, which goes at the end.
begin() {
    program=$(realpath "$1")
    command -v valgrind >/dev/null || { echo "$(basename "$0"): SKIPPED: valgrind is not installed" >&2; exit 77; }
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    cd "$folder" || exit 1
}

# measure LINE SIDE COUNT LIBRARY -> instructions of an operation: all, and those of the layer above LIBRARY
measure() {
    LD_BIND_NOW=1 valgrind --quiet --tool=callgrind --collect-atstart=no --toggle-collect=measured_work \
        --callgrind-out-file=collected "$program" --callgrind "$1" "$2" "$3" >&2
    python3 -B "$support/callgrind_sum.py" collected "$3" "$4"
}

# print_heading OTHER LIBRARY: of a table whose rows compare() prints
print_heading() {
    printf '%-18s %11s %11s %7s %9s %9s   %s\n' line tenon "$1" ratio layer "its layer" "allocations: tenon, $1 (and $2's own)"
}

# compare LINE OTHER_SIDE COUNT LIBRARY: prints a row, and sets ratio, layer, new, their_new, own and their_own
compare() {
    local ours theirs their_layer
    read -r ours layer <<<"$(measure "$1" ours "$3" "$4")"
    read -r theirs their_layer <<<"$(measure "$1" "$2" "$3" "$4")"
    read -r new own <<<"$("$program" --allocations "$1" ours "$3")"
    read -r their_new their_own <<<"$("$program" --allocations "$1" "$2" "$3")"
    ratio=$(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%.4f", a / b }')
    printf '%-18s %11.0f %11.0f %7.4f %9.0f %9.0f   %s, %s (%s, %s)\n' "$1" "$ours" "$theirs" "$ratio" "$layer" \
        "$their_layer" "$new" "$their_new" "$own" "$their_own"
}

exceeds() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a > b) }'; }
complain() { echo "  $*" >&2; failed=1; }
