#include "elections/elections_properties.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace conclave::check {
namespace {

using Leaders = std::map<ProcessId, ProcessId>;  // who, whom

bool is_named(Event const& e, std::string_view indication) {
    return e.kind == Event::Kind::indication && e.what == indication;
}
bool is_decision(Event const& e, std::string_view text) {
    return e.kind == Event::Kind::decision && e.what == text;
}

/// Whom each process named last, in its last life.
Leaders last_named(History const& history, std::string_view indication) {
    Leaders leaders;
    for (Event const& e : history.events()) {
        if (e.kind == Event::Kind::crash) leaders.erase(e.process);
        if (is_named(e, indication)) leaders[e.process] = e.peer;
    }
    return leaders;
}

std::optional<ProcessId> highest_up(History const& history) {
    std::optional<ProcessId> highest;
    for (ProcessId p : history.processes())
        if (history.up(p)) highest = p;
    return highest;
}

/// "If a correct process starts, every correct process elects somebody"; the starter, after its
/// start.
Finding termination(History const& history) {
    Finding finding;
    std::map<ProcessId, Time> open;  // started, and not elected since
    bool any_start = false;
    for (Event const& e : history.events()) {
        if (e.kind == Event::Kind::crash) open.erase(e.process);
        if (is_named(e, "elected")) open.erase(e.process);
        if (!is_decision(e, "starts an election") && !is_decision(e, "wins")) continue;
        open[e.process] = e.time;
        if (!history.up(e.process)) continue;
        finding.premise();
        any_start = true;
    }
    for (auto const& [p, since] : open)
        if (history.up(p))
            finding.fail_at_rest(history, "the election that " + to_string(p) + " started at " +
                                              to_string(since) + " came to no end there");
    auto const leaders = last_named(history, "elected");
    for (ProcessId p : history.processes())
        if (any_start && history.up(p) && !leaders.contains(p))
            finding.fail_at_rest(history, to_string(p) + " never elected anybody");
    return finding;
}

/// All processes that are up named the same one last.
Finding agreement(History const& history, std::string_view indication) {
    Finding finding;
    std::optional<std::pair<ProcessId, ProcessId>> first;  // who, whom
    for (auto const& named : last_named(history, indication)) {
        if (!history.up(named.first)) continue;
        finding.premise();
        if (!first) first = named;
        if (named.second != first->second)
            finding.fail_at_rest(history, "in the end " + to_string(first->first) + " follows " +
                                              to_string(first->second) + ", but " +
                                              to_string(named.first) + " follows " +
                                              to_string(named.second));
    }
    return finding;
}

Finding maximality(History const& history) {
    Finding finding;
    auto const highest = highest_up(history);
    for (auto const& [p, leader] : last_named(history, "elected")) {
        if (!history.up(p)) continue;
        finding.premise();
        if (leader != highest)
            finding.fail_at_rest(history, "in the end " + to_string(p) + " follows " +
                                              to_string(leader) + ", but " + to_string(*highest) +
                                              " is up");
    }
    return finding;
}

/// "In the end every correct process trusts some correct process."
Finding eventual_accuracy(History const& history) {
    Finding finding;
    auto const leaders = last_named(history, "trust");
    for (ProcessId p : history.processes()) {
        if (!history.up(p)) continue;
        finding.premise();
        auto const trusted = leaders.find(p);
        if (trusted == leaders.end())
            finding.fail_at_rest(history, to_string(p) + " trusts nobody");
        else if (!history.up(trusted->second))
            finding.fail_at_rest(history, "in the end " + to_string(p) + " trusts " +
                                              to_string(trusted->second) + ", which is down");
    }
    return finding;
}

double count(History const& history, Event::Kind kind, std::string_view message) {
    return static_cast<double>(std::ranges::count_if(history.events(), [&](Event const& e) {
        return e.kind == kind && e.what == message && e.layer == Layer::algorithm;
    }));
}
double sends(History const& history, std::string_view message) {
    return count(history, Event::Kind::send, message);
}

}  // namespace

std::vector<Property> bully_election() {
    return {{"BE1", "Termination", termination},
            {"BE2", "Agreement", [](History const& h) { return agreement(h, "elected"); }},
            {"BE3", "Maximality", maximality}};
}

std::vector<Property> eventual_leader_detector() {
    return {{"ELD1", "Eventual accuracy", eventual_accuracy},
            {"ELD2", "Eventual agreement", [](History const& h) { return agreement(h, "trust"); }}};
}

std::optional<ProcessId> agreed_leader(History const& history, std::string_view indication) {
    auto const leaders = last_named(history, indication);
    std::optional<ProcessId> agreed;
    for (ProcessId p : history.processes()) {
        if (!history.up(p)) continue;
        auto const named = leaders.find(p);
        if (named == leaders.end() || (agreed && *agreed != named->second)) return std::nullopt;
        agreed = named->second;
    }
    return agreed;
}

Latency failure_to_new_leader(History const& history, std::string_view indication) {
    struct Failure {
        ProcessId leader;
        Time at;
        bool back{false};  // it goes on, perhaps before anybody noticed
    };
    Latency latency{"leader's failure to new leader"};
    Leaders leaders;
    std::vector<Failure> open;  // at most one: a second failure is part of the first

    auto const all_follow = [&](ProcessId leader, Time now) {
        return std::ranges::all_of(history.processes(), [&](ProcessId p) {
            if (p == open[0].leader || !history.up(p) || history.up_since(p) > now) return true;
            auto const named = leaders.find(p);
            return named != leaders.end() && named->second == leader;
        });
    };
    for (Event const& e : history.events()) {
        if (e.kind == Event::Kind::crash || e.kind == Event::Kind::pause) {
            auto const followers = std::erase_if(
                leaders, [&](auto const& named) { return named.second == e.process; });
            leaders.erase(e.process);
            if (followers > 0 && open.empty()) open.push_back({e.process, e.time});
        }
        if (!open.empty() && e.process == open[0].leader)
            open[0].back = e.kind != Event::Kind::crash && e.kind != Event::Kind::pause;
        if (!is_named(e, indication)) continue;
        leaders[e.process] = e.peer;
        if (open.empty() || !all_follow(e.peer, e.time)) continue;
        bool const again = e.peer == open[0].leader;
        if (again && !open[0].back) continue;  // they do not know yet
        if (!again) latency.samples.push_back(e.time - open[0].at);
        open.clear();
    }
    return latency;
}

std::vector<TheoryRow> bully_messages(History const& history) {
    double challenges = 0;
    double victories = 0;
    for (Event const& e : history.events()) {
        double const inferiors = index(e.process);
        if (is_decision(e, "starts an election")) challenges += history.size() - 1 - inferiors;
        if (is_decision(e, "wins")) victories += inferiors;
    }
    double const sent = sends(history, "Challenge");
    double const victories_sent = sends(history, "Victory");
    double const replies = sends(history, "Answer") + victories_sent - victories;
    return {{"Challenge: to each superior of a starter", sent, "=", challenges,
             "sum over starts of n-1-i"},
            {"Victory: to each inferior of a winner", victories_sent, ">=", victories,
             "sum over wins of i"},
            {"replies: at most one for each Challenge", replies,
             "<=", count(history, Event::Kind::receive, "Challenge"), "Challenges delivered"}};
}

TheoryRow one_bully_election(History const& history, net::Outcome const& outcome, bool best) {
    double const sent = static_cast<double>(outcome.traffic.sent(Layer::algorithm));
    double const n = history.size();
    if (best) return {"messages of one election, best case", sent, "=", n - 2, "n-2"};
    return {"messages of one election, worst case", sent, "=", n * n - n - 1, "n^2-n-1"};
}

}  // namespace conclave::check
