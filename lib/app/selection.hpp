#pragma once

#include <set>

#include "core/event.hpp"

namespace conclave::app {

/// Which part of the story is told (--only, --from, --to). The report speaks of the whole run.
struct Selection {
    std::set<ProcessId> only{};  ///< the processes; empty: all
    Time from{};
    Time to{never};

    [[nodiscard]] bool shows(Time t) const { return from <= t && t <= to; }
    /// What happens at these processes, and what is lost on its way to them.
    [[nodiscard]] bool shows(Event const& event) const {
        bool const theirs = only.empty() || only.contains(event.process) ||
                            (event.kind == Event::Kind::lost && only.contains(event.peer));
        return theirs && shows(event.time);
    }
};

}  // namespace conclave::app
