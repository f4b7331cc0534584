#include "detectors/detectors_properties.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

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

/// Times, begin and end included, during which somebody was suspected.
using Spans = std::vector<std::pair<Time, Time>>;

/// When who suspected whom.
std::map<Pair, Spans> suspicion_spans(History const& history, std::string_view suspect) {
    std::map<Pair, Spans> all;
    std::map<Pair, Time> open;
    auto const close = [&](Pair const& pair, Time end) {
        if (auto const begun = open.extract(pair)) all[pair].emplace_back(begun.mapped(), end);
    };
    for (Event const& e : history.events()) {
        if (e.kind == Event::Kind::crash)
            for (ProcessId p : history.processes()) close({e.process, p}, e.time);
        if (is_indication(e, suspect)) open.emplace(Pair{e.process, e.peer}, e.time);
        if (is_indication(e, "restore")) close({e.process, e.peer}, e.time);
    }
    for (auto const& [pair, begin] : open) all[pair].emplace_back(begin, history.ended_at());
    return all;
}

/// A time during which a process was down.
struct Downtime {
    ProcessId process;
    Time begin;
    Time end;
};

std::vector<Downtime> downtimes(History const& history) {
    std::vector<Downtime> all;
    std::map<ProcessId, Time> open;
    for (Event const& e : history.events()) {
        if (e.kind == Event::Kind::crash) open.emplace(e.process, e.time);
        if (e.kind != Event::Kind::recovery) continue;
        if (auto const crash = open.extract(e.process))
            all.push_back({e.process, crash.mapped(), e.time});
    }
    for (ProcessId p : history.processes())
        if (auto const since = history.down_since(p))
            all.push_back({p, *since, history.ended_at()});
    return all;
}

/// "Every crashed process is suspected by every correct one": within `detection_max`, if it is down
/// for that long, by all that are up for as long.
Finding completeness(History const& history, std::string_view suspect, Duration detection_max) {
    Finding finding;
    auto spans = suspicion_spans(history, suspect);
    for (Downtime const& down : downtimes(history)) {
        for (ProcessId q : history.processes()) {
            if (!history.up(q)) continue;
            auto const begin = std::max(down.begin, history.up_since(q));
            if (begin + detection_max > down.end) continue;  // too short to be noticed for sure
            finding.premise();
            auto const overlaps = [&](auto const& span) {
                return span.first <= down.end && span.second >= begin;
            };
            bool const noticed = std::ranges::any_of(spans[{q, down.process}], overlaps);
            if (!noticed)
                finding.violate(to_string(q) + " did not notice that " + to_string(down.process) +
                                " was down from " + to_string(down.begin) + " to " +
                                to_string(down.end));
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
        if (!is_indication(e, "suspect")) continue;
        finding.premise();
        if (crashed.contains(e.peer) || !history.complete(e.peer)) continue;
        finding.violate(to_string(e.process) + " detected the crash of " + to_string(e.peer) +
                        " at " + to_string(e.time) + ", which was up");
    }
    return finding;
}

/// "In the end no correct process is suspected by a correct one."
Finding eventual_strong_accuracy(History const& history) {
    Finding finding;
    auto const suspected = suspicions(history, "suspect");
    for (ProcessId watcher : history.processes()) {
        if (!history.up(watcher)) continue;
        finding.premise();
        for (ProcessId watched : history.processes()) {
            if (watcher == watched || !history.up(watched)) continue;
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
             [=](History const& h) { return completeness(h, "suspect", detection_max); }},
            {"PFD2", "Strong accuracy", strong_accuracy}};
}

std::vector<Property> eventually_perfect_failure_detector(Duration detection_max) {
    return {{"EPFD1", "Strong completeness",
             [=](History const& h) { return completeness(h, "suspect", detection_max); }},
            {"EPFD2", "Eventual strong accuracy", eventual_strong_accuracy}};
}

}  // namespace conclave::check
