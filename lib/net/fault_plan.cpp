#include "net/fault_plan.hpp"

#include <algorithm>

#include "core/input_error.hpp"

namespace conclave::net {
namespace {

using Kind = Action::Kind;

std::string name(Victim const& victim) { return victim ? to_string(*victim) : "the leader"; }

std::string name(Kind kind) {
    switch (kind) {
        case Kind::crash: return "--crash";
        case Kind::recover: return "--recover";
        case Kind::pause:
        case Kind::resume: return "--pause";
        case Kind::kill: return "--kill";
    }
    return {};
}

std::string at(Time time) { return " at " + to_string(time); }

void require_exists(ProcessId p, std::uint32_t n, std::string const& option) {
    if (index(p) < n) return;
    throw InputError{option + ": there is no process " + std::to_string(index(p)) + ", only 0 to " +
                     std::to_string(n - 1)};
}

/// What has befallen one victim so far.
class VictimState {
public:
    void suffer(Action const& action) {
        auto const refuse = [&](std::string const& why) {
            throw InputError{name(action.kind) + " of " + name(action.victim) + at(action.at) +
                             ": it " + why + " then"};
        };
        switch (action.kind) {
            case Kind::crash:
                if (down_) refuse("is already down");
                if (paused_) refuse("is paused");
                down_ = true;
                break;
            case Kind::recover:
                if (!down_) refuse("is not down");
                down_ = false;
                break;
            case Kind::pause:
                if (down_) refuse("is down");
                if (paused_) refuse("is already paused");
                paused_ = true;
                break;
            case Kind::resume: paused_ = false; break;
            case Kind::kill:
                if (killed_) refuse("is already dead");
                killed_ = true;
                down_ = true;
                break;
        }
    }

private:
    bool down_{false};
    bool paused_{false};
    bool killed_{false};
};

}  // namespace

std::vector<Action> FaultPlan::schedule() const {
    auto sorted = actions;
    std::ranges::stable_sort(sorted, {}, &Action::at);
    return sorted;
}

Time FaultPlan::last_change() const {
    Time last{};
    auto const include = [&last](Time t) {
        if (t != never) last = std::max(last, t);
    };
    for (Action const& action : actions) include(action.at);
    for (Cut const& cut : cuts) include(std::max(cut.span.begin, cut.span.end));
    for (Partition const& partition : partitions)
        include(std::max(partition.span.begin, partition.span.end));
    return last;
}

void FaultPlan::validate(std::uint32_t n) const {
    for (Cut const& cut : cuts) {
        require_exists(cut.from, n, "--cut");
        require_exists(cut.to, n, "--cut");
    }
    for (Partition const& partition : partitions)
        for (auto const& group : partition.groups)
            for (ProcessId p : group) require_exists(p, n, "--partition");
    for (auto const& [p, clock] : skews) require_exists(p, n, "--skew");

    std::map<Victim, VictimState> states;
    for (Action const& action : schedule()) {
        if (action.victim) require_exists(*action.victim, n, name(action.kind));
        states[action.victim].suffer(action);
    }
}

}  // namespace conclave::net
