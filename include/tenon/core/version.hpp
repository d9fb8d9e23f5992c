// tenon/core/version.hpp: the version of the library, said once. CMake, Conan and vcpkg read it from here.
#pragma once

#define TENON_VERSION_MAJOR 0
#define TENON_VERSION_MINOR 1
#define TENON_VERSION_PATCH 0
#define TENON_VERSION_STRING "0.1.0"
