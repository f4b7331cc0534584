#pragma once

#include "core/time.hpp"

/// Products and sums of durations that a 64-bit number does not hold on the way, or at all. See
/// times() in core/time.hpp, too.
namespace conclave {

/// d * share / whole, rounded towards zero; three years at most, either way, unless it is d itself.
constexpr Duration scaled(Duration d, std::int64_t share, std::int64_t whole) {
    constexpr Duration longest = std::chrono::hours{24} * 365 * 3;
    if (share == whole) return d;
    __extension__ using Wide = __int128;
    auto const exact = Wide{d.count()} * share / whole;
    if (exact > Wide{longest.count()}) return longest;
    if (exact < -Wide{longest.count()}) return -longest;
    return Duration{static_cast<std::int64_t>(exact)};
}

/// The mean of some durations, one at least, rounded towards zero.
template <class Durations>
constexpr Duration mean(Durations const& durations) {
    __extension__ using Wide = __int128;
    Wide sum = 0;
    std::int64_t count = 0;
    for (Duration const d : durations) {
        sum += d.count();
        ++count;
    }
    return Duration{static_cast<std::int64_t>(sum / count)};
}

}  // namespace conclave
