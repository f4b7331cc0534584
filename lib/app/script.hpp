#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "net/run.hpp"

namespace conclave::app {

/// Reads a script of lines to send among n processes, in the order of their times: each is
/// `[@TIME] [FROM:] TO TEXT`; without a time it comes 100 ms after the one before, without FROM it
/// is p0's. Empty lines and those that begin with # say nothing. Throws InputError with `name` and
/// the line.
std::vector<net::Request> read_script(std::istream& in, std::string const& name, std::uint32_t n);

/// Reads who starts something, and when: "2@1s,0@2s", among n processes. Each becomes a request of
/// this line. Throws InputError that names the option.
std::vector<net::Request> read_starts(std::string_view text, std::string_view option,
                                      std::uint32_t n, std::string_view line);

}  // namespace conclave::app
