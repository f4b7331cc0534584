#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/process_id.hpp"

namespace conclave::app {

/// Several processes in one word, in the order of their ids: "p0..p6", "p1,p3", "p0,p2..p4".
std::string names_of(std::vector<ProcessId> processes);
/// Reads such a word; the p may be left out: "0,2..4". Nothing if it is none.
std::optional<std::set<ProcessId>> read_names(std::string_view text);

}  // namespace conclave::app
