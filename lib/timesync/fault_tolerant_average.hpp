#pragma once

#include <vector>

#include "core/time.hpp"

namespace conclave {

/// The average of the largest group of differences that lie within `width` of each other; of
/// several largest groups the lowest. There must be one difference at least.
/// Source: the fault-tolerant average of Gusella and Zatti 1989, §II.
[[nodiscard]] Duration fault_tolerant_average(std::vector<Duration> differences, Duration width);

}  // namespace conclave
