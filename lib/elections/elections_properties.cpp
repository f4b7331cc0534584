#include "elections/elections_properties.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "check/assumptions.hpp"
#include "check/messages.hpp"
#include "check/promises.hpp"
#include "elections/bully_election.hpp"
#include "elections/monarchical_leader_detector.hpp"

namespace conclave::check {
namespace {

/// What a process that is up said last of its leader.
template <class Saying>
using Last = std::pair<ProcessId const, Said<Saying>>;

template <class Saying>
std::string follows(Last<Saying> const& last) {
    return to_string(last.first) + " follows " + to_string(last.second.what());
}

/// BE1 "If a correct process starts, every correct process elects somebody"; the starter, after its
/// start. To win is to start, too: who knows of no superior need not ask any.
Finding termination(History const& history) {
    auto const by_correct = [&](auto const& start) { return history.up(start.by()); };
    auto const last = last_said(history, &Election::elected);
    auto const came_to_an_end = [&](auto const& start) {
        auto const elected = last.find(start.by());
        return history.erased(*start.event) ||
               (elected != last.end() && elected->second.event > start.event);
    };
    auto const without_end = [](auto const& start) {
        return "the election that " + to_string(start.by()) + " started at " +
               to_string(start.at()) + " came to no end there";
    };
    auto finding = in_the_end(history, those(said(history, &Election::starts), by_correct),
                              came_to_an_end, without_end);
    finding += in_the_end(history, those(said(history, &Election::wins), by_correct),
                          came_to_an_end, without_end);
    for (ProcessId p : history.survivors())
        if (finding.premises() > 0 && !last.contains(p))
            finding.fail_at_rest(history, to_string(p) + " never elected anybody");
    return finding;
}

/// BE2, ELD2 "In the end no two correct processes follow different ones."
template <class Saying, class Owner>
Finding agreement(History const& history, Saying Owner::*named) {
    auto const last = last_said(history, named);
    return in_the_end(
        history, last,
        [&](auto const& p) { return p.second.what() == last.begin()->second.what(); },
        [&](auto const& p) {
            return "in the end " + follows<Saying>(*last.begin()) + ", but " + follows<Saying>(p);
        });
}

/// BE3 "... and it is the correct process of highest id."
Finding maximality(History const& history) {
    auto const survivors = history.survivors();
    return in_the_end(
        history, last_said(history, &Election::elected),
        [&](auto const& p) { return p.second.what() == survivors.back(); },
        [&](auto const& p) {
            return "in the end " + follows<decltype(Election::elected)>(p) + ", but " +
                   to_string(survivors.back()) + " is up";
        });
}

/// ELD1 "In the end every correct process trusts some correct process."
Finding eventual_accuracy(History const& history) {
    auto const last = last_said(history, &MonarchicalLeaderDetector::trust);
    return in_the_end(
        history, history.survivors(),
        [&](ProcessId p) { return last.contains(p) && history.up(last.at(p).what()); },
        [&](ProcessId p) {
            if (!last.contains(p)) return to_string(p) + " trusts nobody";
            return "in the end " + to_string(p) + " trusts " + to_string(last.at(p).what()) +
                   ", which is down";
        });
}

double count(std::vector<Event const*> const& events) { return static_cast<double>(events.size()); }

}  // namespace

std::vector<Property> bully_election(std::optional<Duration> delay_max) {
    std::vector<Assumption> assumptions;
    if (delay_max) assumptions.push_back(delay_at_most(*delay_max));
    return assuming(
        assumptions,
        {{"BE1", "Termination", termination},
         {"BE2", "Agreement",
          [](History const& history) { return agreement(history, &Election::elected); }},
         {"BE3", "Maximality", maximality}});
}

std::vector<Property> eventual_leader_detector() {
    return assuming({heard_in_the_end("an eventually perfect detector")},
                    {{"ELD1", "Eventual accuracy", eventual_accuracy},
                     {"ELD2", "Eventual agreement", [](History const& h) {
                          return agreement(h, &MonarchicalLeaderDetector::trust);
                      }}});
}

std::optional<ProcessId> agreed_leader(History const& history, Naming const& naming) {
    std::map<ProcessId, ProcessId> leaders;
    for (Event const& e : history.events())
        if (auto const leader = naming(e); leader && !history.erased(e))
            leaders.insert_or_assign(e.process, *leader);
    std::optional<ProcessId> agreed;
    for (ProcessId p : history.survivors()) {
        auto const named = leaders.find(p);
        if (named == leaders.end() || (agreed && *agreed != named->second)) return std::nullopt;
        agreed = named->second;
    }
    return agreed;
}

Latency failure_to_new_leader(History const& history, Naming const& naming) {
    struct Failure {
        ProcessId leader;
        Time at;
        bool back{false};  // it goes on, perhaps before anybody noticed
    };
    Latency latency{"leader's failure to new leader"};
    std::map<ProcessId, ProcessId> leaders;  // who, whom
    std::vector<Failure> open;               // at most one: a second failure is part of the first

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
        auto const named = naming(e);
        if (!named) continue;
        leaders.insert_or_assign(e.process, *named);
        if (open.empty() || !all_follow(*named, e.time)) continue;
        bool const again = *named == open[0].leader;
        if (again && !open[0].back) continue;  // they do not know yet
        if (!again) latency.samples.push_back(e.time - open[0].at);
        open.clear();
    }
    return latency;
}

std::vector<TheoryRow> bully_messages(History const& history) {
    // Who crashes in the middle of a start or a win has not sent all that belongs to it.
    std::set<std::pair<ProcessId, Time>> crashes;
    for (Event const& e : history.events())
        if (e.kind == Event::Kind::crash) crashes.emplace(e.process, e.time);
    auto const cut_off = [&](auto const& word) { return crashes.contains({word.by(), word.at()}); };

    double challenges = 0;
    bool any_cut_off = false;
    for (auto const& start : said(history, &Election::starts)) {
        challenges += history.size() - 1 - index(start.by());
        any_cut_off |= cut_off(start);
    }
    double victories = 0;
    double whole_victories = 0;
    for (auto const& win : said(history, &Election::wins)) {
        victories += index(win.by());
        if (!cut_off(win)) whole_victories += index(win.by());
    }
    double const victories_sent = count(sent<BullyElection::Victory>(history));
    double const replies = count(sent<BullyElection::Answer>(history)) + victories_sent - victories;
    std::optional<std::string> nobody;
    if (said(history, &Election::starts).empty()) nobody = "nobody started an election";
    return {unless(nobody, {"Challenge: to each superior of a starter",
                            count(sent<BullyElection::Challenge>(history)),
                            any_cut_off ? "<=" : "=", challenges, "sum over starts of n-1-i"}),
            unless(nobody, {"Victory: to each inferior of a winner", victories_sent,
                            ">=", whole_victories, "sum over wins of i"}),
            unless(nobody, {"replies: at most one for each Challenge", replies,
                            "<=", count(received<BullyElection::Challenge>(history)),
                            "Challenges delivered"})};
}

TheoryRow one_bully_election(History const& history, net::Outcome const& outcome, bool best,
                             Duration delay_max) {
    double const sent = static_cast<double>(outcome.traffic.sent(Layer::algorithm));
    double const n = history.size();
    auto const broken = first_breach(history, {comes_to_rest(), delay_at_most(delay_max)});
    if (best)
        return unless(broken, {"messages of one election, best case", sent, "=", n - 2, "n-2"});
    // Of two processes the survivor is alone.
    if (history.size() == 2)
        return unless(broken, {"messages of one election, worst case", sent, "=", 0,
                               "0: n^2-n-1 is of three processes and more"});
    return unless(broken,
                  {"messages of one election, worst case", sent, "=", n * n - n - 1, "n^2-n-1"});
}

}  // namespace conclave::check
