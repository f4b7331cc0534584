#pragma once

#include <string>
#include <vector>

#include "app/program.hpp"
#include "timesync/timesync_history.hpp"

namespace conclave::app {

/// The errors over time on a logarithmic scale, a digit for each process, and the largest bound as
/// a dotted line; at most so many columns wide.
std::string clock_plot(std::vector<check::ClockError> const& readings,
                       check::ClockTruth const& truth, std::size_t columns);

/// Before, after and bound of each clock; of very many, those that are most wrong in the end.
std::string clock_table(std::vector<check::SyncedClock> clocks);

/// Which clocks were left out of an average, and which are not yet where they are to be, with the
/// options that change that; a line each, none where there is nothing to say.
std::string clock_remarks(check::History const& history, check::ClockTruth const& truth);

/// time_s,process,error_us,bound_us; the last is empty before the first adjustment.
std::string clock_csv(std::vector<check::ClockError> const& readings);

/// How many clocks were adjusted, and the worst error before and after that, with its bound.
Result clock_numbers(std::vector<check::ClockError> const& readings, check::History const& history,
                     check::ClockTruth const& truth);

}  // namespace conclave::app
