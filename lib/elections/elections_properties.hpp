#pragma once

#include <optional>
#include <vector>

#include "check/measures.hpp"
#include "check/property.hpp"

namespace conclave::check {

/// BE1..3 of an Election: correct means up at the end.
std::vector<Property> bully_election();

/// ELD1..2 of an eventual leader detector.
std::vector<Property> eventual_leader_detector();

/// The leader on whom all processes that are up agree at the end, by this indication ("elected" or
/// "trust").
std::optional<ProcessId> agreed_leader(History const& history, std::string_view indication);

/// From each failure of a leader until every process that is up at the end had, for the first time
/// since, named one and the same new leader that was not the failed one.
Latency failure_to_new_leader(History const& history, std::string_view indication);

/// The message counts of bully elections. Each start costs a Challenge to every superior; an
/// Answer, or a leader's Victory to the challenger alone, follows at most once for each that is
/// delivered (after a recovery one may be delivered twice, once in each life); each win costs a
/// Victory to every inferior.
std::vector<TheoryRow> bully_messages(History const& history);

/// The messages of a run that is one bully election after the crash of the highest process, begun
/// by the second highest (the best case) or by the lowest (the worst).
TheoryRow one_bully_election(History const& history, net::Outcome const& outcome, bool best);

}  // namespace conclave::check
