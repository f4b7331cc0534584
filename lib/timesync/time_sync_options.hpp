#pragma once

#include <vector>

#include "app/program.hpp"
#include "timesync/time_sync.hpp"

namespace conclave::app {

/// The options of every program that synchronises clocks.
class TimeSyncOptions {
public:
    [[nodiscard]] std::vector<Option> options();
    /// What was asked for; zero where it is to be worked out (check::work_out). Throws InputError.
    [[nodiscard]] TimeSyncSettings settings() const;

private:
    TimeSyncSettings asked_{.sample = std::chrono::milliseconds{200}, .no_answer = Duration{0}};
    double slew_{0.1};
    std::uint32_t drift_max_{0};  // ppm
};

/// Throws InputError if so many clocks would be asked or read too often for a run in this time.
void require_feasible(TimeSyncSettings const& settings, double processes, Duration length);

}  // namespace conclave::app
