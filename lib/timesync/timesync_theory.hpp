#pragma once

#include <string_view>
#include <vector>

#include "check/measures.hpp"
#include "timesync/timesync_history.hpp"

/// What theory says of clock synchronisation, against what a run shows.
namespace conclave::check {

/// The errors of the clocks: the one nearest to the bound that the clock itself gave, of which
/// `bound` is the formula; and the worst in the end.
std::vector<TheoryRow> clock_accuracy(History const& history, ClockTruth const& truth,
                                      std::string_view bound);

// The messages of a run, by algorithm.

TheoryRow cristian_messages(History const& history, net::Outcome const& outcome,
                            ClockTruth const& truth);
/// Of an algorithm that exchanges stamps with the server and asks for nothing else: NTP.
TheoryRow exchange_messages(History const& history, net::Outcome const& outcome,
                            ClockTruth const& truth);
TheoryRow berkeley_messages(History const& history, net::Outcome const& outcome,
                            ClockTruth const& truth);
TheoryRow lundelius_lynch_messages(History const& history, net::Outcome const& outcome,
                                   ClockTruth const& truth);

}  // namespace conclave::check
