#pragma once

#include <chrono>
#include <cstdint>
#include <ratio>
#include <string>

namespace conclave {

/// The run's time line. It has no now(): nobody can ask it the time, time is told (Context::now).
struct Timeline {
    using rep = std::int64_t;
    using period = std::nano;
    using duration = std::chrono::duration<rep, period>;
    using time_point = std::chrono::time_point<Timeline, duration>;
    static constexpr bool is_steady = true;
};

using Duration = Timeline::duration;  ///< nanoseconds, signed 64 bits: ±292 years
using Time = Timeline::time_point;    ///< since the start of the run

inline constexpr Time never = Time::max();

/// d (0 or more), n times; at most three years, which options are limited to as well, so that sums
/// of such products are far from the end of the time line.
constexpr Duration times(Duration d, std::uint64_t n) {
    constexpr Duration longest = std::chrono::hours{24} * 365 * 3;
    if (d.count() == 0) return d;
    auto const fits = static_cast<std::uint64_t>(longest / d);
    return n > fits ? longest : d * static_cast<std::int64_t>(n);
}

/// A duration with its largest fitting unit: "250 ms", "1.5 s", "800 us", "17 ns".
std::string to_string(Duration d);
/// The same for a time since the start of the run.
inline std::string to_string(Time t) { return to_string(t.time_since_epoch()); }

/// A local clock: what a process reads when `true_time` has passed since the start of the run.
/// Monotone for every drift > -1'000'000 ppm.
struct LocalClock {
    Duration offset{0};
    std::int64_t drift_ppm{0};  ///< microseconds gained for each true second

    [[nodiscard]] Time local(Time true_time) const;
    /// The earliest true time at which this clock reads at least `local_time`.
    [[nodiscard]] Time when(Time local_time) const;
};

}  // namespace conclave
