#!/usr/bin/env python3
"""Runs the sessions of a folder: what is typed at a shell, and what it answers.

    run.py PROGRAM sqlite|postgres [--write] [SESSION...]     --write: writes the answers anew: read the difference before it is kept

`$ ` begins a line that is typed, `> ` one that goes on with it; the rest is what comes back, errors among it, and `(exit code N)`
where that is not 0, of a pipe that of the last program in it that failed. The program is called `app`. Each session has a new folder and
a new database, of which DATABASE_URL tells. A session NAME.sqlite.session runs on SQLite only, NAME.postgres.session on PostgreSQL only.
What differs each time is made equal: times, also those in the names of migrations that were made now, and how the database is called, which is `the database`.
"""
import contextlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "examples/support"))
import on_postgres  # noqa: E402


def commands_of(session):
    """-> [(what is typed, what is expected)]"""
    found = []
    for line in session.splitlines():
        if line.startswith("$ "):
            found.append(([line], []))
        elif not found:
            sys.exit(f"a session begins with a line that is typed, not with: {line}")
        elif line.startswith("> ") or line == ">":
            found[-1][0].append(line)
        else:
            found[-1][1].append(line)
    return [(typed, "\n".join(expected)) for typed, expected in found]


@contextlib.contextmanager
def database(kind, folder):
    if kind == "postgres":
        with on_postgres.empty_database() as url:
            yield url
    else:
        yield "file:work.db"


def without_differences(text, url, session):
    shown = re.sub(r"\?.*", "", url) if "://" in url else url
    text = text.replace(shown, "the database")
    # Names of migrations that were made now; those that a session gives are its own.
    text = re.sub(r"\b20\d{12}(?=_)", lambda time: time[0] if time[0] in session else "20260106093000", text)
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", "2026-01-06T09:30:00.000Z", text)


def play(program, kind, session):
    """-> the session as it went"""
    with tempfile.TemporaryDirectory(prefix="tenon-cli-") as name, database(kind, name) as url:
        folder = pathlib.Path(name)
        (folder / "bin").mkdir()
        (folder / "bin/app").symlink_to(program)
        (folder / "work").mkdir()
        environment = {key: value for key, value in os.environ.items() if key not in ("DIRECT_URL", "TENON_ENV", "NO_COLOR")}
        environment |= {"DATABASE_URL": url, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "LC_ALL": "C"}
        if tools := os.environ.get("TENON_TEST_POSTGRES_BIN"):
            environment["PATH"] += f":{tools}"
        went = []
        for typed, _ in commands_of(session):
            text = "\n".join(line[2:] for line in typed)
            done = subprocess.run(["bash", "-o", "pipefail", "-c", text], cwd=folder / "work", env=environment, timeout=120, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            went += typed
            if answer := without_differences(done.stdout.decode(), url, session).rstrip("\n"):
                went.append(answer)
            if done.returncode != 0:
                went.append(f"(exit code {done.returncode})")
        return "\n".join(went) + "\n"


def main():
    program, kind = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    chosen = [argument for argument in sys.argv[3:] if argument != "--write"]
    if kind == "postgres":
        on_postgres.server() # ends here without one
    failed = ran = 0
    for path in sorted((HERE / "sessions").glob("*.session")):
        only = path.name.split(".")[1]
        if only not in ("session", kind) or (chosen and path.name not in chosen):
            continue
        ran += 1
        wanted = path.read_text(encoding="utf-8")
        went = play(program, kind, wanted)
        if "--write" in sys.argv:
            path.write_text(went, encoding="utf-8")
        elif went != wanted:
            failed += 1
            print(f"{path.name} on {kind} went otherwise:")
            for (typed, expected), (_, answer) in zip(commands_of(wanted), commands_of(went)):
                if expected != answer:
                    print("\n".join(typed) + f"\n--- expected\n{expected}\n--- came\n{answer}\n")
    print(f"{ran - failed} sessions passed, {failed} failed")
    sys.exit(1 if failed or not ran else 0)


if __name__ == "__main__":
    main()
