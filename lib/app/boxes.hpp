#pragma once

#include <span>
#include <string_view>

namespace conclave::app {

/// The documentation box of one module: the comment that begins with `/// Module`.
struct Box {
    std::string_view module;  ///< the name of the class
    std::string_view text;    ///< all its lines, without the leading `/// `
};

// Both are gathered at build time (cmake/boxes.cmake), so what `--about` prints is what the comment
// above the class says.

/// The boxes of every header of lib/, ordered by path.
std::span<Box const> boxes();
/// Those of the program's own sources, if it was built by conclave_add_program.
std::span<Box const> program_boxes();

}  // namespace conclave::app
