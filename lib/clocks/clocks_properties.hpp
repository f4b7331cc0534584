#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "check/measures.hpp"
#include "check/property.hpp"
#include "clocks/logical_clock.hpp"
#include "net/run.hpp"

namespace conclave::check {

/// The properties of logical clocks, judged on the readings that processes told (ClockReading) and
/// on the causality that the history shows. What depends on an event that is not known, because
/// its process died, is left open.

/// LC1..2 of LamportClock, VC1..3 of VectorClock and DifferentialVectorClock, MC1..2 of
/// MatrixClock, HLC1..2 of HybridClock.
std::vector<Property> logical_clock(LogicalClock::Kind kind);

/// What the readings of a run come to.
struct ClockSummary {
    std::uint64_t events{0};
    std::string largest{};            ///< of scalar clocks; of vectors what all know together
    std::optional<Duration> ahead{};  ///< hybrid: the largest l - pt
    std::optional<std::uint64_t> known_to_all{};  ///< matrix: events that all know of in the end
};
ClockSummary summary(History const& history, LogicalClock::Kind kind);

/// A stamp on the wire: its numbers, and what it takes beside them.
struct StampSize {
    double numbers;     ///< by theory, at most
    double per_number;  ///< bytes
    double beside;      ///< bytes: the counts that containers carry
    char const* formula;
};
/// Of n processes.
StampSize stamp_size(LogicalClock::Kind kind, double n);

/// What a StampedLink's stamps cost. `skews` are the wrong clocks of the run: a hybrid clock is
/// ahead by their difference at most, or about, where clocks are `simulated` or real.
std::vector<TheoryRow> clock_messages(LogicalClock::Kind kind,
                                      std::map<ProcessId, LocalClock> const& skews, bool simulated,
                                      History const& history, net::Outcome const& outcome);

}  // namespace conclave::check
