#pragma once

#include <vector>

#include "check/property.hpp"
#include "timesync/timesync_history.hpp"

namespace conclave::check {

/// BK1..2.
std::vector<Property> berkeley_sync(ClockTruth const& truth);

}  // namespace conclave::check
