#!/usr/bin/env python3
"""Takes out the guards of tenancy one at a time; the probe must notice each time.

usage: check_mutations.py COMPILER INCLUDE_DIRECTORY [FLAG...]
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

here = pathlib.Path(__file__).parent


def read_mutations():
    mutations, current = [], None
    for number, line in enumerate((here / "mutations.txt").read_text().splitlines(), 1):
        if line.startswith("file "):
            current = {"file": line[5:], "why": "", "probe": "verbs", "old": [], "new": [], "line": number}
            mutations.append(current)
        elif line.startswith("why "):
            current["why"] = line[4:]
        elif line.startswith("probe "):
            current["probe"] = line[6:]
        elif line.startswith("-"):
            current["old"].append(line[1:])
        elif line.startswith("+"):
            current["new"].append(line[1:])
    return mutations


def run_probe(name, compiler, include, flags, folder):
    program = folder / "probe"
    command = [compiler, "-std=c++20", "-O0", "-w", f"-I{include}", *flags, str(here / f"probe_{name}.cpp"), "-o", str(program),
               "-lsqlite3"]
    built = subprocess.run(command, capture_output=True, text=True)
    if built.returncode != 0:
        return None, built.stderr[:2000]
    ran = subprocess.run([program], capture_output=True, text=True, timeout=60)
    return ran.returncode, (ran.stdout + ran.stderr).strip()[-300:]


def check(compiler, include, flags, mutation):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        changed = folder / "include"
        shutil.copytree(include, changed)
        target = changed / "tenon" / mutation["file"]
        text, old = target.read_text(), "\n".join(mutation["old"])
        if text.count(old) != 1:
            return f"mutations.txt:{mutation['line']}: {mutation['file']} has this {text.count(old)} times, not once"
        target.write_text(text.replace(old, "\n".join(mutation["new"])))
        code, output = run_probe(mutation["probe"], compiler, changed, flags, folder)
        if code is None:
            return f"mutations.txt:{mutation['line']}: does not compile: {output}"
        if code == 0:
            return f"mutations.txt:{mutation['line']}: nobody notices that {mutation['why']} is gone"
        print(f"noticed: {mutation['why']}: {output}")
        return None


def main():
    compiler, include, flags = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
    mutations = read_mutations()
    for probe in sorted({mutation["probe"] for mutation in mutations}):
        with tempfile.TemporaryDirectory() as name:
            code, output = run_probe(probe, compiler, include, flags, pathlib.Path(name))
        if code != 0:
            sys.exit(f"probe_{probe} fails without any mutation: {output}")
    with ThreadPoolExecutor(2) as workers:
        problems = [p for p in workers.map(lambda m: check(compiler, include, flags, m), mutations) if p]
    for problem in problems:
        print(problem)
    print(f"{len(mutations) - len(problems)} of {len(mutations)} guards are watched")
    sys.exit(1 if problems else 0)


main()
