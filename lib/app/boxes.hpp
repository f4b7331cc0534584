#pragma once

#include <span>
#include <string_view>

namespace conclave::app {

/// The documentation box of one module: the comment that begins with `/// Module`.
struct Box {
    std::string_view module;  ///< the name of the class
    std::string_view text;    ///< all its lines, without the leading `/// `
};

/// The boxes of every header of lib/, ordered by path. They are gathered at build time
/// (cmake/boxes.cmake), so what `--about` prints is what the header says.
std::span<Box const> boxes();

}  // namespace conclave::app
