#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "net/run.hpp"

namespace conclave::check {

/// A time during which a process was down, or stood still.
struct Absence {
    ProcessId process{};
    Time begin{};
    Time end{};
};

/// The history of a run, as the checkers ask about it. It must outlive nothing but the outcome it
/// looks at.
class History {
public:
    /// `faults`: what was to go wrong, for the assumptions that this may break.
    explicit History(net::Outcome const& outcome, net::FaultPlan faults = {});

    [[nodiscard]] std::vector<Event> const& events() const { return outcome_.events; }
    [[nodiscard]] ProcessRange processes() const { return {0, size()}; }
    [[nodiscard]] std::uint32_t size() const {
        return static_cast<std::uint32_t>(outcome_.conditions.size());
    }
    [[nodiscard]] Time ended_at() const { return outcome_.ended_at; }
    /// The run came to rest by itself: what has not happened by now was not going to happen. Only
    /// then can a liveness property be violated.
    [[nodiscard]] bool at_rest() const { return outcome_.end == net::Outcome::End::story_over; }

    /// Up at the end: correct in the crash-recovery model.
    [[nodiscard]] bool up(ProcessId p) const;
    /// Up all the time: correct in the crash-stop model.
    [[nodiscard]] bool never_crashed(ProcessId p) const { return up(p) && life(p).crashes.empty(); }
    [[nodiscard]] bool anybody_crashed() const;
    /// Those that are up at the end.
    [[nodiscard]] std::vector<ProcessId> survivors() const;
    /// Whenever anybody was down; last those that never came back, until the end of the run.
    [[nodiscard]] std::vector<Absence> downtimes() const;
    /// Whenever anybody was paused; who never went on, until `never`.
    [[nodiscard]] std::vector<Absence> pauses() const;
    /// What was to go wrong in this run.
    [[nodiscard]] net::FaultPlan const& faults() const { return faults_; }
    /// Whether the plan lets p crash in the middle of a handler: of what it did last before a crash
    /// the history may then show a part.
    [[nodiscard]] bool may_be_cut_off(ProcessId p) const;
    /// Since when it has been down for good; nothing for a process that is up, or of which that is
    /// not known.
    [[nodiscard]] std::optional<Time> down_since(ProcessId p) const;
    /// Since when it has been up: the start of the run, or its last recovery.
    [[nodiscard]] Time up_since(ProcessId p) const { return life(p).up_since; }
    /// How far apart the time lines of two processes may be at this time: not at all on one
    /// machine. On several, what the estimates at the start left open, and what the machines'
    /// clocks may have drifted since (100 ppm each).
    [[nodiscard]] Duration time_doubt(Time at) const;
    /// Whether all that it did is known. It is not of one that died or fell silent: its last events
    /// may be missing.
    [[nodiscard]] bool complete(ProcessId p) const;

    /// In which life its process was at this event of the history: 0, 1, 2 ...
    [[nodiscard]] std::uint32_t life_of(Event const& event) const;
    /// That life has ended: a crash erased what the process knew and had said. This is what all
    /// checkers mean by a process's last word, or by a second delivery.
    [[nodiscard]] bool erased(Event const& event) const {
        return life_of(event) < life(event.process).crashes.size();
    }

private:
    struct Life {
        std::vector<std::size_t> crashes{};  // where they stand in the history
        Time up_since{};
        Time last_crash{};
        Time last_event{};
    };
    [[nodiscard]] Life const& life(ProcessId p) const { return lives_[index(p)]; }
    [[nodiscard]] net::Condition condition(ProcessId p) const {
        return outcome_.conditions[index(p)];
    }

    net::Outcome const& outcome_;
    net::FaultPlan faults_;
    std::vector<Life> lives_;
};

}  // namespace conclave::check
