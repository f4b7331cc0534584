# conclave_add_program(<name> <source>...)
#
# A program of the suite: linked with everything, built into <build>/bin.
# Used by programs/, and after find_package(conclave) by your own project.
function(conclave_add_program name)
    add_executable(${name} ${ARGN})
    target_link_libraries(${name} PRIVATE conclave::conclave)
    set_target_properties(${name} PROPERTIES
        CXX_EXTENSIONS OFF
        RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()
