#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

namespace conclave::bench {

/// Seconds since it was made.
class Stopwatch {
public:
    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(Clock::now() - start_).count();
    }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point start_{Clock::now()};
};

inline double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// One line of the table: ours, the peer's or raw MPI's, the ratio, and what it ought to be.
inline void print_row(char const* what, double ours, char const* peer, double theirs,
                      char const* unit, char const* target) {
    std::printf("%-46s ours %9.3f %-5s %-24s %9.3f %-5s ratio %6.2f  (%s)\n", what, ours, unit,
                peer, theirs, unit, ours / theirs, target);
    std::fflush(stdout);
}

}  // namespace conclave::bench
