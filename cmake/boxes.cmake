# cmake -D LIST=<file> -D FUNCTION=boxes|program_boxes -D OUTPUT=<file.cpp> -P boxes.cmake
#
# Gathers the documentation boxes of the files, whose paths are the lines of LIST, into a C++ source,
# so that `--about` prints the very text that stands above the class. A box begins with a line
# `/// Module       Name: ...` and goes on for as long as lines begin with `///`.
#
# The text is cut with FIND and SUBSTRING instead of lists: a box may hold semicolons and brackets.

cmake_minimum_required(VERSION 3.24)

file(STRINGS "${LIST}" files)
list(SORT files)

set(entries "")
set(count 0)
foreach(file IN LISTS files)
    file(READ "${file}" rest)
    set(rest "\n${rest}\n")
    while(TRUE)
        string(FIND "${rest}" "\n/// Module " at)
        if(at EQUAL -1)
            break()
        endif()
        math(EXPR at "${at} + 1")
        string(SUBSTRING "${rest}" ${at} -1 rest)

        set(text "")
        while(TRUE)
            string(FIND "${rest}" "\n" end)
            if(end EQUAL -1)
                break()
            endif()
            string(SUBSTRING "${rest}" 0 ${end} line)
            if(NOT "${line}" MATCHES "^///")
                break()
            endif()
            string(REGEX REPLACE "^/// ?" "" line "${line}")
            string(APPEND text "${line}\n")
            math(EXPR end "${end} + 1")
            string(SUBSTRING "${rest}" ${end} -1 rest)
        endwhile()
        set(rest "\n${rest}")

        # `Module       BullyElection: implements ...` is the box of BullyElection.
        string(REGEX MATCH "^Module +([A-Za-z0-9_]+)" unused "${text}")
        set(module "${CMAKE_MATCH_1}")
        if(module STREQUAL "")
            message(FATAL_ERROR "${file}: a box whose first line names no module")
        endif()
        string(APPEND entries "    Box{\"${module}\", R\"box(${text})box\"},\n")
        math(EXPR count "${count} + 1")
    endwhile()
endforeach()

set(code "// Written by cmake/boxes.cmake from the comments above the modules. Change those instead.\n")
string(APPEND code "#include \"app/boxes.hpp\"\n\n#include <array>\n\n")
string(APPEND code "namespace conclave::app {\n\nnamespace {\n")
string(APPEND code "constexpr std::array<Box, ${count}> all_boxes{{\n${entries}}};\n}  // namespace\n\n")
string(APPEND code "std::span<Box const> ${FUNCTION}() { return all_boxes; }\n\n")
string(APPEND code "}  // namespace conclave::app\n")

# An equal file keeps its time: a change outside the boxes compiles nothing anew.
if(EXISTS "${OUTPUT}")
    file(READ "${OUTPUT}" old)
    if("${old}" STREQUAL "${code}")
        return()
    endif()
endif()
file(WRITE "${OUTPUT}" "${code}")
