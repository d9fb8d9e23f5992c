import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy, load
from conan.tools.gnu import PkgConfig


class TenonConan(ConanFile):
    name = "tenon"
    description = "Multi-tenant data access for C++20"
    license = "BSL-1.0"
    topics = ("database", "multi-tenant", "orm", "sqlite", "postgresql", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"with_sqlite": [True, False], "with_postgres": [True, False], "with_cli": [True, False]}
    # Of Boost only headers are read, so nothing of it needs to be built.
    default_options = {"with_sqlite": True, "with_postgres": False, "with_cli": False, "boost/*:header_only": True}
    exports_sources = "include/*", "LICENSE"
    no_copy_source = True
    test_package_folder = "packaging/conan/test_package"

    def set_version(self):
        header = load(self, f"{self.recipe_folder}/include/tenon/core/version.hpp")
        parts = dict(re.findall(r"define TENON_VERSION_(MAJOR|MINOR|PATCH) (\d+)", header))
        self.version = ".".join(parts[part] for part in ("MAJOR", "MINOR", "PATCH"))

    def export(self):
        # set_version runs again from the exported recipe.
        copy(self, "include/tenon/core/version.hpp", self.recipe_folder, self.export_folder)

    def requirements(self):
        self.requires("boost/[>=1.75 <2]")
        if self.options.with_sqlite:
            self.requires("sqlite3/[>=3.37 <4]")
        if self.options.with_postgres:
            self.requires("libpq/[>=14]")
        if self.options.with_cli:
            self.requires("cli11/[>=2.1 <3]")
            self.requires("nlohmann_json/[>=3.9 <4]")

    def validate(self):
        check_min_cppstd(self, 20)

    def package(self):
        copy(self, "LICENSE", self.source_folder, f"{self.package_folder}/licenses")
        copy(self, "*.hpp", f"{self.source_folder}/include", f"{self.package_folder}/include")

    def package_id(self):
        # The same files for every setting and option: options only choose what else is required.
        self.info.clear()

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        # As with the installed CMake package: tenon::tenon has no backend, so it is not the sum of the components.
        self.cpp_info.set_property("cmake_target_name", "tenon::all")
        self.cpp_info.set_property("pkg_config_name", "tenon-all")
        core = self._component("core", "tenon::tenon", "tenon")
        core.requires = list(self._packaged("boost::headers"))
        if self.options.with_sqlite:
            sqlite = self._component("sqlite", "tenon::sqlite", "tenon-sqlite")
            sqlite.requires = ["core", *self._packaged("sqlite3::sqlite3")]
            if "sqlite3" not in self.dependencies:
                sqlite.system_libs = ["sqlite3"]
        if self.options.with_postgres:
            postgres = self._component("postgres", "tenon::postgres", "tenon-postgres")
            postgres.requires = ["core", *self._packaged("libpq::pq")]
            if "libpq" not in self.dependencies:
                # Only pkg-config knows where a system keeps the header.
                PkgConfig(self, "libpq").fill_cpp_info(postgres)

        if self.options.with_cli:
            cli = self._component("cli", "tenon::cli", "tenon-cli")
            cli.requires = ["core", *self._packaged("cli11::cli11", "nlohmann_json::nlohmann_json")]

    def _component(self, name, cmake_target, pkg_config):
        component = self.cpp_info.components[name]
        component.set_property("cmake_target_name", cmake_target)
        component.set_property("pkg_config_name", pkg_config)
        component.bindirs = []
        component.libdirs = []
        return component

    def _packaged(self, *components):
        """Those that Conan packages provide: a profile's [platform_requires] leaves the others to the system."""
        for component in components:
            name = component.split("::")[0]
            if name in self.dependencies:
                yield component
            else:
                self.cpp_info.ignored_requires.append(name)
