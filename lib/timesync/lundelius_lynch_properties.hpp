#pragma once

#include <vector>

#include "check/property.hpp"
#include "timesync/timesync_history.hpp"

namespace conclave::check {

/// LL1.
std::vector<Property> lundelius_lynch_sync(ClockTruth const& truth);

/// What Lundelius and Lynch's algorithm assumes, for all of its properties.
std::vector<Assumption> lundelius_lynch_assumes(ClockTruth const& truth);

}  // namespace conclave::check
