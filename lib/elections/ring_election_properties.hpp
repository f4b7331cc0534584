#pragma once

#include <optional>
#include <string>
#include <vector>

#include "check/measures.hpp"
#include "check/property.hpp"

namespace conclave::check {

/// RE1..3 of a RingElection; the history tells who took part, and by which number.
std::vector<Property> ring_election();

/// Why the messages of this run are not those of one whole election: "p1 crashed at 1 s"; nothing
/// if they are.
std::optional<std::string> no_whole_election(History const& history);

/// The messages of Chang and Roberts's election, exact where all take part: each candidate goes as
/// far as the next higher one, the highest all round.
std::vector<TheoryRow> chang_roberts_messages(History const& history);

/// What it costs to announce the leader: once round the ring. `sent`: the messages that do.
TheoryRow announcement(History const& history, std::vector<Event const*> const& sent);

/// Whom everybody elected; nobody if they differ, or somebody elected nobody.
std::optional<ProcessId> ring_leader(History const& history);

/// From the first that took part until everybody had elected somebody.
Latency ring_election_time(History const& history);

}  // namespace conclave::check
