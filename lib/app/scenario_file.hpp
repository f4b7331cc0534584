#pragma once

#include <map>
#include <string>
#include <vector>

namespace conclave::app {

/// Options in a TOML file: `loss = 0.1`, `crash = ["leader@2s", "3@4s"]`, `quiet = true`. Returns
/// the values by the option's long name, "--loss"; a flag that is true has one empty value. Throws
/// InputError with the file's name and line if it cannot be read, is no TOML, or has a key that is
/// not among `known`.
std::map<std::string, std::vector<std::string>> read_scenario_file(
    std::string const& path, std::vector<std::string> const& known);

}  // namespace conclave::app
