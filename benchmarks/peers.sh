#!/usr/bin/env bash
# tenon and other libraries side by side, as one table: what each does of a line in a second, that over the rate of the
# hand-written C API in the same round (medians of rounds in turn), and its instructions, those of the database's library
# in the client included (for `all`, 1000 rows; for bulk_insert, one row).
#
#     benchmarks/peers.sh FOLDER [OPTION…]    FOLDER: of sqlite_peers and postgres_peers, compiled with -O2; the options,
#                                             such as --rounds 5, are theirs
#
# Measures the libraries that were found when the programs were built; installs nothing. PostgreSQL needs the server of
# TENON_TEST_POSTGRES_URL (tests/support/postgres_server.sh starts one); instructions need valgrind. What is missing is said.
set -euo pipefail
# shellcheck source=benchmarks/support/callgrind.sh
source "$(dirname "$0")/support/callgrind.sh"
folder_of_programs=$(realpath "${1:?the folder of sqlite_peers and postgres_peers}")
shift

# What is counted of each line, one operation or one row at a time.
declare -A counts=([point]=400 [latest]=50 [all]=3 [insert]=400 [update]=400 [bulk_insert]=1000)

instructions() { # LINE SIDE LIBRARY
    local count=${counts[${1%_plain}]}
    measure "$1" "$2" "$count" "$3" 2>/dev/null | cut -d ' ' -f 1
}

print_table() { # PROGRAM DATABASE LIBRARY OPTIONS…
    local name=$1 database=$2 library=$3
    if [[ ! -x $folder_of_programs/$name ]]; then
        echo "NOT MEASURED: $database, for $folder_of_programs/$name is not there" >&2
        return
    fi
    [[ $database != PostgreSQL || -n ${TENON_TEST_POSTGRES_URL:-} ]] || {
        echo "NOT MEASURED: PostgreSQL, for TENON_TEST_POSTGRES_URL is not set" >&2
        return
    }
    shift 3
    program=$folder_of_programs/$name
    local line side rate ratio counted
    while read -r line side rate ratio; do
        if [[ ! $rate =~ ^[0-9]+$ ]]; then # the heading, or a remark
            [[ -z $line || $line == line ]] || echo "($line $side $rate $ratio)"
            continue
        fi
        counted=-
        ! command -v valgrind >/dev/null || counted=$(instructions "$line" "$side" "$library")
        printf '%-11s %-18s %-10s %10s %8s %13s\n' "$database" "$line" "$side" "$rate" "$ratio" "${counted%.*}"
    done < <("$program" "$@")
}

command -v valgrind >/dev/null || echo "NOT MEASURED: instructions, for valgrind is not installed" >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
printf '%-11s %-18s %-10s %10s %8s %13s\n' database line side rate 'by hand' instructions
print_table sqlite_peers SQLite libsqlite3 "$@"
print_table postgres_peers PostgreSQL libpq "$@"
