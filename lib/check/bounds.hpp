#pragma once

#include <cstdint>

#include "net/run.hpp"

namespace conclave::check {

/// How far the clocks of a run are from true time in their rates: time-outs run on them.
class ClockRates {
public:
    explicit ClockRates(net::FaultPlan const& faults);

    /// What takes so long by a process's own clock, at most: by the slowest. At most three years.
    [[nodiscard]] Duration stretched(Duration by_own_clock) const;
    /// What takes so long, as a process's own clock may show it: the fastest. At most three years.
    [[nodiscard]] Duration shown_max(Duration true_time) const;

private:
    std::int64_t slowest_ppm_{0};  // of all clocks: the least drift, and the most
    std::int64_t fastest_ppm_{0};
};

/// How long things take at most in a run: every horizon of a program comes from here. All are in
/// true time. Processes wait by their own clocks, so that what waits for a timer takes as long as
/// the slowest of them makes it.
class Bounds {
public:
    /// Of what this plan does to messages and clocks. Real ranks share cores, and wait for each
    /// other besides; the simulator's processes do not.
    explicit Bounds(net::RunPlan const& plan, bool real_ranks = false);

    [[nodiscard]] bool real_ranks() const { return real_ranks_; }
    /// The network loses so much that no time is long enough to promise anything by.
    [[nodiscard]] bool hopeless() const;
    /// A message's way through the network and its faults, unless it is lost.
    [[nodiscard]] Duration hop_max() const { return hop_max_; }
    /// A message's way over a perfect link, past its lost copies; the limit of the run if the
    /// network is hopeless.
    [[nodiscard]] Duration arrival_max() const;
    /// How often a message must be sent so that fewer than so many arrivals are beyond chance.
    [[nodiscard]] std::uint64_t tries(std::uint64_t successes = 1) const;
    /// As ClockRates have it.
    [[nodiscard]] Duration stretched(Duration by_own_clock) const {
        return rates_.stretched(by_own_clock);
    }
    [[nodiscard]] Duration shown_max(Duration true_time) const {
        return rates_.shown_max(true_time);
    }
    /// RunPlan::settle, where a process waits for at most this long by its own clock: what is under
    /// way arrives, and somebody may wait for more.
    [[nodiscard]] Duration settle(Duration wait) const { return hop_max_ + stretched(wait); }

private:
    bool real_ranks_;
    Duration hop_max_;
    Duration limit_;
    double loss_;
    ClockRates rates_;
};

/// How often a message must be sent, at this probability of loss, so that fewer than `successes`
/// arrivals are beyond chance: one case in 10^9.
std::uint64_t tries_beyond_chance(double loss, std::uint64_t successes = 1);

}  // namespace conclave::check
