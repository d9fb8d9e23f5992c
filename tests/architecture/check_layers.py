#!/usr/bin/env python3
"""Checks the includes of include/tenon against layers.txt: arrows between folders, gatekeepers, detail/, cycles.

    check_layers.py [--include include] [--layers layers.txt]

Prints `file:line: what is wrong` for each violation and exits 1 if there is one.
"""
import argparse
import fnmatch
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')
TOP = "(top)"
EVERYTHING = "everything"


def read_rules(path):
    """-> ({folder: allowed folders}, {pattern: where it may be included})"""
    layers, gates = {}, {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        line = line.split("#", 1)[0].strip()
        if not line:
            continue
        if ":" not in line:
            sys.exit(f"{path}:{number}: expected `folder: allowed folders` or `<header>: where`")
        name, _, rest = line.partition(":")
        name, rest = name.strip(), rest.strip()
        if name.startswith("<"):
            gates[name.strip("<>")] = rest
        else:
            layers[name] = rest.split()
    for name, allowed in layers.items():
        for other in allowed:
            if other not in layers and other != EVERYTHING:
                sys.exit(f"{path}: {name} may include {other}, which is not a folder of this file")
    cycle = find_cycle({n: [a for a in allowed if a != EVERYTHING] for n, allowed in layers.items()})
    if cycle:
        sys.exit(f"{path}: the arrows themselves form a cycle: {' -> '.join(cycle)}")
    return layers, gates


def find_cycle(graph):
    """The first cycle of {node: [nodes]}, as a path that ends where it began; None without one."""
    done = set()

    def visit(node, path):
        if node in path:
            return path[path.index(node):] + [node]
        if node in done:
            return None
        for following in graph.get(node, []):
            cycle = visit(following, path + [node])
            if cycle:
                return cycle
        done.add(node)
        return None

    for node in sorted(graph):
        cycle = visit(node, [])
        if cycle:
            return cycle
    return None


def folder_of(header):
    return header.split("/")[0] if "/" in header else TOP


def check(include, layers, gates):
    """-> (number of headers, [violation])"""
    base = include / "tenon"
    headers = sorted(path.relative_to(base).as_posix() for path in base.rglob("*.hpp"))
    edges, first_line, violations = {h: [] for h in headers}, {}, []
    gate_users = {pattern: {} for pattern in gates}

    for header in headers:
        folder = folder_of(header)
        if folder not in layers:
            violations.append(f"{base / header}:1: the folder {folder} is not in layers.txt")
            continue
        for number, line in enumerate((base / header).read_text(encoding="utf-8").splitlines(), 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            where = f"{base / header}:{number}"
            bracket, target = found.groups()
            if bracket == '"':
                near = (base / header).parent / target
                own = near.resolve().relative_to(base.resolve()).as_posix() if near.is_file() else target.removeprefix("tenon/")
            elif target.startswith("tenon/"):
                own = target.removeprefix("tenon/")
            else:
                for pattern in gates:
                    if fnmatch.fnmatch(target, pattern):
                        gate_users[pattern].setdefault(header, where)
                continue
            if own not in edges:
                violations.append(f"{where}: includes {target}, which does not exist")
                continue
            edges[header].append(own)
            first_line.setdefault((header, own), where)
            other = folder_of(own)
            if other != folder and other not in layers[folder] and EVERYTHING not in layers[folder]:
                violations.append(f"{where}: {folder} may not include {other} ({own})")
            if "/detail/" in f"/{own}" and other != folder:
                violations.append(f"{where}: {own} is a detail of {other}, and {folder} is not {other}")

    for pattern, users in gate_users.items():
        place = gates[pattern].removeprefix("one of ")
        allowed = {h for h in users if h == place or (place.endswith("/") and h.startswith(place))}
        for header in sorted(set(users) - allowed):
            violations.append(f"{users[header]}: only {place} may include <{pattern}>")
        if gates[pattern].startswith("one of ") and len(allowed) > 1:
            for header in sorted(allowed):
                violations.append(f"{users[header]}: only one header of {place} may include <{pattern}>, and "
                                  f"{len(allowed)} do")

    cycle = find_cycle(edges)
    if cycle:
        steps = [first_line[pair] for pair in zip(cycle, cycle[1:])]
        violations.append(f"{steps[0]}: an include cycle: {' -> '.join(cycle)} ({', '.join(steps)})")
    return len(headers), violations


def main():
    arguments = argparse.ArgumentParser(description="Checks that the folders of include/tenon are layers.")
    arguments.add_argument("--include", type=pathlib.Path, default=HERE.parent.parent / "include")
    arguments.add_argument("--layers", type=pathlib.Path, default=HERE / "layers.txt")
    options = arguments.parse_args()
    count, violations = check(options.include, *read_rules(options.layers))
    print("\n".join(violations) if violations else f"{count} headers, no arrow goes up")
    if count == 0:
        sys.exit(f"no header found in {options.include}/tenon")
    sys.exit(1 if violations else 0)


if __name__ == "__main__":
    main()
