#pragma once

#include <string>
#include <vector>

#include "core/time.hpp"

namespace conclave::check {

/// A measured number against what theory says of it.
struct TheoryRow {
    std::string what;  ///< "messages of one election"
    double measured;
    std::string relation;  ///< "=", "<=", ">=" or "~"
    double expected;
    std::string formula;  ///< "n^2-n-1"

    /// "~" is for reading, and always holds.
    [[nodiscard]] bool holds() const;
};

/// As a number, for a row.
[[nodiscard]] inline double microseconds(Duration d) {
    return static_cast<double>(d.count()) / 1000;
}

/// How long something took, each time that it happened.
struct Latency {
    std::string what;  ///< "crash to new leader"
    std::vector<Duration> samples{};

    /// The sample below which this share of them lies, 0..1; the samples must not be empty.
    [[nodiscard]] Duration quantile(double share) const;
};

}  // namespace conclave::check
