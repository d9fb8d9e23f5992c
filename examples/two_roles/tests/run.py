#!/usr/bin/env python3
"""Makes the roles and the database of roles.sql on the server of the tests, runs the program on them, and drops them.

    run.py PROGRAM               (see ../../support/on_postgres.py)
"""
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "support"))
import on_postgres

EXPECTED = """\
orders of acme: 1, of globex: 0
tables: tenon: permission_denied: The operation is not allowed in this scope: use a scope or a role that may do it.
"""


def ask_as_application(text):
    """What SQL by hand gives the program's role, or the reason why not."""
    try:
        return on_postgres.run_sql(text, on_postgres.url_of("shop_app", "shop"))
    except subprocess.CalledProcessError:
        return "refused"


def main():
    commands = re.findall(r"^(?!--).+;$", (HERE.parent / "roles.sql").read_text(encoding="utf-8"), re.MULTILINE)
    made = []
    try:
        for command in commands:
            on_postgres.run_sql(command)
            if found := re.match(r"CREATE (ROLE|DATABASE) (\w+)", command):
                made.append(f"{found.group(1)} {found.group(2)}")
        urls = [on_postgres.url_of(role, "shop") for role in ("shop_owner", "shop_app")]
        done = subprocess.run([sys.argv[1], *urls], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=120)
        printed = done.stdout.decode()
        if done.returncode != 0 or printed != EXPECTED:
            sys.exit(f"it ended with {done.returncode}, and printed:\n{printed}")
        answers = {text: ask_as_application(text) for text in (
            'SELECT count(*) FROM "Order"', 'DELETE FROM "Order" RETURNING 1', 'TRUNCATE "Order"', 'DROP TABLE "Order"',
            'ALTER TABLE "Order" DISABLE ROW LEVEL SECURITY', "CREATE TABLE other (id text)", "SET ROLE shop_owner")}
        if list(answers.values()) != ["0", "", *["refused"] * 5]:
            sys.exit(f"the program's role may do what it should not: {answers}")
    finally:
        for each in reversed(made):
            on_postgres.run_sql(f"DROP {each}")


if __name__ == "__main__":
    on_postgres.server()
    main()
