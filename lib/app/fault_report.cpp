#include "app/fault_report.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>

namespace conclave::app {
namespace {

using Kind = net::Action::Kind;
using net::Action;
using net::Hits;

constexpr std::string_view says_nothing = "this run says nothing about it";

std::string number_of(std::uint64_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string side(std::optional<ProcessId> const& p) { return p ? std::to_string(index(*p)) : "*"; }

std::string on(net::Direction const& direction) {
    return " on " + side(direction.from) + '>' + side(direction.to);
}

std::string during(net::Span const& span) {
    if (span == net::Span{}) return {};
    if (span.end == never) return " from " + to_string(span.begin) + " on";
    return " from " + to_string(span.begin) + " to " + to_string(span.end);
}

std::string percent(double probability) { return fmt::format("{:g}%", 100 * probability); }

std::string range(Duration min, Duration max) {
    return min == max ? to_string(min) : to_string(min) + " to " + to_string(max);
}

std::string groups_of(net::Partition const& partition) {
    std::string text;
    for (auto const& group : partition.groups) {
        text += text.empty() ? "" : "/";
        for (ProcessId const& p : group)
            text += (&p == &group.front() ? "" : ",") + std::to_string(index(p));
    }
    return text;
}

// ---- the network --------------------------------------------------------------------------------

/// Every message that came its way is struck: a cut, a delay.
FaultReport of_all(std::string fault, std::string_view does, Hits const& hits) {
    return {.fault = std::move(fault),
            .effect = hits.struck > 0
                          ? fmt::format("{} {}", does, number_of(hits.struck, "message"))
                          : fmt::format("{} no message: {}", does, says_nothing),
            .struck = hits.struck,
            .of_messages = true};
}

/// Some of them are, by chance.
FaultReport of_some(std::string fault, std::string_view does, Hits const& hits) {
    FaultReport report{.fault = std::move(fault), .struck = hits.struck, .of_messages = true};
    if (hits.met == 0)
        report.effect = fmt::format("no message came its way: {}", says_nothing);
    else if (hits.struck == 0)
        report.effect =
            fmt::format("{} none of {}: {}", does, number_of(hits.met, "message"), says_nothing);
    else
        report.effect =
            fmt::format("{} {} of {}", does, hits.struck, number_of(hits.met, "message"));
    return report;
}

FaultReport of_drop(net::Drop const& drop, Hits const& hits) {
    auto const from = drop.direction.from ? std::to_string(index(*drop.direction.from)) : "*";
    auto const where = drop.direction.to ? on(drop.direction) : " from " + from;
    auto report = of_all("drop of " + drop.kind + where + during(drop.span), "lost", hits);
    if (!drop.count || hits.struck == 0) return report;
    report.effect = drop.direction.from ? fmt::format("lost {} of {}", hits.struck, *drop.count)
                                        : fmt::format("lost {}, of each sender {} at most",
                                                      hits.struck, *drop.count);
    return report;
}

void add_network(std::vector<FaultReport>& reports, net::FaultPlan const& plan,
                 net::FaultHits const& hits) {
    auto const each = [](auto const& faults, std::vector<Hits> const& all, auto const& report) {
        for (std::size_t i = 0; i < faults.size(); ++i)
            report(faults[i], i < all.size() ? all[i] : Hits{});
    };
    auto const chance = [&](double probability, char const* what, char const* does,
                            Hits const& hit) {
        if (probability > 0)
            reports.push_back(
                of_some(fmt::format("{} of {}", what, percent(probability)), does, hit));
    };
    auto const chances = [&](std::vector<net::LinkChance> const& faults,
                             std::vector<Hits> const& all, char const* what, char const* does) {
        each(faults, all, [&](net::LinkChance const& fault, Hits const& hit) {
            reports.push_back(of_some(fmt::format("{} of {}{}{}", what, percent(fault.probability),
                                                  on(fault.direction), during(fault.span)),
                                      does, hit));
        });
    };
    chance(plan.loss, "loss", "lost", hits.loss);
    chances(plan.losses_on, hits.losses_on, "loss", "lost");
    chance(plan.duplicate, "duplication", "repeated", hits.duplicate);
    chances(plan.duplicates_on, hits.duplicates_on, "duplication", "repeated");
    chance(plan.reorder, "reordering", "held back", hits.reorder);
    each(plan.delays_on, hits.delays_on, [&](net::LinkDelay const& fault, Hits const& hit) {
        reports.push_back(of_all(
            "delay of " + range(fault.min, fault.max) + on(fault.direction) + during(fault.span),
            "delayed", hit));
    });
    each(plan.cuts, hits.cuts, [&](net::Cut const& fault, Hits const& hit) {
        reports.push_back(of_all(
            fmt::format("cut {}>{}{}", index(fault.from), index(fault.to), during(fault.span)),
            "stopped", hit));
    });
    each(plan.partitions, hits.partitions, [&](net::Partition const& fault, Hits const& hit) {
        reports.push_back(
            of_all("partition " + groups_of(fault) + during(fault.span), "stopped", hit));
    });
    each(plan.drops, hits.drops,
         [&](net::Drop const& fault, Hits const& hit) { reports.push_back(of_drop(fault, hit)); });
}

// ---- what was to befall processes ---------------------------------------------------------------

std::string_view noun_of(Kind kind) {
    switch (kind) {
        case Kind::crash: return "crash";
        case Kind::recover: return "recovery";
        case Kind::pause:
        case Kind::resume: return "pause";
        case Kind::kill: return "kill";
    }
    return {};
}

/// The processes that the actions of a plan struck, and what to say where one struck nobody.
class Struck {
public:
    Struck(net::FaultPlan const& plan, net::Outcome const& outcome)
        : actions_{plan.actions}, outcome_{outcome}, by_action_(plan.actions.size()) {
        for (net::Strike const& strike : outcome.hits.strikes) {
            if (strike.action >= by_action_.size()) continue;
            auto& those =
                strike.came ? by_action_[strike.action].came : by_action_[strike.action].spared;
            those.push_back(strike.process);
        }
        add_killed();
        for (auto& [came, spared] : by_action_) std::ranges::sort(came);
    }

    [[nodiscard]] FaultReport report(std::size_t i) const {
        Action const& action = actions_[i];
        auto const& came = by_action_[i].came;
        FaultReport report{
            .fault = fault(i), .struck = came.size(), .of_messages = false, .processes = came};
        if (came.empty())
            report.effect = why_nobody(i);
        else if (!action.victim.is_process())
            for (ProcessId p : came)
                report.effect += (p == came.front() ? "" : ", ") + to_string(p);
        return report;
    }

    /// Those that were drawn from the seed.
    [[nodiscard]] FaultReport report_drawn() const {
        std::uint64_t planned = 0;
        std::map<Kind, std::uint64_t> came;
        std::set<ProcessId> processes;
        for (std::size_t i = 0; i < actions_.size(); ++i) {
            if (!actions_[i].drawn) continue;
            ++planned;
            came[actions_[i].kind] += by_action_[i].came.size();
            processes.insert(by_action_[i].came.begin(), by_action_[i].came.end());
        }
        auto const struck = came[Kind::crash] + came[Kind::recover];
        FaultReport report{.fault = "chaos",
                           .effect = fmt::format("{} crashed, {} recovered", came[Kind::crash],
                                                 came[Kind::recover]),
                           .struck = struck,
                           .of_messages = false,
                           .processes = {processes.begin(), processes.end()}};
        if (struck < planned)
            report.effect += fmt::format("; {} of {} never struck", planned - struck, planned);
        if (planned == 0) report.effect = fmt::format("it drew no crash: {}", says_nothing);
        return report;
    }

private:
    struct Those {
        std::vector<ProcessId> came{};
        std::vector<ProcessId> spared{};  // who did not come to the point where they were to crash
    };

    [[nodiscard]] bool dead(ProcessId p) const {
        return index(p) < outcome_.conditions.size() &&
               outcome_.conditions[index(p)] == net::Condition::dead;
    }

    /// The killed cannot tell of it: whoever is dead, was struck by the kill of its own name, or
    /// by one of a role, the first to die by the first.
    void add_killed() {
        std::set<ProcessId> counted;
        for (std::size_t i = 0; i < actions_.size(); ++i) {
            Action const& action = actions_[i];
            ProcessId const p = action.victim.process;
            if (action.kind != Kind::kill || !action.victim.is_process()) continue;
            by_action_[i] = {};
            if (dead(p) && counted.insert(p).second) by_action_[i].came = {p};
        }
        for (std::size_t i = 0; i < actions_.size(); ++i) {
            Action const& action = actions_[i];
            if (action.kind != Kind::kill || action.victim.is_process()) continue;
            by_action_[i] = {};
            for (Event const& event : outcome_.events) {
                ProcessId const p = event.process;
                if (event.kind != Event::Kind::crash || !dead(p) || !counted.insert(p).second)
                    continue;
                by_action_[i].came = {p};
                break;
            }
        }
    }

    [[nodiscard]] std::string fault(std::size_t i) const {
        Action const& action = actions_[i];
        auto const victim = action.victim.is_process() ? to_string(action.victim.process)
                                                       : "the " + action.victim.role;
        auto text = fmt::format("{} of {}", noun_of(action.kind), victim);
        if (action.kind == Kind::pause && i + 1 < actions_.size())
            return text + during({action.at, actions_[i + 1].at});
        if (!action.point) return text + " at " + to_string(action.at);
        bool const sends = action.point->after == CrashPoint::After::send;
        return fmt::format("{} after {} from {} on", text,
                           number_of(action.point->count, sends ? "send" : "put"),
                           to_string(action.at));
    }

    /// Why that action struck nobody.
    [[nodiscard]] std::string why_nobody(std::size_t i) const {
        Action const& action = actions_[i];
        if (action.at > outcome_.ended_at) return "never struck: the run was over before";
        if (!by_action_[i].spared.empty()) {
            std::string names;
            for (ProcessId p : by_action_[i].spared)
                names += (names.empty() ? "" : ", ") + to_string(p);
            bool const sends = action.point->after == CrashPoint::After::send;
            return fmt::format("never struck: {} did not {} that often", names,
                               sends ? "send" : "write to stable storage");
        }
        if (!action.victim.is_process()) {
            bool const ends = action.kind == Kind::recover;
            return ends ? "struck nobody: nobody was down by a crash of the " + action.victim.role
                        : "struck nobody: nobody was the " + action.victim.role + " then";
        }
        auto const name = to_string(action.victim.process);
        if (action.kind == Kind::kill) return "never struck: " + name + " lived to the end";
        if (dead(action.victim.process)) return "never struck: " + name + " was killed";
        if (outcome_.conditions[index(action.victim.process)] == net::Condition::silent)
            return "it is not known whether it struck: " + name + " did not answer";
        return fmt::format("struck nobody: {} was {} then", name,
                           action.kind == Kind::recover ? "up" : "down");
    }

    std::vector<Action> const& actions_;
    net::Outcome const& outcome_;
    std::vector<Those> by_action_;
};

}  // namespace

std::vector<FaultReport> report_faults(net::FaultPlan const& plan, net::Outcome const& outcome,
                                       bool chaos) {
    std::vector<FaultReport> reports;
    add_network(reports, plan, outcome.hits);
    Struck const struck{plan, outcome};
    for (std::size_t i = 0; i < plan.actions.size(); ++i)
        if (!plan.actions[i].drawn && plan.actions[i].kind != Kind::resume)
            reports.push_back(struck.report(i));
    if (chaos) reports.push_back(struck.report_drawn());
    return reports;
}

}  // namespace conclave::app
