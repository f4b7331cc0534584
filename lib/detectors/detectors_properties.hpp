#pragma once

#include <vector>

#include "check/property.hpp"

namespace conclave::check {

/// PFD1..2. A process that is down for less than `detection_max` need not be noticed, and not by a
/// watcher that was down itself or stood still for so long. A watcher that has learnt patience may
/// take longer.
std::vector<Property> perfect_failure_detector(Duration detection_max);

/// EPFD1..2. A crashed process must be suspected at the end of the run, or when it came back, if it
/// was down for long enough (see there).
std::vector<Property> eventually_perfect_failure_detector(Duration detection_max);

}  // namespace conclave::check
