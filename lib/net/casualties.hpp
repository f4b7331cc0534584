#pragma once

#include <set>

#include "core/process.hpp"
#include "net/fault_plan.hpp"

namespace conclave::net {

/// Whether an action strikes a process: decided from that process's own view alone, so that a run
/// on MPI and a simulation decide alike. `leader` strikes whoever takes itself for the leader; what
/// ends a leader's misfortune, --recover leader, goes to those whom it struck.
class Casualties {
public:
    /// To be asked once for every action and process, in the order of the schedule.
    [[nodiscard]] bool strikes(Action const& action, Process const& process) {
        using enum Action::Kind;
        ProcessId const p = process.self();
        if (action.victim) return *action.victim == p;
        if (action.kind == recover || action.kind == resume) return fallen_leaders_.erase(p) > 0;
        bool const struck = process.bearer("leader") == p;
        if (struck) fallen_leaders_.insert(p);
        return struck;
    }

private:
    std::set<ProcessId> fallen_leaders_;
};

}  // namespace conclave::net
