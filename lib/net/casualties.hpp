#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "core/process.hpp"
#include "net/fault_plan.hpp"

namespace conclave::net {

/// Whether an action strikes a process: decided from that process's own view alone, so that a run
/// on MPI and a simulation decide alike. A fault of a role strikes whoever takes itself for its
/// bearer. What ends it, --recover leader, goes to those whom it struck: the first recovery to
/// those that the first crash struck, the second to those of the second, in the order in which they
/// fell.
class Casualties {
public:
    /// To be asked once for every action of a role and each process, in the order of the schedule.
    [[nodiscard]] bool strikes(Action const& action, Process const& process) {
        using enum Action::Kind;
        ProcessId const p = process.self();
        if (action.victim.is_process()) return action.victim.process == p;
        bool const stands_still = action.kind == pause || action.kind == resume;
        Falls& falls = falls_[{p, action.victim.role, stands_still}];
        if (action.kind == recover || action.kind == resume)
            return falls.open.erase(falls.ended++) > 0;
        auto const which = falls.begun++;
        bool const struck = process.bearer(action.victim.role) == p;
        if (struck) falls.open.insert(which);
        return struck;
    }

private:
    /// Of one process as the bearer of one role: crashes and their recoveries, or pauses and their
    /// ends.
    struct Falls {
        std::uint32_t begun{0};  // by the plan, whomever they struck
        std::uint32_t ended{0};
        std::set<std::uint32_t> open;  // those that struck it
    };
    std::map<std::tuple<ProcessId, std::string, bool>, Falls> falls_;
};

}  // namespace conclave::net
