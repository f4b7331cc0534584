#include "core/time.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace conclave {
namespace {

constexpr std::int64_t million = 1'000'000;

/// No clock reads beyond this, 146 years, so that a reading and some waiting is on the time line.
constexpr std::int64_t farthest = std::numeric_limits<std::int64_t>::max() / 2;

/// d * numerator / denominator, rounded down; no more than `farthest`.
constexpr std::int64_t scale(std::int64_t d, std::int64_t numerator, std::int64_t denominator) {
    __extension__ using Wide = __int128;
    Wide const product = Wide{d} * numerator;
    Wide quotient = product / denominator;
    if (product % denominator != 0 && product < 0) --quotient;
    return static_cast<std::int64_t>(std::min<Wide>(quotient, farthest));
}

struct Unit {
    std::int64_t nanoseconds;
    char const* name;
};
constexpr std::array<Unit, 3> units{{{1'000'000'000, "s"}, {1'000'000, "ms"}, {1'000, "us"}}};

/// Without the zeros that end it: "10.0125" for "10.012500".
std::string trimmed(std::string digits) {
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.ends_with('.')) digits.pop_back();
    return digits;
}

}  // namespace

std::string to_string(Duration d) {
    constexpr std::int64_t many_seconds = 10 * units.front().nanoseconds;
    std::int64_t const count = d.count();
    for (auto const& [size, name] : units) {
        if (count > -size && count < size) continue;
        auto const value = static_cast<double>(count) / static_cast<double>(size);
        std::array<char, 48> text{};
        // Four digits; of many seconds to a tenth of a millisecond, which is what clocks differ by.
        bool const many = count <= -many_seconds || count >= many_seconds;
        std::snprintf(text.data(), text.size(), many ? "%.4f" : "%.4g", value);
        return (many ? trimmed(text.data()) : text.data()) + (std::string{' '} + name);
    }
    return std::to_string(count) + (count == 0 ? " ms" : " ns");
}

Time LocalClock::local(Time true_time) const {
    if (drift_ppm == 0) return true_time + offset;
    auto const since = true_time.time_since_epoch().count();
    return Time{Duration{scale(since, million + drift_ppm, million)} + offset};
}

Time LocalClock::when(Time local_time) const {
    if (local_time == never) return never;
    if (drift_ppm == 0) return local_time - offset;
    auto const since = (local_time - offset).time_since_epoch().count();
    auto const guess = scale(since, million, million + drift_ppm);
    if (guess == farthest || since >= farthest) return never;
    Time when{Duration{guess}};
    while (local(when) < local_time) when += Duration{1};  // at most two steps: rounding
    return when;
}

}  // namespace conclave
