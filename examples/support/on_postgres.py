#!/usr/bin/env python3
"""Runs an example in a new PostgreSQL database, where it has to make tables, and compares what it prints with a file.

    on_postgres.py PROGRAM EXPECTED [--write]      --write: writes the file anew: read the difference before it is kept

The server is the one of TENON_TEST_POSTGRES_URL, a superuser's URL or connection string; its role tenon_owner, which is
no superuser, gets the database and runs the program. psql is taken from TENON_TEST_POSTGRES_BIN, or from PATH. Without a
server this ends with 77, which ctest counts as skipped; where TENON_TEST_REQUIRE_POSTGRES is set, it fails.
"""
import contextlib
import os
import pathlib
import subprocess
import sys
import urllib.parse
import uuid

SKIPPED = 77


def server():
    """The superuser's URL. Ends the process where there is none."""
    url = os.environ.get("TENON_TEST_POSTGRES_URL", "")
    if not url:
        print("TENON_TEST_POSTGRES_URL is not set: SKIPPED (tests/run.sh starts a server)", file=sys.stderr)
        sys.exit(1 if "TENON_TEST_REQUIRE_POSTGRES" in os.environ else SKIPPED)
    return url


def url_of(role, database):
    """The same server, with another role and database."""
    url = server()
    if "://" not in url: # a connection string, in which the last word counts
        return f"{url} user={role} dbname={database}"
    parts = urllib.parse.urlsplit(url)
    words = [word for word in parts.query.split("&") if word.split("=")[0] not in ("user", "dbname", "password")]
    address = parts.netloc.rpartition("@")[2]
    return urllib.parse.urlunsplit((parts.scheme, f"{role}@{address}", f"/{database}", "&".join(words), ""))


def run_sql(text, url=None):
    psql = "psql"
    if folder := os.environ.get("TENON_TEST_POSTGRES_BIN"):
        psql = str(pathlib.Path(folder, "psql"))
    done = subprocess.run([psql, "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", text, url or server()], check=True, timeout=60,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    return done.stdout.decode().strip()


@contextlib.contextmanager
def empty_database():
    """The URL of a database without tables, as their owner to be. It is dropped afterwards."""
    name = f"tenon_example_{uuid.uuid4().hex}"
    run_sql(f"CREATE DATABASE {name} OWNER tenon_owner TEMPLATE template0")
    try:
        yield url_of("tenon_owner", name)
    finally:
        run_sql(f"DROP DATABASE {name} WITH (FORCE)")


def main():
    program, expected = sys.argv[1], pathlib.Path(sys.argv[2])
    with empty_database() as url:
        done = subprocess.run([program], env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.PIPE,
                              stdin=subprocess.DEVNULL, timeout=120)
        tables = run_sql("SELECT count(*) FROM pg_tables WHERE tableowner = 'tenon_owner'", url)
    printed = done.stdout.decode()
    if done.returncode != 0:
        sys.exit(f"{program} ended with {done.returncode}; it printed:\n{printed}")
    if tables == "0":
        sys.exit(f"{program} made no table: it did not use DATABASE_URL")
    if "--write" in sys.argv[3:]:
        expected.write_text(printed, encoding="utf-8")
    elif printed != expected.read_text(encoding="utf-8"):
        sys.exit(f"{program} did not print what {expected} holds, but:\n{printed}")


if __name__ == "__main__":
    main()
