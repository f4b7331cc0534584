#include "clocks/hybrid_clock.hpp"

#include <cstdlib>

namespace conclave {

std::string to_string(HybridClock const& clock) {
    constexpr std::int64_t ns_per_ms = 1'000'000;
    auto const ns = clock.largest_.time_since_epoch().count();
    auto fraction = std::to_string(ns_per_ms + std::abs(ns % ns_per_ms));  // "1345000"
    fraction.front() = '.';
    fraction.erase(fraction.find_last_not_of('0') + 1);
    if (fraction == ".") fraction.clear();
    bool const less_than_zero = ns < 0 && ns / ns_per_ms == 0;
    return (less_than_zero ? "-" : "") + std::to_string(ns / ns_per_ms) + fraction + " ms+" +
           std::to_string(clock.count_);
}

}  // namespace conclave
