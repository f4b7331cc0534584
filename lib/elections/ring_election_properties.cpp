#include "elections/ring_election_properties.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "check/assumptions.hpp"
#include "check/messages.hpp"
#include "check/promises.hpp"
#include "check/said.hpp"
#include "elections/chang_roberts.hpp"

namespace conclave::check {
namespace {

using Identity = RingElection::Identity;

/// Who stood for election, by which number.
std::map<ProcessId, Identity> candidates(History const& history) {
    std::map<ProcessId, Identity> all;
    for (auto const& stands : said(history, &RingElection::takes_part))
        all[stands.by()] = stands.what();
    return all;
}

/// "If a process starts, every process elects somebody."
Finding termination(History const& history) {
    if (candidates(history).empty()) return {};
    std::set<ProcessId> decided;
    for (auto const& word : said(history, &RingElection::elected)) decided.insert(word.by());
    std::vector<ProcessId> const everybody(history.processes().begin(), history.processes().end());
    return in_the_end(
        history, everybody, [&](ProcessId p) { return decided.contains(p); },
        [](ProcessId p) { return to_string(p) + " never elected anybody"; });
}

/// "No two processes elect different ones."
Finding agreement(History const& history) {
    auto const words = said(history, &RingElection::elected);
    return always(
        words, [&](auto const& word) { return word.what() == words.front().what(); },
        [&](auto const& word) {
            auto const& first = words.front();
            return to_string(first.by()) + " elected " + to_string(first.what()) + " at " +
                   to_string(first.at()) + ", but " + to_string(word.by()) + " elected " +
                   to_string(word.what()) + " at " + to_string(word.at());
        });
}

/// "Who is elected has the highest identity of all that take part."
Finding maximality(History const& history) {
    auto const standing = candidates(history);
    auto const highest = std::ranges::max_element(
        standing, {}, [](auto const& candidate) { return candidate.second; });
    return always(
        said(history, &RingElection::elected),
        [&](auto const& word) {
            return highest != standing.end() && word.what() == highest->first;
        },
        [&](auto const& word) {
            auto const elected = to_string(word.by()) + " elected " + to_string(word.what());
            if (highest == standing.end()) return elected + ", though nobody took part";
            return elected + ", but " + to_string(highest->first) + " took part as number " +
                   std::to_string(highest->second);
        });
}

/// From each candidate on the ring to the next higher one; for the highest, all round.
double steps_to_the_next_higher(std::vector<Identity> const& ring) {
    std::size_t steps = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        std::size_t hop = 1;
        while (hop < ring.size() && ring[(i + hop) % ring.size()] < ring[i]) ++hop;
        steps += hop;
    }
    return static_cast<double>(steps);
}

double harmonic(std::uint32_t n) {
    double sum = 0;
    for (std::uint32_t i = 1; i <= n; ++i) sum += 1.0 / i;
    return sum;
}

}  // namespace

std::vector<Property> ring_election() {
    return assuming({nobody_crashes(), reliable_channels()}, {{"RE1", "Termination", termination},
                                                              {"RE2", "Agreement", agreement},
                                                              {"RE3", "Maximality", maximality}});
}

std::optional<std::string> no_whole_election(History const& history) {
    if (candidates(history).empty()) return "nobody took part";
    return first_breach(history, {nobody_crashes(), comes_to_rest()});
}

std::vector<TheoryRow> chang_roberts_messages(History const& history) {
    auto const standing = candidates(history);
    double const n = history.size();
    auto const cost = static_cast<double>(sent<ChangRoberts::Candidate>(history).size());
    auto const broken = no_whole_election(history);
    auto among_all = broken;
    if (!among_all && standing.size() < history.size())
        among_all = "only " + std::to_string(standing.size()) + " of " +
                    std::to_string(history.size()) + " took part";
    std::vector<Identity> ring;
    for (auto const& [p, identity] : standing) ring.push_back(identity);
    return {
        unless(among_all, {"to find the leader", cost, "=", steps_to_the_next_higher(ring),
                           "each as far as the next higher one"}),
        unless(among_all, {"to find the leader", cost, ">=", 2 * n - 1, "2n-1: at best"}),
        unless(broken, {"to find the leader", cost, "<=", n * (n + 1) / 2, "n(n+1)/2: at worst"}),
        unless(among_all, {"to find the leader", cost, "~", n * harmonic(history.size()),
                           "n H_n: on average over random rings"}),
        announcement(history, sent<ChangRoberts::Elected>(history))};
}

TheoryRow announcement(History const& history, std::vector<Event const*> const& sent) {
    return unless(no_whole_election(history),
                  {"to announce the leader", static_cast<double>(sent.size()), "=",
                   static_cast<double>(history.size()), "n"});
}

std::optional<ProcessId> ring_leader(History const& history) {
    auto const words = last_said(history, &RingElection::elected);
    if (words.size() < history.size()) return std::nullopt;
    auto const leader = words.begin()->second.what();
    bool const all =
        std::ranges::all_of(words, [&](auto const& word) { return word.second.what() == leader; });
    return all ? std::optional{leader} : std::nullopt;
}

Latency ring_election_time(History const& history) {
    Latency latency{"first to take part until all know"};
    auto const standing = said(history, &RingElection::takes_part);
    std::set<ProcessId> decided;
    for (auto const& word : said(history, &RingElection::elected)) {
        if (!decided.insert(word.by()).second || decided.size() < history.size()) continue;
        if (!standing.empty()) latency.samples.push_back(word.at() - standing.front().at());
    }
    return latency;
}

}  // namespace conclave::check
