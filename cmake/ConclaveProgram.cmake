# conclave_gather_boxes(<function> <output.cpp> <file>...)
#
# A source that defines this function of app/boxes.hpp, with the boxes of these files. The list of
# files is an input as well, so that a file that goes away takes its boxes with it.
set(CONCLAVE_BOXES_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/boxes.cmake)
function(conclave_gather_boxes function output)
    list(JOIN ARGN "\n" lines)
    file(GENERATE OUTPUT ${output}.txt CONTENT "${lines}\n")
    add_custom_command(OUTPUT ${output}
        COMMAND ${CMAKE_COMMAND} -D LIST=${output}.txt -D FUNCTION=${function} -D OUTPUT=${output}
                -P ${CONCLAVE_BOXES_SCRIPT}
        DEPENDS ${ARGN} ${output}.txt ${CONCLAVE_BOXES_SCRIPT}
        COMMENT "Gathering documentation boxes"
        VERBATIM)
endfunction()

# conclave_add_program(<name> <source>...)
#
# A program of the suite: linked with everything, built into <build>/bin. The boxes of its sources
# are part of its --help and --about.
# Used by programs/, and after find_package(conclave) by your own project.
function(conclave_add_program name)
    set(boxes ${CMAKE_CURRENT_BINARY_DIR}/${name}_boxes.cpp)
    list(TRANSFORM ARGN REPLACE "^([^/].*)" "${CMAKE_CURRENT_SOURCE_DIR}/\\1" OUTPUT_VARIABLE sources)
    conclave_gather_boxes(program_boxes ${boxes} ${sources})
    add_executable(${name} ${ARGN} ${boxes})
    target_link_libraries(${name} PRIVATE conclave::conclave)
    set_target_properties(${name} PROPERTIES
        CXX_EXTENSIONS OFF
        RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()
