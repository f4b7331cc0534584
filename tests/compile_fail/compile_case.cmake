# cmake -D COMPILER=... -D SOURCE=... -D INCLUDE_DIRS=... -P compile_case.cmake
#
# A case `x.cpp` begins with `// expect: REGEX`: it must not compile, and REGEX (CMake's kind) must be
# found in what the compiler says. A source without that line is a control: it must compile. Each
# case has one, `x_control.cpp` or the common `control.cpp`, so that a case cannot fail for a wrong
# reason such as a missing header.

cmake_minimum_required(VERSION 3.24)

set(include_flags "")
list(REMOVE_DUPLICATES INCLUDE_DIRS)
foreach(dir IN LISTS INCLUDE_DIRS)
    if(dir)
        list(APPEND include_flags -I${dir})
    endif()
endforeach()

execute_process(COMMAND ${COMPILER} -std=c++20 -fsyntax-only ${include_flags} ${SOURCE}
    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)

file(READ ${SOURCE} text)
if(NOT text MATCHES "^// expect: ([^\n]+)\n")
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "${SOURCE} is a control and must compile, but:\n${output}")
    endif()
    return()
endif()

set(expected "${CMAKE_MATCH_1}")
string(REGEX REPLACE "\\.cpp$" "_control.cpp" control ${SOURCE})
cmake_path(GET SOURCE PARENT_PATH folder)
if(NOT EXISTS ${control} AND NOT EXISTS ${folder}/control.cpp)
    message(FATAL_ERROR "${SOURCE} has no control: write ${control}")
endif()
if(status EQUAL 0)
    message(FATAL_ERROR "${SOURCE} compiles, and must not")
endif()
if(NOT output MATCHES "${expected}")
    message(FATAL_ERROR "${SOURCE} fails, but not with `${expected}`:\n${output}")
endif()
