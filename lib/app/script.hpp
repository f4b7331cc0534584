#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

#include "net/run.hpp"

namespace conclave::app {

/// Reads a script of lines to send among n processes, in the order of their times: each is
/// `[@TIME] [FROM:] TO TEXT`; without a time it comes 100 ms after the one before, without FROM it
/// is p0's. Empty lines and those that begin with # say nothing. Throws InputError with `name` and
/// the line.
std::vector<net::Request> read_script(std::istream& in, std::string const& name, std::uint32_t n);

}  // namespace conclave::app
