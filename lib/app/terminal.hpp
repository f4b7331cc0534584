#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace conclave::app {

/// How text for people may look on one stream.
struct Look {
    bool colour{false};  ///< a terminal, and neither NO_COLOR nor TERM=dumb asks for plain text
    int width{0};        ///< columns of the terminal; 0 where lines may be of any length
};

/// The look of what this program writes to standard output; under a local MPI launcher, of what the
/// launcher writes, because it hands on what its ranks write. To be asked before the program forks.
Look look_of_output(bool launched);

/// Throws InputError if nothing can be written to that output: a disk that is full, say. What a
/// launcher cannot write of a whole run, its ranks never hear of. To be asked before the program
/// forks.
void require_output_open(bool launched);

enum class Paint { plain, bold, dim, red, green, yellow, blue, magenta, cyan };

/// The text in this colour, or as it is.
std::string paint(Look const& look, Paint colour, std::string_view text);

/// How many columns a UTF-8 text takes: each code point one, but for the codes of colours.
std::size_t columns(std::string_view text);
/// The text in at most this many columns, an ellipsis telling that something is missing.
std::string fitted(std::string_view text, std::size_t columns);
/// The text in lines of at most this many columns, broken at spaces.
std::string wrapped(std::string_view text, std::size_t columns, std::string_view indent);

/// A whole number: "4,000,000".
std::string grouped(double number);
/// "32 MB"
std::string memory(double bytes);

}  // namespace conclave::app
