#pragma once

#include <string>

namespace conclave::app {

/// Throws InputError if a file at this path could not be written. A path that ends in '/' is a
/// folder, which is made if it is not there.
void require_writable(std::string const& path);

/// Writes the whole text to the file, or nothing: what was there before stays if anything fails.
/// Throws InputError.
void write_file(std::string const& path, std::string const& text);

/// Writes to standard output and makes sure that it arrived. Throws InputError.
void write_output(std::string const& text);

}  // namespace conclave::app
