#!/usr/bin/env python3
"""What must not compile does not, and says why in one error.

Each tests/compile_fail/<sentence>.cpp holds both sides of a rule:

    // expect: a substring of the message that users shall read          (one line or several)
    #ifdef TENON_POSITIVE_TWIN
    ... the same code, right: compiles without a warning
    #else
    ... the code with the one mistake: fails with exactly one error, which carries `tenon: ` and the expected text
    #endif

    run.py --compiler g++ [--compiler clang++-19 ...] --include DIR ... [files]

Every compiler named in the environment's TENON_COMPILE_FAIL_COMPILERS (separated by ; or spaces) is asked too.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ERROR = re.compile(r"^\S.*?: (?:fatal )?error: |^(?:fatal )?error: ")
# As in the preset dev. Fields left out of a designated initializer are how rows are created.
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror", "-Wno-missing-field-initializers"]


def run_compiler(compiler, *arguments):
    command = [compiler, "-std=c++20", *WARNINGS, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          stdin=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C"})
    return done.returncode, done.stdout


def precompile(compiler, includes, folder):
    """The header that all cases include is read once, not twice a case -> the flags with which a case uses it"""
    header = folder / "precompiled.hpp"
    header.write_text("#include <tenon/sqlite.hpp>\n", encoding="utf-8")
    status, output = run_compiler(compiler, *includes, "-x", "c++-header", header, "-o", f"{header}.gch")
    if status != 0:
        sys.exit(f"<tenon/sqlite.hpp> does not compile with {compiler}:\n{shorten(output)}")
    return [*includes, "-Winvalid-pch", "-include", str(header)]


def errors_of(output):
    """Each error with the lines that explain it: [text]"""
    blocks, inside = [], False
    for line in output.splitlines():
        if ERROR.match(line):
            blocks.append(line)
            inside = True
        elif inside:
            blocks[-1] += "\n" + line
    return blocks


def judge(compiler, flags, source):
    """-> [what is wrong], empty when the case holds"""
    text = source.read_text(encoding="utf-8")
    expected = re.findall(r"^// expect: (.*\S)", text, re.MULTILINE)
    if not expected:
        return ["the file has no `// expect:` line"]
    if "#ifdef TENON_POSITIVE_TWIN" not in text:
        return ["the file has no `#ifdef TENON_POSITIVE_TWIN`"]

    wrong = []
    status, output = run_compiler(compiler, "-fsyntax-only", *flags, "-DTENON_POSITIVE_TWIN", source)
    if status != 0:
        wrong.append("the positive twin does not compile:\n" + shorten(output))

    status, output = run_compiler(compiler, "-fsyntax-only", *flags, "-w", source)
    if status == 0:
        return wrong + ["the mistake compiles"]
    errors = errors_of(output)
    if len(errors) != 1:
        wrong.append(f"one mistake, {len(errors)} errors:\n" + shorten("\n".join(e.split("\n")[0] for e in errors)))
    elif "tenon: " not in errors[0]:
        wrong.append("the error does not carry `tenon: `:\n" + shorten(errors[0]))
    for sentence in expected:
        if sentence not in output:
            wrong.append(f"the output does not say: {sentence}\n" + shorten(output))
    return wrong


def shorten(text, lines=12):
    kept = [line[:300] for line in text.strip().splitlines()]
    return "\n".join("    | " + line for line in kept[:lines] + (["..."] if len(kept) > lines else []))


def main():
    arguments = argparse.ArgumentParser(description="Compiles what must not compile.")
    arguments.add_argument("--compiler", action="append", default=[])
    arguments.add_argument("--include", nargs="*", default=[])
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("files", nargs="*", type=pathlib.Path)
    options = arguments.parse_args()

    others = re.split(r"[;\s]+", os.environ.get("TENON_COMPILE_FAIL_COMPILERS", ""))
    compilers = list(dict.fromkeys(c for c in options.compiler + others if c)) or ["c++"]
    # The compiler knows /usr/include; said again with -isystem it would break #include_next.
    includes = [f"-isystem{d}" for d in options.include if d and d != "/usr/include"]
    files = options.files or sorted(HERE.glob("*.cpp"))
    if not files:
        sys.exit(f"no .cpp file in {HERE}")

    passed = failed = 0
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        folders = [pathlib.Path(tempfile.mkdtemp(dir=name)) for _ in compilers]
        flags = dict(zip(compilers, pool.map(lambda c, folder: precompile(c, includes, folder), compilers, folders)))
        cases = [(compiler, source) for compiler in compilers for source in files]
        verdicts = pool.map(lambda case: judge(case[0], flags[case[0]], case[1]), cases)
        for (compiler, source), wrong in zip(cases, verdicts):
            passed, failed = passed + (not wrong), failed + bool(wrong)
            for reason in wrong:
                print(f"{source}: {pathlib.Path(compiler).name}: {reason}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
