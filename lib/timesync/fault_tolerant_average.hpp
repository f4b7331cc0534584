#pragma once

#include <vector>

#include "core/time.hpp"

namespace conclave {

/// Clocks that agree, by how far each is ahead of one of them.
struct AgreeingClocks {
    Duration lowest{};
    Duration highest{};
    Duration average{};

    [[nodiscard]] bool include(Duration difference) const {
        return lowest <= difference && difference <= highest;
    }
};

/// The largest group of differences that lie within `width` of each other, with its average; of
/// several largest groups the lowest. There must be one difference at least.
/// Source: the fault-tolerant average of Gusella and Zatti 1989, §II.
[[nodiscard]] AgreeingClocks fault_tolerant_average(std::vector<Duration> differences,
                                                    Duration width);

}  // namespace conclave
