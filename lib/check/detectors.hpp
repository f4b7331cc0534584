#pragma once

#include <vector>

#include "check/property.hpp"

namespace conclave::check {

/// PFD1..2. A crash that the run's end left less than `detection_max` to detect promises nothing
/// yet.
std::vector<Property> perfect_failure_detector(Duration detection_max);

/// EPFD1..2, judged at the end of the run.
std::vector<Property> eventually_perfect_failure_detector(Duration detection_max);

}  // namespace conclave::check
