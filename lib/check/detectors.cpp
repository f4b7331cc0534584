#include "check/detectors.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace conclave::check {
namespace {

using Pair = std::pair<ProcessId, ProcessId>;  // who, about whom

bool is_indication(Event const& e, std::string_view name) {
    return e.kind == Event::Kind::indication && e.layer == Layer::detector && e.what == name;
}

/// Who suspects whom at the end, in the last life of each.
std::set<Pair> suspicions(History const& history, std::string_view suspect) {
    std::set<Pair> now;
    for (Event const& e : history.events()) {
        if (e.kind == Event::Kind::crash)
            std::erase_if(now, [&](Pair const& pair) { return pair.first == e.process; });
        if (is_indication(e, suspect)) now.insert({e.process, e.peer});
        if (is_indication(e, "restore")) now.erase({e.process, e.peer});
    }
    return now;
}

/// "Every crashed process is suspected by every correct one."
Finding completeness(History const& history, std::string_view suspect, Duration detection_max) {
    Finding finding;
    auto const suspected = suspicions(history, suspect);
    for (ProcessId crashed : history.processes()) {
        auto const since = history.down_since(crashed);
        if (!since) continue;
        for (ProcessId correct : history.processes()) {
            if (!history.up(correct)) continue;
            auto const start = std::max(*since, history.up_since(correct));
            finding.premise();
            if (suspected.contains({correct, crashed})) continue;
            auto const witness = to_string(correct) + " does not suspect " + to_string(crashed) +
                                 ", which is down since " + to_string(*since);
            if (start + detection_max > history.ended_at())
                finding.leave_open("too early to tell: " + witness);
            else
                finding.violate(witness);
        }
    }
    return finding;
}

/// "If p is detected, p has crashed": before that, and for good.
Finding strong_accuracy(History const& history) {
    Finding finding;
    std::set<ProcessId> crashed;
    for (Event const& e : history.events()) {
        if (e.kind == Event::Kind::crash) crashed.insert(e.process);
        if (!is_indication(e, "crash")) continue;
        finding.premise();
        if (crashed.contains(e.peer) || !history.complete(e.peer)) continue;
        finding.violate(to_string(e.process) + " detected the crash of " + to_string(e.peer) +
                        " at " + to_string(e.time) + ", which was up");
    }
    return finding;
}

/// "In the end no correct process is suspected by a correct one."
Finding eventual_accuracy(History const& history) {
    Finding finding;
    auto const suspected = suspicions(history, "suspect");
    for (ProcessId watcher : history.processes()) {
        for (ProcessId watched : history.processes()) {
            if (watcher == watched || !history.up(watcher) || !history.up(watched)) continue;
            finding.premise();
            if (suspected.contains({watcher, watched}))
                finding.fail_at_rest(history, to_string(watcher) + " still suspects " +
                                                  to_string(watched) + ", which is up");
        }
    }
    return finding;
}

}  // namespace

std::vector<Property> perfect_failure_detector(Duration detection_max) {
    return {{"PFD1", "Strong completeness",
             [=](History const& h) { return completeness(h, "crash", detection_max); }},
            {"PFD2", "Strong accuracy", strong_accuracy}};
}

std::vector<Property> eventually_perfect_failure_detector(Duration detection_max) {
    return {{"EPFD1", "Strong completeness",
             [=](History const& h) { return completeness(h, "suspect", detection_max); }},
            {"EPFD2", "Eventual strong accuracy", eventual_accuracy}};
}

}  // namespace conclave::check
