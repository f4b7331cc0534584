#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "net/run.hpp"

namespace conclave::check {

/// The history of a run, as the checkers ask about it. It must outlive nothing but the outcome it
/// looks at.
class History {
public:
    explicit History(net::Outcome const& outcome);

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
    [[nodiscard]] bool never_crashed(ProcessId p) const { return up(p) && !life(p).crashed; }
    [[nodiscard]] bool anybody_crashed() const;
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

private:
    struct Life {
        bool crashed{false};
        Time up_since{};
        Time last_crash{};
        Time last_event{};
    };
    [[nodiscard]] Life const& life(ProcessId p) const { return lives_[index(p)]; }
    [[nodiscard]] net::Condition condition(ProcessId p) const {
        return outcome_.conditions[index(p)];
    }

    net::Outcome const& outcome_;
    std::vector<Life> lives_;
};

}  // namespace conclave::check
