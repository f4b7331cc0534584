#pragma once

#include <optional>

#include "core/timer.hpp"
#include "detectors/failure_detector.hpp"
#include "elections/election.hpp"

namespace conclave {

/// Module       LeaderMonitor: uses Election, FailureDetector (the oracle of the textbooks that
///              notices the leader's crash)
/// Source       Garcia-Molina 1982, §III (what makes a node start an election)
/// Assumes      an eventually perfect detector
/// Cost         no messages of its own; an election where the leader is suspected, or where the
///              leader stays the wrong one
class LeaderMonitor {
public:
    /// `patience`: how long a process that is not suspected may outrank the leader before this one
    /// starts an election. Longer than a detection and an election together, so that it acts only
    /// when the timing assumptions broke.
    LeaderMonitor(Context& ctx, FailureDetector& detector, Election& election, Duration patience);

    /// Whether this process starts an election when it suspects the leader (default), or leaves
    /// that to others.
    void react(bool reacts) { reacts_ = reacts; }
    /// Takes p for the leader without an election.
    void assume(ProcessId p) { elected(p); }
    [[nodiscard]] std::optional<ProcessId> leader() const { return leader_; }

private:
    void elected(ProcessId p);
    void suspected(ProcessId p);
    /// Nobody who seems to be up outranks the leader, who seems to be up too.
    [[nodiscard]] bool leader_is_highest() const;
    void check_leader();
    void elect_again();

    Context& ctx_;
    FailureDetector& detector_;
    Election& election_;
    Duration patience_;
    bool reacts_{true};
    std::optional<ProcessId> leader_;
    Timer no_highest_leader_;
};

}  // namespace conclave
