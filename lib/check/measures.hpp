#pragma once

#include <optional>
#include <string>
#include <utility>
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
    /// Why nothing follows from it in this run: "p1 crashed at 1 s". Empty where it applies.
    std::string does_not_apply{};

    /// "~" is for reading, and always holds; so does what does not apply.
    [[nodiscard]] bool holds() const;
    [[nodiscard]] bool applies() const { return does_not_apply.empty(); }
};

/// The row; if there is a reason, as one that does not apply.
[[nodiscard]] inline TheoryRow unless(std::optional<std::string> const& why, TheoryRow row) {
    if (why && row.applies()) row.does_not_apply = *why;
    return row;
}

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
