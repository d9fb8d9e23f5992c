# shellcheck shell=bash
# Sourced by scripts that need a PostgreSQL server of their own: `start_postgres` makes one in a new folder and exports
#     TENON_TEST_POSTGRES_URL   its database postgres, as the superuser
#     TENON_TEST_POSTGRES_BIN   the folder of the server's programs, psql among them
# and `stop_postgres` ends it and removes the folder; call that in a trap on EXIT. It answers on a Unix socket only. Its
# roles besides the superuser `postgres`: tenon_owner may make databases, tenon_app nothing, tenon_password must say
# that its password is `right`. Where TENON_TEST_POSTGRES_URL is set already, nothing is started or stopped.
postgres_folder=''
postgres_pid=''

# The folder of the server's programs, which Debian keeps out of PATH.
postgres_bin() {
    local folder folders=()
    folder=$(type -P postgres) && folders+=("$(dirname "$(readlink -f "$folder")")")
    folder=$(pg_config --bindir 2>/dev/null) && folders+=("$folder")
    while read -r folder; do folders+=("$folder"); done < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV)
    for folder in "${folders[@]}"; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && [ -x "$folder/psql" ]; then
            echo "$folder"
            return
        fi
    done
    return 1
}

# The text as a part of a URL.
percent_encoded() {
    local LC_ALL=C rest=$1 byte
    while [ -n "$rest" ]; do
        byte=${rest:0:1} rest=${rest:1}
        case $byte in
            [A-Za-z0-9._~-]) printf %s "$byte" ;;
            *) printf %s "$byte" | od -An -v -tx1 | tr -d '\n' | tr ' a-f' '%A-F' ;;
        esac
    done
}

# Runs a command as the server's user, in the server's folder. It does not outlive this shell, however that ends.
as_postgres() {
    local how=()
    if [ "$(id -u)" -eq 0 ]; then # PostgreSQL refuses to be run by root
        how=(setpriv --reuid "$postgres_user" --regid "$(id -g "$postgres_user")" --clear-groups --pdeathsig INT)
    elif setpriv --pdeathsig INT true 2>/dev/null; then
        how=(setpriv --pdeathsig INT)
    fi
    cd "$postgres_folder" && exec env -u PGDATA -u PGPORT "${how[@]}" "$@"
}

# A folder that the server's user may use, with a name that leaves room for a socket: its path has at most 107 bytes.
make_postgres_folder() {
    local LC_ALL=C parent
    for parent in "${TMPDIR:-/tmp}" /tmp; do
        parent=$(cd "$parent" && pwd) && postgres_folder=$(mktemp -d "$parent/tenon-postgres.XXXXXX") || return 1
        if [ "$(id -u)" -eq 0 ]; then # its group reaches the socket too; nobody else does
            chown "$postgres_user:$(id -g)" "$postgres_folder" && chmod 750 "$postgres_folder" || return 1
        fi
        if [ ${#postgres_folder} -le 90 ] && (as_postgres test -w "$postgres_folder") 2>/dev/null; then
            return
        fi
        rmdir "$postgres_folder"
        postgres_folder=''
    done
    echo "postgres: $postgres_user may use no folder, neither in ${TMPDIR:-/tmp} nor in /tmp" >&2
    return 1
}

make_postgres_cluster() {
    local data=$postgres_folder/data
    (as_postgres "$TENON_TEST_POSTGRES_BIN/initdb" -D "$data" -U postgres --auth=trust --locale=C.UTF-8 -E UTF8 \
        --no-sync --no-instructions) </dev/null &>"$postgres_folder/log" || return 1
    cat >"$data/pg_hba.conf" <<'CONF' || return 1
local all tenon_password scram-sha-256
local all all trust
CONF
    # Nothing of it needs to survive a crash.
    cat >>"$data/postgresql.conf" <<CONF
listen_addresses = ''
port = 5432
unix_socket_directories = '${postgres_folder//\'/\'\'}'
password_encryption = scram-sha-256
max_connections = 100
shared_buffers = 32MB
fsync = off
full_page_writes = off
synchronous_commit = off
autovacuum = off
CONF
}

run_postgres() {
    (as_postgres "$TENON_TEST_POSTGRES_BIN/postgres" -D "$postgres_folder/data") </dev/null &>>"$postgres_folder/log" &
    postgres_pid=$!
    local tries=600
    until PGCONNECT_TIMEOUT=5 "$TENON_TEST_POSTGRES_BIN/psql" -Xqc '' "$1" &>/dev/null; do
        kill -0 "$postgres_pid" 2>/dev/null && [ $((tries -= 1)) -gt 0 ] || return 1
        sleep 0.1
    done
    "$TENON_TEST_POSTGRES_BIN/psql" -Xq -v ON_ERROR_STOP=1 "$1" &>>"$postgres_folder/log" <<'SQL'
CREATE ROLE tenon_owner LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS;
CREATE ROLE tenon_app LOGIN NOSUPERUSER NOBYPASSRLS;
CREATE ROLE tenon_password LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD 'right';
SQL
}

start_postgres() {
    [ -z "${TENON_TEST_POSTGRES_URL:-}" ] || return 0
    local url postgres_user=postgres
    id "$postgres_user" &>/dev/null || postgres_user=nobody
    TENON_TEST_POSTGRES_BIN=$(postgres_bin) || {
        echo "postgres: no server is installed (Debian: postgresql)" >&2
        return 1
    }
    make_postgres_folder || return 1
    url="postgresql://postgres@/postgres?host=$(percent_encoded "$postgres_folder")&port=5432"
    if make_postgres_cluster && run_postgres "$url"; then
        export TENON_TEST_POSTGRES_BIN TENON_TEST_POSTGRES_URL=$url
        return
    fi
    echo "postgres: the server did not start; it says:" >&2
    cat "$postgres_folder/log" >&2
    stop_postgres
    return 1
}

stop_postgres() {
    [ -n "$postgres_folder" ] || return 0
    unset TENON_TEST_POSTGRES_URL
    if [ -n "$postgres_pid" ]; then
        kill -QUIT "$postgres_pid" 2>/dev/null || true # at once: nothing of it is kept
        wait "$postgres_pid" 2>/dev/null || true
    fi
    rm -rf "$postgres_folder"
    postgres_folder='' postgres_pid=''
}
