#pragma once

#include <vector>

#include "check/property.hpp"
#include "timesync/timesync_history.hpp"

namespace conclave::check {

/// TS1..3 of a TimeSync.
std::vector<Property> time_sync(ClockTruth const& truth);

/// NTP1.
std::vector<Property> ntp_sync(ClockTruth const& truth);

}  // namespace conclave::check
