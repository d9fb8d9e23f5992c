import pathlib

from conan import ConanFile
from conan.tools.build import can_run
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout

# Another way of getting tenon: it builds and runs what the other consumers do.
CONSUMER = pathlib.Path("../../../tests/consumer/find_package")


class TenonTestConan(ConanFile):
    settings = "os", "arch", "compiler", "build_type"
    generators = "CMakeDeps", "PkgConfigDeps"

    def requirements(self):
        self.requires(self.tested_reference_str)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.user_presets_path = False     # leave nothing beside the sources
        toolchain.generate()

    def build(self):
        if not self.dependencies["tenon"].options.with_sqlite:
            self.output.warning("nothing to build: the consumer needs tenon::sqlite")
            return
        cmake = CMake(self)
        with_postgres = bool(self.dependencies["tenon"].options.with_postgres)
        cmake.configure(variables={"WITH_POSTGRES": with_postgres}, build_script_folder=str(CONSUMER))
        cmake.build()

    def test(self):
        for name in "consumer", "consumer_postgres":
            consumer = pathlib.Path(self.build_folder) / name
            if consumer.exists() and can_run(self):
                self.run(str(consumer), env="conanrun")
