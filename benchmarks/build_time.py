#!/usr/bin/env python3
"""Measures what programs that use tenon cost to compile: user seconds and peak memory.

    build_time.py [--compiler g++] [--include DIR] [--flags "…"] [--only shapes|mixed|relations|models|opening|include]

shapes    20 models of eight fields and 100 query shapes in one file, -O2: at most 8 s and 600 MB
mixed     the same of 5 to 11 fields of all kinds, with lists, optional parts and tests of text in the filters
relations 20 shapes of 20 models, each three levels deep with structs of its own, -O2 and -O0: 10 s are wanted, not judged
models    20, 40 and 80 models with create, get, find_many, update and remove each, -O2: time in proportion to the number
opening   the file that opens the database and creates the tables of 20 models, -O2: once in a program
include   #include <tenon/sqlite.hpp> over <sqlite3.h> and the standard headers that it needs, -O0: at most 0.6 s

Each figure is the smallest of three runs (the machine does other things too); the exit code is 1 when a limit is passed.
"""

import argparse
import os
import pathlib
import re
import resource
import shlex
import subprocess
import sys
import tempfile

RUNS = 3
LIMITS = {"seconds": 8.0, "megabytes": 600.0, "doubling": 2.1, "include": 0.6}

# The types of the fields beside id, tenant and reference, taken in turn from a different place for each model.
TYPES = [
    "std::string", "int", "std::optional<std::string>", "double", "bool", "tenon::timestamp", "std::optional<int>",
    "State", "std::int64_t", "std::optional<tenon::timestamp>", "std::string", "std::int16_t", "std::optional<State>",
    "float", "std::optional<double>", "tenon::blob", "std::uint32_t", "std::optional<bool>",
]


class Model:
    def __init__(self, number):
        self.number = number
        self.name = f"Model{number}"
        self.shared_too = number % 7 == 3  # its tenant may be missing
        count = 5 + number % 7  # 5 to 11 fields, 8 on average
        self.fields = [("id", "std::string"),
                       ("tenantId", "std::optional<std::string>" if self.shared_too else "std::string")]
        self.parent = number - 1 if number % 2 == 1 else None
        if self.parent is not None:
            self.fields.append(("parentId", "std::string" if number % 4 == 1 else "std::optional<std::string>"))
        for place in range(count - len(self.fields)):
            self.fields.append((f"field{place}", TYPES[(place + number * 5) % len(TYPES)]))

    def of(self, *types):
        return [name for name, kind in self.fields if kind in types and name not in ("id", "tenantId", "parentId")]

    def member(self, field):
        return f"&{self.name}::{field}"

    def unique_fields(self):
        """A composite unique of 1 to 5 fields."""
        possible = self.of("std::string", "int", "State", "std::int64_t", "std::int16_t", "std::uint32_t", "bool")
        return possible[:1 + self.number % 5] or ["id"]

    def definition(self):
        attributes = [f"tenon::unique<{', '.join(map(self.member, self.unique_fields()))}>"]
        times = self.of("tenon::timestamp")
        if times:
            attributes.append(f"tenon::index<tenon::desc<{self.member(times[0])}>>")
            attributes.append(f"tenon::updated_at<{self.member(times[-1])}>")
        if self.parent is not None:
            action = "cascade" if self.number % 4 == 1 else "set_null"
            attributes.append(
                f"tenon::references<{self.member('parentId')}, &Model{self.parent}::id>(tenon::on_delete::{action})")
        fields = "".join(f"    {kind} {name}{{}};\n" for name, kind in self.fields)
        separator = ",\n        "
        return (f"struct {self.name} {{\n{fields}    static constexpr auto tenon_model = tenon::table(\n"
                f"        {separator.join(attributes)});\n}};\n")

    # Values that the optimizer cannot see through: they come from the arguments of the generated functions.
    VALUES = {"std::string": "text", "std::optional<std::string>": "text", "int": "number", "std::int64_t": "number",
              "std::optional<int>": "number", "std::int16_t": "number", "std::uint32_t": "number",
              "double": "real", "std::optional<double>": "real", "float": "real", "bool": "(number > 0)",
              "std::optional<bool>": "(number > 0)", "State": "State::open", "std::optional<State>": "State::closed",
              "tenon::timestamp": "time", "std::optional<tenon::timestamp>": "time"}

    def comparable(self):
        return [(name, self.VALUES[kind]) for name, kind in self.fields[2:]
                if kind in self.VALUES and kind not in ("bool", "std::optional<bool>", "float")] or [("id", "text")]

    def conditions(self):
        """Five filters of different forms."""
        def take(place):
            name, value = self.comparable()[place % len(self.comparable())]
            return f"tenon::field<{self.member(name)}>", value
        a, x = take(0)
        b, y = take(1)
        c, z = take(2)
        ident = f"tenon::field<{self.member('id')}>"
        return [
            f"{a} == {x} && {ident}.starts_with(text)",
            f"{b} == {y} || !({ident} < text)",
            f"{ident}.in({{text, text}}) && ({a} != {x} || {c} == {z})",
            f"{c} == {z} && tenon::when(number > 3, {ident}.contains(text))",
            f"{a} == {x} && {b} == {y} && {ident}.ends_with(text, tenon::ignore_case)",
        ]

    def settable(self):
        name, value = next(((n, v) for n, v in self.comparable() if n not in self.unique_fields() + ["parentId", "id"]),
                           (None, None))
        if name is None:
            name, value = next(((n, v) for n, v in self.comparable() if n not in ("id", "parentId")), ("parentId", "text"))
        return f"tenon::set<{self.member(name)}>({value})"

    def shapes(self):
        """Five queries."""
        one, two, three, four, five = self.conditions()
        key = self.member(self.comparable()[0][0])
        return [
            f"rows.find_many(tenon::where({one}), tenon::order_by(tenon::desc<{key}>), tenon::take(10)).value().size()",
            f"rows.find_first(tenon::where({two}), tenon::order_by(tenon::asc<{self.member('id')}>)).value().has_value()",
            f"rows.count(tenon::where({three})).value()",
            f"rows.find_many(tenon::where({four}), tenon::take(20)).value().size()",
            f"rows.find_many(tenon::where({five}), tenon::take(20), tenon::skip(number)).value().size()",
        ]

    def crud(self):
        return [
            "rows.create({.id = text}).value().id.size()",
            "rows.get(text).value().id.size()",
            f"rows.find_many(tenon::where(tenon::field<{self.member('id')}> > text), tenon::take(10)).value().size()",
            f"rows.update(text, {self.settable()}).value().id.size()",
            "rows.remove(text).value().id.size()",
        ]


class PlainModel(Model):
    """Eight fields, as most tables have; one unique and one index."""

    def __init__(self, number):
        super().__init__(number)
        self.parent = None
        self.fields = [("id", "std::string"), ("tenantId", "std::string"), ("email", "std::string"),
                       ("name", "std::optional<std::string>"), ("level", "int"), ("score", "double"),
                       ("active", "bool"), ("createdAt", "tenon::timestamp")]

    def unique_fields(self):
        return ["email"]

    def shapes(self):
        """Three lists and two first rows."""
        email, level, score, ident, time = (f"tenon::field<{self.member(name)}>"
                                            for name in ("email", "level", "score", "id", "createdAt"))
        latest = f"tenon::order_by(tenon::desc<{self.member('createdAt')}>)"
        return [
            f"rows.find_many(tenon::where({email} == text && {level} >= number), tenon::take(10)).value().size()",
            f"rows.find_many(tenon::where({ident} == text || {score} >= real), tenon::take(10)).value().size()",
            f"rows.find_many(tenon::where({level} >= number && {time} >= time), {latest}, tenon::take(10)).value().size()",
            f"rows.find_first(tenon::where({ident} == text)).value().has_value()",
            f"rows.find_first(tenon::where({email} == text && ({level} == number || {score} >= real))).value().has_value()",
        ]


class RelatedModel(PlainModel):
    """The same, with a reference to the one before, and to itself for the first."""

    def __init__(self, number):
        super().__init__(number)
        self.parent = max(number - 1, 0)
        self.number = 1  # whose reference cascades
        self.fields.append(("parentId", "std::string"))
        self.name = f"Model{number}"

    @staticmethod
    def shapes_below(models, number):
        """A shape of a model with the rows that refer to its rows, those that refer to these, and whom these refer to."""
        top, middle, low = (models[(number + step) % len(models)] for step in (0, 1, 2))
        name = f"Card{number}"
        if middle.parent != number or low.parent != number + 1:  # at the end of the chain: upwards
            top, middle, low = models[number], models[number - 1], models[number - 2]
            kinds = [f"std::optional<{name}Middle>", f"std::optional<{name}Low>"]
        else:
            kinds = [f"std::vector<{name}Middle>", f"std::vector<{name}Low>"]
        return (f"struct {name}Low {{\n    std::string id, email;\n    static constexpr auto tenon_shape = tenon::of<{low.name}>;\n}};\n"
                f"struct {name}Middle {{\n    std::string id;\n    int level = 0;\n    {kinds[1]} low;\n"
                f"    static constexpr auto tenon_shape = tenon::of<{middle.name}>;\n}};\n"
                f"struct {name} {{\n    std::string id, email;\n    {kinds[0]} middle;\n"
                f"    static constexpr auto tenon_shape = tenon::of<{top.name}>;\n}};\n"
                f"std::size_t read_{name}(const scope& tenant, int number) {{\n"
                f"    return tenon::repository<{top.name}>(tenant).find_many(tenon::as<{name}>, tenon::where(tenon::field<&{top.name}::level> >= "
                f"number)).value().size();\n}}\n")


def described(models):
    """The models, their schema and the type of its scopes."""
    text = ["#include <tenon/sqlite.hpp>\n#include <cstdint>\n#include <optional>\n#include <string>\n",
            "enum class State { open, closed, archived, deleted };\n"]
    text += [model.definition() for model in models]
    names = ", ".join(model.name for model in models)
    text.append(f"using app = tenon::schema<{names}>;\nusing scope = tenon::sqlite::database<app>::tenant_scope_type;\n")
    return text


def program(models, statements):
    """A file with all models and a function for each, that runs what `statements(model)` gives in a scope."""
    text = described(models)
    for model in models:
        lines = "".join(f"    done += static_cast<std::int64_t>({statement});\n" for statement in statements(model))
        text.append(f"std::int64_t run_{model.name}(const scope& tenant, const std::string& text, int number, double real,\n"
                    f"                        tenon::timestamp time) {{\n"
                    f"    (void)text, (void)number, (void)real, (void)time;\n    std::int64_t done = 0;\n"
                    f"    const auto rows = tenon::repository<{model.name}>(tenant);\n{lines}    return done;\n}}\n")
    return "\n".join(text)


def opening(models):
    """A file that opens the database and creates the tables."""
    return "\n".join([*described(models),
                      "tenon::sqlite::database<app> opened(const std::string& path) {\n"
                      "    auto db = tenon::sqlite::open<app>(path).value();\n"
                      "    db.create_tables().value();\n    return db;\n}\n"])


def compile_once(command, source):
    """User seconds and peak megabytes of the compiler and what it starts."""
    with tempfile.TemporaryDirectory() as folder:
        child = os.fork()
        if child == 0:
            done = subprocess.run([*command, str(source), "-c", "-o", folder + "/out.o"], check=False)
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            pathlib.Path(folder, "used").write_text(f"{used.ru_utime} {used.ru_maxrss}")
            os._exit(done.returncode)
        _, status = os.waitpid(child, 0)
        if status != 0:
            sys.exit(f"build_time.py: {source} does not compile")
        seconds, kilobytes = pathlib.Path(folder, "used").read_text().split()
        return float(seconds), float(kilobytes) / 1024


def measure(command, text, folder, name):
    source = pathlib.Path(folder, name)
    source.write_text(text)
    runs = [compile_once(command, source) for _ in range(RUNS)]
    return min(seconds for seconds, _ in runs), max(megabytes for _, megabytes in runs)


def standard_headers(include):
    """The headers outside tenon that the headers behind <tenon/sqlite.hpp> include."""
    seen, others, todo = set(), set(), ["tenon/sqlite.hpp"]
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        for included in re.findall(r"^\s*#\s*include\s*<([^>]+)>", (include / name).read_text(), re.M):
            if included.startswith("tenon/"):
                todo.append(included)
            elif "/" not in included or included.startswith("sys/"):
                others.add(included)
    return sorted(others)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", default=os.environ.get("CXX", "g++"))
    parser.add_argument("--include", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent / "include")
    parser.add_argument("--flags", default="-std=c++20 -w")
    parser.add_argument("--only", choices=["shapes", "mixed", "relations", "models", "opening", "include"])
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for the generated files")
    given = parser.parse_args()
    base = [*shlex.split(given.compiler), *shlex.split(given.flags), f"-I{given.include}"]
    failed = []

    def judge(what, value, limit):
        if value > limit:
            failed.append(f"{what}: {value:.2f} is above {limit}")

    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or temporary
        if given.only in (None, "shapes"):
            models = [PlainModel(number) for number in range(20)]
            seconds, megabytes = measure([*base, "-O2"], program(models, PlainModel.shapes), folder, "shapes.cpp")
            print(f"20 models, 100 query shapes, -O2: {seconds:.2f} s user, {megabytes:.0f} MB")
            judge("seconds for 100 query shapes", seconds, LIMITS["seconds"])
            judge("megabytes for 100 query shapes", megabytes, LIMITS["megabytes"])
        if given.only in (None, "mixed"):
            models = [Model(number) for number in range(20)]
            seconds, megabytes = measure([*base, "-O2"], program(models, Model.shapes), folder, "mixed.cpp")
            print(f"20 models of 5 to 11 fields, 100 mixed query shapes, -O2: {seconds:.2f} s user, {megabytes:.0f} MB")
        if given.only in (None, "relations"):
            models = [RelatedModel(number) for number in range(20)]
            text = "\n".join([*described(models), *(RelatedModel.shapes_below(models, number) for number in range(20))])
            for level in ("-O2", "-O0"):
                seconds, megabytes = measure([*base, level], text, folder, "relations.cpp")
                print(f"20 models, 20 shapes three levels deep, {level}: {seconds:.2f} s user, {megabytes:.0f} MB")
        if given.only in (None, "models"):
            times = {}
            for count in (20, 40, 80):
                models = [Model(number) for number in range(count)]
                times[count], megabytes = measure([*base, "-O2"], program(models, Model.crud), folder, f"models{count}.cpp")
                print(f"{count} models with create, get, find_many, update, remove, -O2: {times[count]:.2f} s user, "
                      f"{times[count] / count:.3f} s a model, {megabytes:.0f} MB")
            print(f"80 models over 40: {times[80] / times[40]:.2f}")
            judge("80 models over 40", times[80] / times[40], LIMITS["doubling"])
        if given.only in (None, "opening"):
            models = [Model(number) for number in range(20)]
            seconds, megabytes = measure([*base, "-O2"], opening(models), folder, "opening.cpp")
            print(f"opening a database of 20 models, -O2: {seconds:.2f} s user, {megabytes:.0f} MB")
        if given.only in (None, "include"):
            headers = "".join(f"#include <{name}>\n" for name in standard_headers(given.include))
            alone, _ = measure([*base, "-O0"], headers + "int main() {}\n", folder, "headers.cpp")
            with_tenon, _ = measure([*base, "-O0"], headers + "#include <tenon/sqlite.hpp>\nint main() {}\n", folder,
                                    "tenon.cpp")
            print(f"#include <tenon/sqlite.hpp>, -O0: {with_tenon - alone:.2f} s over {alone:.2f} s for <sqlite3.h> and "
                  f"the standard headers")
            judge("seconds for the include", with_tenon - alone, LIMITS["include"])
    for what in failed:
        print(f"build_time.py: {what}", file=sys.stderr)
    return 1 if failed else 0


sys.exit(main())
