#pragma once

#include <optional>
#include <string>
#include <vector>

#include "timesync/timesync_properties.hpp"

namespace conclave::scenarios {

/// One clock, in short.
struct ClockSummary {
    ProcessId process{};
    std::optional<Duration> before{};  ///< its error when it was last seen without a bound
    std::optional<Duration> after{};   ///< ... when it was last seen, if it is up then
    std::optional<Duration> bound{};   ///< what it said of that
};

/// Of all clocks that are judged: not the reference's own, where nothing adjusts it.
std::vector<ClockSummary> summaries(std::vector<check::ClockError> const& readings,
                                    check::History const& history, check::ClockTruth const& truth);

/// The one that is most wrong in the end.
std::optional<ClockSummary> worst_clock(std::vector<ClockSummary> const& clocks);

/// The errors over time on a logarithmic scale, a digit for each process, and the largest bound as
/// a dotted line; at most so many columns wide.
std::string clock_plot(std::vector<check::ClockError> const& readings,
                       check::ClockTruth const& truth, std::size_t columns);

/// Before, after and bound of each clock; of very many, those that are most wrong in the end.
std::string clock_table(std::vector<ClockSummary> clocks);

/// time_s,process,error_us,bound_us; the last is empty before the first adjustment.
std::string clock_csv(std::vector<check::ClockError> const& readings);

}  // namespace conclave::scenarios
