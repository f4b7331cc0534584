#pragma once

#include <cstdint>

#include "core/time.hpp"

namespace conclave {

/// A clock in software: a process's own clock plus a correction that can be changed. adjust() lets
/// the clock run a little faster or slower until the change is made, so that it never goes back;
/// step() changes it at once. Every question takes what the own clock reads, which never goes back.
/// Source: Cristian 1989, §3.2 (amortising an adjustment); Gusella and Zatti 1989, §II (adjtime).
class AdjustableClock {
public:
    /// `slew_ppm`: how fast a correction is worked in, in microseconds for each second of the own
    /// clock, 1 .. 999'999 (100'000: a tenth of a second each second). More corrects sooner, less
    /// keeps intervals truer; below a million the clock cannot go back.
    explicit AdjustableClock(std::int64_t slew_ppm);

    [[nodiscard]] Time read(Time own) const { return own + applied(own); }
    /// What it will read when every correction is worked in: what protocols measure by, so that
    /// they do not correct twice.
    [[nodiscard]] Time target(Time own) const { return own + correction_; }
    /// The correction not yet worked in, below zero while the clock runs slower.
    [[nodiscard]] Duration pending(Time own) const { return correction_ - applied(own); }
    /// All adjustments together.
    [[nodiscard]] Duration correction() const { return correction_; }

    /// Works in `by` more, from now on.
    void adjust(Time own, Duration by);
    /// Takes every correction over at once, `by` more included: the clock may go back.
    void step(Time own, Duration by);

private:
    [[nodiscard]] Duration applied(Time own) const;

    std::int64_t slew_ppm_;
    Duration correction_{0};  // what is wanted
    Duration applied_{0};     // what had been worked in when the own clock read since_
    Time since_{};
};

}  // namespace conclave
