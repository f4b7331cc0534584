#pragma once

#include <vector>

#include "check/property.hpp"

namespace conclave::check {

/// PFD1..2. A process that is down for less than `detection_max` need not be noticed.
std::vector<Property> perfect_failure_detector(Duration detection_max);

/// EPFD1..2, judged at the end of the run.
std::vector<Property> eventually_perfect_failure_detector(Duration detection_max);

}  // namespace conclave::check
