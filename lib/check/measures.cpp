#include "check/measures.hpp"

#include <algorithm>
#include <cmath>

#include "core/ensure.hpp"

namespace conclave::check {

bool TheoryRow::holds() const {
    if (!applies()) return true;
    if (relation == "=") return measured == expected;
    if (relation == "<=") return measured <= expected;
    if (relation == ">=") return measured >= expected;
    return true;
}

Duration Latency::quantile(double share) const {
    ENSURE(!samples.empty(), "a quantile of nothing");
    auto sorted = samples;
    std::ranges::sort(sorted);
    auto const rank = std::ceil(share * static_cast<double>(sorted.size()));  // nearest rank
    return sorted[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

}  // namespace conclave::check
