#!/usr/bin/env python3
"""What README.md and docs/*.md show is true.

Each block of code or output stands word for word in the file that the comment before it names:

    <!-- examples/01_first_program.cpp -->        a part of that file; its output is another test's matter
    <!-- the compiler on tests/docs/mistakes/no_scope.cpp -->   what the compiler answers, asked now

The table of errors says what core/errc.hpp and both backends' errors.hpp say, the tables of options what their
options.hpp say, the words that from-prisma.md sets beside Prisma's stand in a header, and links lead somewhere, to a heading where
they name one. Blocks of `sh` are commands for people: of these, the scripts must be there.

    check_docs.py [--root DIR] [--compiler CXX] [--include DIR ...]       an empty CXX: no compiler is asked
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^( *)```(\w*)$")
MARKER = re.compile(r"^ *<!-- (?P<compiler>the compiler on )?(?P<path>\S+)(?P<rest>.*) -->$")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FIRST_PROGRAM_LINES = 25


def dedented(text):
    return textwrap.dedent(text).strip("\n")


def contains(whole, part):
    """Whether the lines of `part` follow one another in `whole`, at any common indentation."""
    lines, wanted = whole.splitlines(), part.splitlines()
    return any(dedented("\n".join(lines[i:i + len(wanted)])) == part for i in range(len(lines) - len(wanted) + 1))


def blocks_of(text):
    """-> (line, language, marker line or "", content) of each fenced block"""
    before, inside = "", None
    for number, line in enumerate(text.splitlines(), 1):
        fence = FENCE.match(line)
        if inside is not None:
            if fence and not fence.group(2):
                yield inside[0], inside[1], before, dedented("\n".join(inside[2]))
                before, inside = "", None
            else:
                inside[2].append(line)
        elif fence:
            inside = (number, fence.group(2), [])
        elif line.strip():
            before = line
    if inside is not None:
        yield inside[0], inside[1], before, None


class Checker:
    def __init__(self, root, compiler, includes):
        self.root, self.compiler, self.includes = root, compiler, includes
        self.wrong = []
        self.said = {}
        self.checked = 0

    def fail(self, page, line, what):
        self.wrong.append(f"{page.relative_to(self.root)}:{line}: {what}")

    def compiler_output(self, path):
        if path not in self.said:
            done = subprocess.run([self.compiler, "-std=c++20", "-fsyntax-only", *self.includes, str(path)],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                                  stdin=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C"})
            self.said[path] = done.stdout if done.returncode else ""
        return self.said[path]

    def block(self, page, line, language, marker, content):
        self.checked += 1
        if content is None:
            return self.fail(page, line, "the block does not end")
        if language == "sh":
            for script in re.findall(r"\bbash (\S+\.sh)", content):
                if not (self.root / script).is_file():
                    self.fail(page, line, f"there is no {script}")
            return
        found = MARKER.match(marker)
        if not found:
            return self.fail(page, line, f"a block of `{language}` needs a comment before it that names its file, as "
                                         "<!-- examples/01_first_program.cpp -->")
        path = self.root / found.group("path")
        if not path.is_file():
            return self.fail(page, line, f"there is no {found.group('path')}")
        if found.group("compiler"):
            if not self.compiler:
                return
            output = self.compiler_output(path)
            if not output:
                return self.fail(page, line, f"{found.group('path')} compiles")
            for sentence in content.splitlines():
                # GCC's words are shown. Clang puts others before the sentence.
                told = sentence if "static assertion failed: tenon:" in output else sentence[sentence.find("tenon:"):]
                if told not in output:
                    self.fail(page, line, f"the compiler does not say: {told}\n" + output[:2000])
        elif not contains(path.read_text(encoding="utf-8"), content):
            self.fail(page, line, f"this is not in {found.group('path')}, line by line")

    def links(self, page, text):
        for number, line in enumerate(text.splitlines(), 1):
            for target in LINK.findall(line):
                if "://" in target:
                    continue
                path, _, heading = target.partition("#")
                to = page.parent / path if path else page
                if not to.exists() or (heading and to.suffix == ".md" and heading not in self.headings(to)):
                    self.fail(page, number, f"the link to {target} leads nowhere")

    @staticmethod
    def headings(page):
        """The names by which links reach headings: small letters, hyphens for spaces, nothing for other signs."""
        lines = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}

    def page(self, page):
        text = page.read_text(encoding="utf-8")
        blocks = list(blocks_of(text))
        for block in blocks:
            self.block(page, *block)
        self.links(page, text)
        return blocks

    def readme(self):
        page = self.root / "README.md"
        blocks = self.page(page)
        programs = [b for b in blocks if b[1] == "cpp"]
        if not programs:
            return self.fail(page, 1, "there is no program")
        line, _, marker, content = programs[0]
        found = MARKER.match(marker)
        if found and (self.root / found.group("path")).read_text(encoding="utf-8").strip() != content:
            self.fail(page, line, f"the first program is not the whole of {found.group('path')}")
        if len(content.splitlines()) > FIRST_PROGRAM_LINES:
            self.fail(page, line, f"the first program has more than {FIRST_PROGRAM_LINES} lines")

    def rows(self, page, first_header):
        """The cells of each row of the table whose header begins so."""
        inside = False
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else None
            if cells and cells[0] == first_header:
                inside = True
            elif not cells:
                inside = False
            elif inside and not set(cells[0]) <= set("-: "):
                yield number, cells

    def errors(self):
        page = self.root / "docs/errors.md"
        header = (self.root / "include/tenon/core/errc.hpp").read_text(encoding="utf-8")
        known = {}
        for name, message, prisma, http in re.findall(
                r'errc_info\{errc::\w+,\s*"(\w+)",\s*"([^"]*)",\s*"([^"]*)",\s*(\d+)\}', header):
            known[name] = (message, prisma, http)
        if not known:
            return self.fail(page, 1, "core/errc.hpp has no errc_table that can be read here")
        native = {4: ("sqlite", self.codes_of_sqlite()), 5: ("postgres", self.codes_of_postgres())}
        told = {}
        for number, cells in self.rows(page, "`errc`"):
            name = cells[0].strip("`")
            told[name] = number
            if name not in known:
                self.fail(page, number, f"core/errc.hpp has no errc::{name}")
                continue
            if tuple(cells[1:4]) != known[name]:
                self.fail(page, number, f"core/errc.hpp says of {name}: {' | '.join(known[name])}")
            for column, (backend, codes) in native.items():
                right = codes.get(name, set())
                if set(re.findall(r"`(\w+)`", cells[column])) != right:
                    self.fail(page, number, f"{backend}/errors.hpp gives {name} for: {', '.join(sorted(right)) or 'none'}")
        for name in set(known) - set(told) - {"ok"}:
            self.fail(page, 1, f"the table does not have errc::{name}")

    def codes_of_sqlite(self):
        """errc -> result codes of SQLite, without SQLITE_, that code_of() turns into it"""
        header = (self.root / "include/tenon/sqlite/errors.hpp").read_text(encoding="utf-8")
        body = header[header.index("errc code_of(int"):]
        body = re.sub(r"//.*", "", body[:body.index("\n}\n")])
        codes, waiting = {}, []
        for label, answer in re.findall(r"case SQLITE_(\w+):|return ([^;]*);", body):
            if label:
                waiting.append(label)
                continue
            for name in re.findall(r"errc::(\w+)", answer):
                codes.setdefault(name, set()).update(waiting)
            waiting = []
        return codes

    def codes_of_postgres(self):
        """errc -> SQLSTATEs that code_of() turns into it, `57Pxx` for all that begin with 57P"""
        header = (self.root / "include/tenon/postgres/errors.hpp").read_text(encoding="utf-8")
        body = header[header.index("errc code_of(std::string_view"):]
        codes = {}
        for beginning, answer in re.findall(r'\{"(\w{2,5})", ([^}]*)\}', body[:body.index("\n}\n")]):
            for name in re.findall(r"errc::(\w+)", answer):
                codes.setdefault(name, set()).add(beginning.ljust(5, "x"))
        return codes

    def options(self, backend, given_otherwise):
        page = self.root / f"docs/{backend}.md"
        name_of_header = f"{backend}/options.hpp"
        header = (self.root / "include/tenon" / name_of_header).read_text(encoding="utf-8")
        body = header[header.index("struct options {"):]
        body = re.sub(r"//.*", "", body[:body.index("\n};")])
        known = {name: (given or braced).strip() for name, given, braced in re.findall(
            r"^ {4}[\w:<>]+ (\w+)\s*(?:=\s*([^;]+?)|\{([^}]*)\})?;", body, re.MULTILINE)}
        if not known:
            return self.fail(page, 1, f"{name_of_header} has no struct options that can be read here")
        told = {}
        for number, cells in self.rows(page, "option"):
            name, default = cells[0].strip("`"), cells[1].strip("`")
            told[name] = number
            if name not in known:
                self.fail(page, number, f"{name_of_header} has no option {name}")
            elif default != self.readable(known[name]):
                self.fail(page, number, f"the default of {name} is {self.readable(known[name])}")
        for name in set(known) - set(told) - {given_otherwise}:
            self.fail(page, 1, f"the table does not have the option {name}")

    def words(self):
        page = self.root / "docs/from-prisma.md"
        known = set()
        for header in (self.root / "include/tenon").rglob("*.hpp"):
            known.update(re.findall(r"\w+", header.read_text(encoding="utf-8")))
        for number, cells in self.rows(page, "Prisma"):
            for word in re.findall(r"(\w+)[<(]", " ".join(re.findall(r"`([^`]*)`", cells[1]))):
                if word not in known:
                    self.fail(page, number, f"no header has the word {word}")

    @staticmethod
    def readable(value):
        shifted = re.fullmatch(r"(\d+)LL << 20U", value)
        if shifted:
            return f"{shifted.group(1)} MiB"
        counted = re.fullmatch(r"std::chrono::minutes\((\d+)\)", value)
        if counted:
            return f"{counted.group(1)} min"
        return value.split("::")[-1] or "none"


def main():
    arguments = argparse.ArgumentParser(description="Checks README.md and docs/.")
    arguments.add_argument("--root", type=pathlib.Path, default=ROOT)
    arguments.add_argument("--compiler", default=os.environ.get("CXX", "c++"))
    arguments.add_argument("--include", nargs="*", default=[])
    options = arguments.parse_args()
    root = options.root.resolve()
    includes = [f"-isystem{d}" for d in options.include if d and d != "/usr/include"] or [f"-I{root / 'include'}"]
    checker = Checker(root, options.compiler, includes)
    checker.readme()
    for page in sorted((root / "docs").glob("*.md")):
        checker.page(page)
    checker.errors()
    checker.words()
    checker.options("sqlite", "path")
    checker.options("postgres", "url")
    for what in checker.wrong:
        print(what)
    print(f"{checker.checked} blocks, {len(checker.wrong)} mistakes")
    sys.exit(1 if checker.wrong else 0)


if __name__ == "__main__":
    main()
