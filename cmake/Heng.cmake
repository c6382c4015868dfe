# SPDX-License-Identifier: Apache-2.0
# The only build helpers: heng_library, heng_binary, heng_test and heng_node_allocator. One target per folder, explicit source lists.

option(HENG_ASAN "AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(HENG_TSAN "ThreadSanitizer" OFF)
option(HENG_FUZZ "libFuzzer with AddressSanitizer; needs clang" OFF)

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
find_package(OpenSSL REQUIRED)

find_program(HENG_CCACHE ccache)
if(HENG_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${HENG_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${HENG_CCACHE})
endif()
find_program(HENG_MOLD mold)
if(HENG_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

if(HENG_ASAN)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(HENG_TSAN)
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
endif()
if(HENG_FUZZ)
  # Of UndefinedBehaviorSanitizer what is cheap to compile: null, alignment and vptr checks double the
  # time, and AddressSanitizer stops at a null pointer anyway. The preset dev has all of them.
  set(HENG_FUZZ_CHECKS address,signed-integer-overflow,shift,bounds,integer-divide-by-zero,enum,bool,builtin,return,unreachable)
  add_compile_options(-fsanitize=fuzzer-no-link,${HENG_FUZZ_CHECKS} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${HENG_FUZZ_CHECKS})
endif()
add_compile_definitions(_GLIBCXX_ASSERTIONS)

add_library(heng_warnings INTERFACE)
target_compile_options(heng_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wswitch-enum -Wold-style-cast
  -Wnon-virtual-dtor -Wmissing-declarations -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(heng_warnings INTERFACE -Wthread-safety)
endif()
if(HENG_FUZZ)
  # What clang warns of is the business of the preset lint, and must not keep a fuzzer from running.
  target_compile_options(heng_warnings INTERFACE -Wno-error)
endif()

# heng_library(NAME SOURCES a.cc b.cc DEPS heng_core PRIVATE_DEPS OpenSSL::Crypto)
function(heng_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  add_library(heng_${name} STATIC ${arg_SOURCES})
  target_include_directories(heng_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(heng_${name} PUBLIC ${arg_DEPS} PRIVATE ${arg_PRIVATE_DEPS} heng_warnings)
endfunction()

# heng_binary(NAME SOURCES main.cc DEPS heng_node)
function(heng_binary name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${arg_DEPS} heng_warnings)
endfunction()

# heng_test(NAME SOURCES x_test.cc DEPS heng_core LABELS unit): one GoogleTest binary, one ctest entry.
function(heng_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;DEPS;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${arg_DEPS} heng_test_source_dir GTest::gtest GTest::gtest_main heng_warnings)
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT})
endfunction()
