#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "check/property.hpp"
#include "timesync/timesync_history.hpp"

namespace conclave::check {

/// In how many rounds each clock was left out of the average, as too far from most; of those that
/// were.
std::map<ProcessId, std::uint64_t> rounds_left_out(History const& history);

/// BK1..2.
std::vector<Property> berkeley_sync(ClockTruth const& truth);

}  // namespace conclave::check
