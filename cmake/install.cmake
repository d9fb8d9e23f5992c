# Headers, a CMake package with one targets file a component, and pkg-config files.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

# Headers know no architecture, so the package files live in share/, not in lib/.
set(tenon_cmake_dir "${CMAKE_INSTALL_DATADIR}/cmake/tenon")
set(tenon_pkgconfig_dir "${CMAKE_INSTALL_DATADIR}/pkgconfig")

function(tenon_install_component target component)
  install(TARGETS ${target} EXPORT tenon-${component}
          FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
          INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  install(EXPORT tenon-${component} NAMESPACE tenon:: DESTINATION "${tenon_cmake_dir}")
endfunction()

function(tenon_install_pkgconfig name)
  configure_file("${PROJECT_SOURCE_DIR}/cmake/${name}.pc.in" "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" DESTINATION "${tenon_pkgconfig_dir}")
endfunction()

# Relative to the .pc file, so that the installed tree can be moved.
file(RELATIVE_PATH tenon_pc_prefix "${CMAKE_INSTALL_PREFIX}/${tenon_pkgconfig_dir}" "${CMAKE_INSTALL_PREFIX}")
file(RELATIVE_PATH tenon_pc_includedir "${CMAKE_INSTALL_PREFIX}/." "${CMAKE_INSTALL_FULL_INCLUDEDIR}")

tenon_install_component(tenon core)
tenon_install_pkgconfig(tenon)
foreach(backend IN LISTS tenon_backends)
  tenon_install_component(tenon_${backend} ${backend})
  tenon_install_pkgconfig(tenon-${backend})
endforeach()

if(TARGET tenon_cli)
  tenon_install_component(tenon_cli cli)
endif()

configure_package_config_file(cmake/tenonConfig.cmake.in "${PROJECT_BINARY_DIR}/tenonConfig.cmake"
                              INSTALL_DESTINATION "${tenon_cmake_dir}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/tenonConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${PROJECT_BINARY_DIR}/tenonConfig.cmake" "${PROJECT_BINARY_DIR}/tenonConfigVersion.cmake"
        DESTINATION "${tenon_cmake_dir}")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DATADIR}/licenses/tenon")
