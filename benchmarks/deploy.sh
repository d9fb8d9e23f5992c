#!/usr/bin/env bash
# Deploys 200 migrations to an empty database, and runs the same SQL by psql and sqlite3 alone.
#
#     bash benchmarks/deploy.sh PROGRAM [ROUNDS]     PROGRAM: one whose main is tenon::cli, as build/release/tests/cli_app
#
# Prints for each kind of migration the medians in milliseconds, the start of the programs among them, and what the first is of
# the second.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "$1") rounds=${2:-7}
# shellcheck source=tests/support/postgres_server.sh
source "$here/../tests/support/postgres_server.sh"
folder=$(mktemp -d)
start_postgres
trap 'stop_postgres; rm -rf "$folder"' EXIT
cd "$folder"
server=$TENON_TEST_POSTGRES_URL
psql() { "$TENON_TEST_POSTGRES_BIN/psql" -Xq "$@"; }
# A server of our own waits for its disk, as those do that hold what is worth keeping; with TENON_DEPLOY_FSYNC=off it does not.
if [ -n "$postgres_folder" ] && [ "${TENON_DEPLOY_FSYNC:-on}" = on ]; then
    psql "$server" -c 'ALTER SYSTEM SET fsync = on' -c 'ALTER SYSTEM SET synchronous_commit = on' -c 'ALTER SYSTEM SET full_page_writes = on' -c 'SELECT pg_reload_conf()' >/dev/null
fi
as_owner=${server/postgresql:\/\/postgres@\/postgres/postgresql:\/\/tenon_owner@\/deployed}

# What migration number $2 of a kind does.
script() {
    case $1 in
        columns) if [ "$2" = 0 ]; then echo 'CREATE TABLE t (a INTEGER PRIMARY KEY);'; else echo "ALTER TABLE t ADD COLUMN c$2 TEXT;"; fi ;;
        tables) echo "CREATE TABLE t$2 (a INTEGER PRIMARY KEY, b TEXT NOT NULL);" ;;
        tables_with_index) script tables "$2" && echo "CREATE INDEX i$2 ON t$2 (b);" ;;
        tables_with_rows)
            script tables_with_index "$2"
            printf '%s\n' "ALTER TABLE t$2 ADD COLUMN c TEXT;" "INSERT INTO t$2 VALUES (1, 'x', 'y');" "UPDATE t$2 SET b = 'z';"
            ;;
    esac
}
# Milliseconds that a command takes.
time_of() {
    local begin
    begin=$(date +%s%N)
    "$@" >/dev/null
    echo $((($(date +%s%N) - begin) / 1000000))
}
median() { sort -n | sed -n "$((rounds / 2 + 1))p"; }
fresh() {
    psql "$server" -c 'DROP DATABASE IF EXISTS deployed WITH (FORCE)' -c 'CREATE DATABASE deployed OWNER tenon_owner TEMPLATE template0' 2>/dev/null
    rm -f work.db*
}

printf '%-18s %-10s %8s %8s %6s\n' migrations on tenon alone ratio
for kind in columns tables tables_with_index tables_with_rows; do
    for number in {0..199}; do
        migration=$kind/$(printf '2026010112%02d%02d_step' $((number / 60)) $((number % 60)))
        mkdir -p "$migration"
        script "$kind" "$number" | tee -a "$kind.sql" >"$migration/migration.sql"
    done
    for on in postgres sqlite; do
        : >ours && : >theirs
        for ((round = 0; round < rounds; ++round)); do # in turns
            fresh
            if [ $on = postgres ]; then
                time_of "$program" migrate deploy --url "$as_owner" --migrations "$kind" >>ours
                fresh
                time_of psql "$as_owner" -v ON_ERROR_STOP=1 -f "$kind.sql" >>theirs
            else
                time_of "$program" migrate deploy --url file:work.db --migrations "$kind" >>ours
                fresh
                time_of sqlite3 -bail work.db ".read $kind.sql" >>theirs
            fi
        done
        awk -v kind=$kind -v on=$on -v a="$(median <ours)" -v b="$(median <theirs)" \
            'BEGIN { printf "%-18s %-10s %8d %8d %6.2f\n", kind, on, a, b, a / b }'
    done
done
