#!/usr/bin/env python3
"""Runs the package registry on small inputs and compares what it prints, and how it ends, with NAME.expected.

    run.py PROGRAM               compare
    run.py PROGRAM --write       write the expected files anew: read the difference before it is kept
    run.py PROGRAM --postgres    compare on PostgreSQL, where the same is printed (see ../../support/on_postgres.py)
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "support"))
import on_postgres

GOOD = b"Package: good\nVersion: 1\nArchitecture: all\nSection: misc\nInstalled-Size: 5\nDepends: libc6\n"


def generated():
    """More packages than are written at once, in three sections; every thousandth is there twice."""
    for i in range(4500):
        for _ in range(2 if i % 1000 == 999 else 1):
            yield (f"Package: package-{i}\nVersion: 1.{i % 7}\nArchitecture: {'amd64' if i % 3 else 'all'}\n"
                   f"Section: {('libs', 'contrib/python', 'admin')[i % 3]}\nInstalled-Size: {i * 37 % 30011}\n"
                   f"Priority: {('optional', 'required', 'important', 'extra')[i % 4]}\n"
                   f"Maintainer: Person {i % 11} <person{i % 11}@example.org>\n"
                   f"Depends: package-{i // 2}, libc6 (>= 2.{i % 36}) | musl\nDescription: number {i}\n\n").encode()


# name: arguments ({} is a new directory), and what is on the standard input
CASES = {
    "small": ([str(HERE / "small.input")], b""),
    "small_section": (["--section", "mail", str(HERE / "small.input")], b""),
    "no_such_section": (["--section", "shelves", str(HERE / "small.input")], b""),
    "malformed": ([str(HERE / "malformed.input")], b""),
    "generated": (["-"], b"".join(generated())),
    "carriage_returns": (["-"], GOOD.replace(b"\n", b"\r\n")),
    "no_end_of_line": (["-"], GOOD.rstrip(b"\n")),
    "truncated_record": (["-"], GOOD + b"\nPackage: cut\nVers"),
    "truncated_field": (["-"], GOOD + b"\nPackage: cut\nVersion: 1\nArchitecture: "),
    "invalid_utf8": (["-"], GOOD + b"\nPackage: bad\nVersion: 1\nArchitecture: all\nDescription: \xff\xfe\n"),
    "control_characters": (["-"], GOOD + b"\nPackage: bad\nVersion: 1\nArchitecture: all\nMaintainer: \x1b[2J\x00 <a@b>\n"),
    "long_line": (["-"], GOOD + b"X-Long: " + b"x" * 1_000_000 + b"\n\nPackage: bad\nVersion: 1\nDepends: "
                  + b"y" * 1_100_000 + b"\nArchitecture: all\n\nPackage: after\nVersion: 1\nArchitecture: all\n"),
    "long_field": (["-"], GOOD + b"\nPackage: bad\nVersion: 1\nArchitecture: all\nDepends: a\n"
                   + (b" , " + b"b" * 90_000 + b"\n") * 12),
    "binary": (["-"], bytes(range(256)) * 300 + b"\n\n" + GOOD),
    "binary_only": (["-"], bytes(range(256)) * 300),
    "many_problems": (["-"], b"Package: nothing-else\n\n" * 50 + GOOD),
    "empty": (["-"], b""),
    "blank_lines": (["-"], b"\n \n\t\n\r\n"),
    "missing_file": (["/nonexistent/status"], b""),
    "directory": (["/"], b""),
    "database_in_missing_directory": (["--database", "/nonexistent/registry.db", "-"], GOOD),
    "database_is_directory": (["--database", "/", "-"], GOOD),
    "help": (["--help"], b""),
    "unknown_option": (["--sections", "x"], b""),
    "option_without_value": (["--section"], b""),
    "two_inputs": (["--available", "status"], b""),
}
WHOLE = {"small", "small_section", "malformed", "generated"} # of others only how they were loaded
TIMES = re.compile(r"in \d+\.\d+ (m?s), [\d,]+ rows/s")


def run(program, arguments, given, whole=False, url=None):
    done = subprocess.run([program, *arguments], input=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
                          env={**os.environ, "DATABASE_URL": url or ""})
    printed = done.stdout.decode()
    if not whole:
        printed = printed.split("\nThe sections")[0]
    text = f"{done.stderr.decode()}{printed}(ended with {done.returncode})\n"
    text = TIMES.sub(r"in # \1, # rows/s", text).replace(f"{HERE}/", "")
    return re.sub(r"/\S*/package_registry_\w{6}/registry\.db", "REGISTRY", text)


def kept_database(program):
    """A kept database is loaded once; one that could not be loaded wholly is loaded the next time."""
    with tempfile.TemporaryDirectory() as folder:
        where = ["--database", f"{folder}/registry.db"]
        texts = [run(program, where + ["-"], b""), run(program, where + ["-"], GOOD),
                 run(program, where + ["/nonexistent/status"], b"")]
        pathlib.Path(folder, "other.db").write_bytes(b"this is no database, and long enough to be looked at. " * 20)
        texts.append(run(program, ["--database", f"{folder}/other.db", "-"], GOOD))
        return "\n".join(texts).replace(folder, "FOLDER")


def kept_on_postgres(program):
    with on_postgres.empty_database() as url:
        where = ["--database", url]
        texts = [run(program, where + ["-"], b""), run(program, where + ["-"], GOOD), run(program, ["-"], b"", url=url)]
    texts.append(run(program, where + ["-"], GOOD)) # it is no more
    return "\n".join(texts)


def run_all(program):
    outputs = {name: run(program, arguments, given, name in WHOLE) for name, (arguments, given) in CASES.items()}
    return outputs | {"kept_database": kept_database(program)}


def run_all_on_postgres(program):
    outputs = {}
    for name, (arguments, given) in CASES.items():
        if "--database" not in arguments:
            with on_postgres.empty_database() as url:
                outputs[name] = run(program, arguments, given, name in WHOLE, url)
    return outputs | {"kept_on_postgres": kept_on_postgres(program)}


def main():
    program, write, postgres = sys.argv[1], "--write" in sys.argv[2:], "--postgres" in sys.argv[2:]
    outputs = run_all_on_postgres(program) if postgres else run_all(program)
    failed = 0
    for name, output in outputs.items():
        expected = HERE / f"{name}.expected"
        if write:
            expected.write_text(output, encoding="utf-8")
        elif not expected.exists() or expected.read_text(encoding="utf-8") != output:
            failed += 1
            print(f"{name}: not what {expected} holds, but:\n{output}")
    for unused in {p.stem for p in HERE.glob("*.expected")} - {*CASES, "kept_database", "kept_on_postgres"}:
        failed += 1
        print(f"{unused}.expected belongs to no case")
    print(f"{len(outputs) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
