#!/usr/bin/env python3
"""check_docs.py sees mistakes: each of these changes to a copy of the pages must be told, and none to the copy as it is."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]

# what is changed: file, pattern, replacement, and what must be told
MISTAKES = [
    ("README.md", r"db\.create_tables\(\)\.value\(\);", "db.create_tables();", "line by line"),
    ("README.md", r'INSERT INTO "User"', 'INSERT INTO "Users"', "line by line"),
    ("README.md", r"<!-- examples/01_first_program\.cpp -->\n", "", "needs a comment before it"),
    ("README.md", r"<!-- examples/01_first_program\.expected -->", "<!-- examples/01_none.expected -->", "there is no examples/01_none"),
    ("README.md", r"a repository needs a scope", "a repository wants a scope", "the compiler does not say"),
    ("README.md", r"bash tests/run\.sh", "bash tests/walk.sh", "there is no tests/walk.sh"),
    ("README.md", r"\(docs/tenancy\.md\)", "(docs/tenants.md)", "leads nowhere"),
    ("tests/docs/mistakes/no_scope.cpp", r"\(db\); // for whom\?", '(db.tenant("acme")); // for whom?', "compiles"),
    ("examples/01_first_program.cpp", r"#include <cstdio>\n", "#include <cstdio>\n\n\n", "line by line"),
    ("docs/errors.md", r"Memory ran out", "Memory is out", "core/errc.hpp says of out_of_memory"),
    ("docs/errors.md", r"\| P2002 \| 409 \|", "| P2002 | 400 |", "core/errc.hpp says of unique_violation"),
    ("docs/errors.md", r"\| `deadlock` .*\n", "", "does not have errc::deadlock"),
    ("README.md", r"docs/repository\.md#watching", "docs/repository.md#seeing", "leads nowhere"),
    ("docs/errors.md", r"`BUSY_SNAPSHOT`", "", "sqlite/errors.hpp gives serialization_conflict for"),
    ("docs/errors.md", r"`40P01`", "", "postgres/errors.hpp gives deadlock for"),
    ("docs/sqlite.md", r"\| `readers` \| `4`", "| `readers` | `5`", "the default of readers is 4"),
    ("docs/sqlite.md", r"\| `create` .*\n", "", "does not have the option create"),
    ("docs/postgres.md", r"\| `connections` \| `10`", "| `connections` | `5`", "the default of connections is 10"),
    ("docs/postgres.md", r"\| `application_role` .*\n", "", "does not have the option application_role"),
    ("docs/from-prisma.md", r"connect_only<", "connect_these<", "no header has the word connect_these"),
    ("docs/models.md", r'"maybe" TEXT,', '"maybe" TEXT NOT NULL,', "line by line"),
]


def copy_to(folder):
    for name in ("README.md", "CHANGELOG.md", "LICENSE", "conanfile.py"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("docs", "examples", "benchmarks", "packaging", "tests", "single_include", "include"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))


def check(folder, arguments):
    done = subprocess.run([sys.executable, "-B", str(HERE / "check_docs.py"), "--root", str(folder), *arguments],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name).resolve()
        copy_to(folder)
        status, output = check(folder, sys.argv[1:])
        if status != 0:
            failed += 1
            print("the pages as they are:\n" + output)
        for file, pattern, replacement, told in MISTAKES:
            path = folder / file
            text = path.read_text(encoding="utf-8")
            changed = re.sub(pattern, lambda _: replacement, text, count=1)
            path.write_text(changed, encoding="utf-8")
            # Compiling takes long: only where it matters.
            status, output = check(folder, sys.argv[1:] if "compile" in told else ["--compiler", ""])
            if changed == text or status == 0 or told not in output:
                failed += 1
                print(f"{file}: {pattern}: expected `{told}`, but ({status}):\n{output}")
            path.write_text(text, encoding="utf-8")
    print(f"{len(MISTAKES) + 1 - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
