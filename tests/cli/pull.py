#!/usr/bin/env python3
"""What `db pull` prints of a database compiles, and describes that database without any difference.

    pull.py PROGRAM sqlite|postgres COMPILER INCLUDE_DIRECTORIES LIBRARIES...

PROGRAM is pull_app.cpp; it makes tables of two schemas, one after the other.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import run  # noqa: E402


def call(program, url, *words, **variables):
    done = subprocess.run([program, *words, "--url", url], env={**os.environ, **variables}, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, timeout=60)
    return done.returncode, done.stdout.decode()


def main():
    program, kind, compiler, include, *libraries = sys.argv[1:]
    if kind == "postgres":
        run.on_postgres.server() # ends here without one
    for variables in ({}, {"MODELS": "prisma"}):
        with tempfile.TemporaryDirectory(prefix="tenon-pull-") as folder, run.database(kind, folder) as url:
            if kind == "sqlite":
                url = f"file:{folder}/work.db"
            code, text = call(program, url, "db", "push", **variables)
            if code != 0:
                sys.exit(f"db push failed:\n{text}")
            code, models = call(program, url, "db", "pull")
            pathlib.Path(folder, "models.hpp").write_text(models, encoding="utf-8")
            pulled = f"{folder}/pulled"
            built = subprocess.run([compiler, "-std=c++20", "-O0", "-w", f'-DPULLED="{folder}/models.hpp"', f"-DTENON_TEST_POSTGRES={int(kind == 'postgres')}",
                                    *(f"-I{each}" for each in include.split(";") if each), str(HERE / "pull_app.cpp"), "-o", pulled, *libraries],
                                   capture_output=True, text=True, timeout=600)
            if built.returncode != 0:
                sys.exit(f"this does not compile:\n{models}\n{built.stderr[:4000]}")
            code, text = call(pulled, url, "db", "validate")
            if code != 0:
                sys.exit(f"these models:\n{models}\ndiffer:\n{text}")
    print("what was pulled is what was there")


if __name__ == "__main__":
    main()
