#include "net/fault_plan.hpp"

#include <algorithm>

#include "core/input_error.hpp"

namespace conclave::net {
namespace {

using Kind = Action::Kind;

std::string name(Victim const& victim) {
    return victim.is_process() ? to_string(victim.process) : "the " + victim.role;
}

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

void require_exist(Direction const& direction, std::uint32_t n, std::string const& option) {
    if (direction.from) require_exists(*direction.from, n, option);
    if (direction.to) require_exists(*direction.to, n, option);
}

std::string list(std::vector<std::string> const& words) {
    std::string text;
    for (std::string const& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

void require_role(std::string const& role, std::uint32_t n, std::vector<std::string> const& roles,
                  std::string const& option) {
    if (std::ranges::find(roles, role) != roles.end()) return;
    throw InputError{option + ": '" + role + "' is no process, 0 to " + std::to_string(n - 1) +
                     (roles.empty() ? ", and this program has no roles"
                                    : ", nor a role of this program: " + list(roles))};
}

/// What has befallen one victim so far.
class VictimState {
public:
    void suffer(Action const& action) {
        auto const refuse = [&](std::string const& why) {
            throw InputError{name(action.kind) + " of " + name(action.victim) + at(action.at) +
                             ": it " + why + " then"};
        };
        // A role has one bearer after the other: each can fall.
        bool const one = action.victim.is_process();
        switch (action.kind) {
            case Kind::crash:
                if (one && doomed_) refuse("is doomed to crash already");
                if (one && fallen_ > 0) refuse("is already down");
                if (paused_) refuse("is paused");
                doomed_ = action.point.has_value();
                ++fallen_;
                break;
            case Kind::recover:
                if (fallen_ == 0) refuse("is not down");
                doomed_ = false;
                --fallen_;
                break;
            case Kind::pause:
                if (one && doomed_) refuse("may be down");
                if (one && fallen_ > 0) refuse("is down");
                if (paused_) refuse("is already paused");
                paused_ = true;
                break;
            case Kind::resume: paused_ = false; break;
            case Kind::kill:
                if (one && killed_) refuse("is already dead");
                killed_ = true;
                fallen_ = one ? 1 : fallen_ + 1;
                break;
        }
    }

private:
    int fallen_{0};  // and not recovered
    bool doomed_{false};
    bool paused_{false};
    bool killed_{false};
};

}  // namespace

std::vector<Action> FaultPlan::schedule() const {
    auto sorted = actions;
    for (std::uint32_t i = 0; i < sorted.size(); ++i) sorted[i].number = i;
    std::ranges::stable_sort(sorted, {}, &Action::at);
    return sorted;
}

Time FaultPlan::last_change() const {
    Time last{};
    auto const include = [&last](Time t) {
        if (t != never) last = std::max(last, t);
    };
    for (Action const& action : actions) include(action.at);
    auto const include_ends = [&include](auto const& faults) {
        for (auto const& fault : faults) include(std::max(fault.span.begin, fault.span.end));
    };
    include_ends(cuts);
    include_ends(partitions);
    include_ends(delays_on);
    include_ends(losses_on);
    include_ends(duplicates_on);
    include_ends(drops);
    return last;
}

double FaultPlan::loss_max() const {
    double most = loss;
    for (LinkChance const& fault : losses_on)
        if (fault.span.end == never) most = std::max(most, fault.probability);
    return most;
}

bool FaultPlan::loses_messages() const {
    auto const loses = [](LinkChance const& fault) { return fault.probability > 0; };
    return loss > 0 || !cuts.empty() || !partitions.empty() || !drops.empty() || adversary ||
           std::ranges::any_of(losses_on, loses);
}

void FaultPlan::validate(std::uint32_t n, std::vector<std::string> const& roles) const {
    for (Cut const& cut : cuts) {
        require_exists(cut.from, n, "--cut");
        require_exists(cut.to, n, "--cut");
    }
    for (Partition const& partition : partitions)
        for (auto const& group : partition.groups)
            for (ProcessId p : group) require_exists(p, n, "--partition");
    auto const require_ends = [n](auto const& faults, std::string const& option) {
        for (auto const& fault : faults) require_exist(fault.direction, n, option);
    };
    require_ends(delays_on, "--delay-on");
    require_ends(losses_on, "--loss-on");
    require_ends(duplicates_on, "--duplicate-on");
    require_ends(drops, "--drop");
    for (auto const& [p, clock] : skews) require_exists(p, n, "--skew");

    std::map<Victim, VictimState> states;
    for (Action const& action : schedule()) {
        if (action.victim.is_process())
            require_exists(action.victim.process, n, name(action.kind));
        else
            require_role(action.victim.role, n, roles, name(action.kind));
        if (action.point && action.point->count < 1)
            throw InputError{name(action.kind) + " of " + name(action.victim) + at(action.at) +
                             ": it happens after one send or put at least"};
        states[action.victim].suffer(action);
    }
}

void FaultPlan::validate_kinds(std::span<ChannelState const> channels) const {
    std::vector<std::string> kinds;
    for (ChannelState const& channel : channels)
        for (MessageKind const& kind : channel.kinds)
            if (std::ranges::find(kinds, kind.name) == kinds.end()) kinds.emplace_back(kind.name);
    for (Drop const& drop : drops)
        if (std::ranges::find(kinds, drop.kind) == kinds.end())
            throw InputError{"--drop: there are no messages of the kind '" + drop.kind +
                             "', only " + list(kinds)};
}

}  // namespace conclave::net
