#!/usr/bin/env python3
"""The version is said once, in version.hpp. Whoever reads it or repeats it must agree.

    check_versions.py [--cmake VERSION]
"""
import argparse
import importlib.util
import json
import pathlib
import re
import sys
import types

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def version_of_the_conanfile():
    """Runs the recipe's own set_version, with stand-ins for the parts of Conan that it imports."""
    def load(recipe, path):
        return (pathlib.Path(recipe.recipe_folder) / path).read_text()

    for name, parts in {"conan": ["ConanFile"], "conan.tools": [], "conan.tools.files": ["copy", "load"],
                        "conan.tools.build": ["check_min_cppstd"], "conan.tools.gnu": ["PkgConfig"]}.items():
        module = sys.modules[name] = types.ModuleType(name)
        for part in parts:
            setattr(module, part, type(part, (), {}))
    sys.modules["conan.tools.files"].load = load
    specification = importlib.util.spec_from_file_location("conanfile", ROOT / "conanfile.py")
    conanfile = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(conanfile)
    recipe = conanfile.TenonConan()
    recipe.recipe_folder = str(ROOT)
    recipe.set_version()
    return recipe.version


def main():
    arguments = argparse.ArgumentParser(description="Compares the versions.")
    arguments.add_argument("--cmake", help="the version that CMake read")
    options = arguments.parse_args()

    header = read("include/tenon/core/version.hpp")
    parts = dict(re.findall(r"define TENON_VERSION_(MAJOR|MINOR|PATCH) (\d+)", header))
    version = ".".join(parts[part] for part in ("MAJOR", "MINOR", "PATCH"))
    readings = {
        "TENON_VERSION_STRING": re.search(r'define TENON_VERSION_STRING "(.*)"', header).group(1),
        "packaging/vcpkg/ports/tenon/vcpkg.json": json.loads(read("packaging/vcpkg/ports/tenon/vcpkg.json"))["version"],
        "the top entry of CHANGELOG.md": re.search(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE).group(1),
        "conanfile.py": version_of_the_conanfile(),
    }
    if options.cmake:
        readings["CMakeLists.txt"] = options.cmake

    wrong = {who: what for who, what in readings.items() if what != version}
    for who, what in wrong.items():
        print(f"{who} says {what}, version.hpp says {version}")
    if wrong:
        sys.exit(1)
    print(f"{version}, said alike by version.hpp and {len(readings)} readers")


if __name__ == "__main__":
    main()
