#!/usr/bin/env bash
# Instructions and allocations of each line of postgres_pairs in the client, tenon's against those of hand-written libpq,
# libpq's own included on both sides.
#
#     benchmarks/postgres_instructions.sh PROGRAM [LINE…]      PROGRAM: postgres_pairs, compiled with -O2
#
# Fails when tenon takes more than 1.05 of the other side's instructions, or allocates more, itself or in libpq. Needs
# valgrind and the server of TENON_TEST_POSTGRES_URL (tests/support/postgres_server.sh starts one); exits 77 without.
set -euo pipefail
# shellcheck source=benchmarks/support/callgrind.sh
source "$(dirname "$0")/support/callgrind.sh"
[[ -n ${TENON_TEST_POSTGRES_URL:-} ]] || { echo "postgres_instructions.sh: SKIPPED: TENON_TEST_POSTGRES_URL is not set" >&2; exit 77; }

# What one of these does is one operation; for `all`, 1000 rows.
declare -A counts=([point]=400 [point_plain]=400 [scoped_point]=400 [latest]=50 [latest_plain]=50 [all]=3 [all_plain]=3
    [insert]=400 [insert_plain]=400 [update]=400 [update_plain]=400 [bulk_insert]=3000 [bulk_insert_plain]=3000)
limit=1.05

begin "${1:?the path of postgres_pairs, compiled with -O2}"
shift
lines=("$@")
[[ ${#lines[@]} -gt 0 ]] || lines=(point point_plain scoped_point latest latest_plain all all_plain insert insert_plain update
    update_plain bulk_insert bulk_insert_plain)

print_heading libpq libpq
for line in "${lines[@]}"; do
    compare "$line" hand "${counts[$line]:?no such line}" libpq
    # Reported, and not judged: a scope and a repository made for each read have no counterpart by hand.
    [[ $line != scoped_point ]] || continue
    ! exceeds "$new" "$their_new" || complain "$line: tenon allocates more than the result"
    ! exceeds "$own" "$their_own" || complain "$line: tenon makes libpq allocate more"
    ! exceeds "$ratio" "$limit" || complain "$line: more than $limit of the instructions by hand"
done
exit $failed
