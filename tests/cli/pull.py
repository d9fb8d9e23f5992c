#!/usr/bin/env python3
"""What `db pull` prints of a database compiles, and describes that database without any difference.

    pull.py PROGRAM sqlite|postgres COMPILER INCLUDE_DIRECTORIES LIBRARIES...

PROGRAM is pull_app.cpp; it makes tables of two schemas, one after the other, and then those of AWKWARD.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import run  # noqa: E402


# As Prisma makes them: names that C++ has for itself, that it has to spell as another, or that the printed file needs.
AWKWARD = {"both": """
CREATE TABLE "author" ("id" TEXT NOT NULL, "author" TEXT NOT NULL, CONSTRAINT "author_pkey" PRIMARY KEY ("id"));
CREATE UNIQUE INDEX "author_author_key" ON "author" ("author");
CREATE TABLE "app" ("id" TEXT NOT NULL, "author" TEXT NOT NULL, "app" TEXT, "typeid" TEXT NOT NULL, "compl" TEXT, "decltype" TEXT, "consteval" TEXT, "co_await" TEXT,
    "a b" TEXT NOT NULL, "a-b" INTEGER NOT NULL, "a_b" TEXT, "class" TEXT, "class_" TEXT, "errno" TEXT, "NULL" TEXT, "tenon_model" TEXT, "std" TEXT, "tenon" TEXT, "models" TEXT,
    CONSTRAINT "app_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "app_author_fkey" FOREIGN KEY ("author") REFERENCES "author" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "app_a b_fkey" FOREIGN KEY ("a b") REFERENCES "author" ("author") ON DELETE RESTRICT ON UPDATE CASCADE);
CREATE INDEX "app_a_b_idx" ON "app" ("a_b");
CREATE INDEX "app_a-b_idx" ON "app" ("a-b");
CREATE TABLE "two words" ("id" TEXT NOT NULL, CONSTRAINT "two words_pkey" PRIMARY KEY ("id"));
CREATE TABLE "two-words" ("id" TEXT NOT NULL, CONSTRAINT "two-words_pkey" PRIMARY KEY ("id"));
CREATE TABLE "two_words" ("id" TEXT NOT NULL, CONSTRAINT "two_words_pkey" PRIMARY KEY ("id"));
CREATE TABLE "log" ("time" TEXT NOT NULL, CONSTRAINT "log_pkey" PRIMARY KEY ("time"));
CREATE TABLE "time" ("id" TEXT NOT NULL, "log" TEXT, CONSTRAINT "time_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "time_log_fkey" FOREIGN KEY ("log") REFERENCES "log" ("time") ON DELETE SET NULL ON UPDATE CASCADE);
CREATE TABLE "std" ("id" TEXT NOT NULL, CONSTRAINT "std_pkey" PRIMARY KEY ("id"));
CREATE TABLE "tenon" ("id" TEXT NOT NULL, CONSTRAINT "tenon_pkey" PRIMARY KEY ("id"));
CREATE TABLE "models" ("id" TEXT NOT NULL, CONSTRAINT "models_pkey" PRIMARY KEY ("id"));
""", "sqlite": """
CREATE TABLE "date" ("id" TEXT NOT NULL, "result" TEXT, CONSTRAINT "date_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "date_result_fkey" FOREIGN KEY ("result") REFERENCES "result" ("id") ON DELETE SET NULL ON UPDATE CASCADE);
CREATE TABLE "result" ("id" TEXT NOT NULL, "date" TEXT, CONSTRAINT "result_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "result_date_fkey" FOREIGN KEY ("date") REFERENCES "date" ("id") ON DELETE SET NULL ON UPDATE CASCADE);
""", "postgres": """
CREATE TABLE "date" ("id" TEXT NOT NULL, "result" TEXT, CONSTRAINT "date_pkey" PRIMARY KEY ("id"));
CREATE TABLE "result" ("id" TEXT NOT NULL, "date" TEXT, CONSTRAINT "result_pkey" PRIMARY KEY ("id"));
ALTER TABLE "date" ADD CONSTRAINT "date_result_fkey" FOREIGN KEY ("result") REFERENCES "result" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "result" ADD CONSTRAINT "result_date_fkey" FOREIGN KEY ("date") REFERENCES "date" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE TABLE "numbers" ("id" TEXT NOT NULL, "whole" INTEGER[], "floating" DOUBLE PRECISION[], "flags" BOOLEAN[], CONSTRAINT "numbers_pkey" PRIMARY KEY ("id"));
CREATE SCHEMA "other";
CREATE TABLE "other"."author" ("id" TEXT NOT NULL, CONSTRAINT "author_pkey" PRIMARY KEY ("id"));
"""}


def call(program, url, *words, **variables):
    done = subprocess.run([program, *words, "--url", url], env={**os.environ, **variables}, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, timeout=60)
    return done.returncode, done.stdout.decode()


def main():
    program, kind, compiler, include, *libraries = sys.argv[1:]
    if kind == "postgres":
        run.on_postgres.server() # ends here without one
    for made_by in ({}, {"MODELS": "prisma"}, "AWKWARD"):
        with tempfile.TemporaryDirectory(prefix="tenon-pull-") as folder, run.database(kind, folder) as url:
            if kind == "sqlite":
                url = f"file:{folder}/work.db"
            if made_by == "AWKWARD":
                script = AWKWARD["both"] + AWKWARD[kind]
                if kind == "sqlite": # where keys have no name
                    script = re.sub(r'CONSTRAINT "[^"]*_pkey" ', "", script)
                pathlib.Path(folder, "awkward.sql").write_text(script, encoding="utf-8")
                code, text = call(program, url, "db", "execute", f"{folder}/awkward.sql")
            else:
                code, text = call(program, url, "db", "push", **made_by)
            if code != 0:
                sys.exit(f"the tables were not made:\n{text}")
            code, models = call(program, url, "db", "pull")
            pathlib.Path(folder, "models.hpp").write_text(models, encoding="utf-8")
            pulled = f"{folder}/pulled"
            built = subprocess.run([compiler, "-std=c++20", "-O0", "-w", f'-DPULLED="{folder}/models.hpp"', f"-DTENON_TEST_POSTGRES={int(kind == 'postgres')}",
                                    *(f"-I{each}" for each in include.split(";") if each), str(HERE / "pull_app.cpp"), "-o", pulled, *libraries],
                                   capture_output=True, text=True, timeout=600)
            if built.returncode != 0:
                sys.exit(f"this does not compile:\n{models}\n{built.stderr[:4000]}")
            code, text = call(pulled, url, "db", "validate")
            if made_by == "AWKWARD": # which were made without row-level security
                found = re.findall("^  (?!Changes whether the database keeps tenants apart|Creates the policy).*", text, re.M)
            else:
                found = [text] if code != 0 else []
            if found:
                sys.exit(f"these models:\n{models}\ndiffer:\n{text}")
    print("what was pulled is what was there")


if __name__ == "__main__":
    main()
