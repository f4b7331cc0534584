#include "timesync/berkeley_properties.hpp"

#include <algorithm>
#include <utility>

#include "check/said.hpp"
#include "timesync/berkeley_sync.hpp"

namespace conclave::check {
namespace {

// BK1 "Two clocks end no further apart than they began, or than their bounds and the round trips
// behind these allow."
Finding convergence(History const& history, ClockTruth const& truth) {
    struct State {
        Duration ahead{};  // of true time
        Duration bound{};
        Time as_of{};
    };
    Finding finding;
    Evidence evidence{history, truth};
    std::map<ProcessId, Duration> first;
    std::map<ProcessId, Time> followed;
    std::map<ProcessId, State> last;
    for (Event const& e : history.events()) {
        evidence.see(e);
        if (e.kind == Event::Kind::crash) {
            last.erase(e.process);
            followed.erase(e.process);
        }
        if (auto const made = adjustment(e)) followed[e.process] = made->as_of;
        auto const now = shown_clock(e);
        if (!now) continue;
        Duration const ahead = now->clock - e.time;
        first.try_emplace(e.process, ahead);
        auto const as_of = followed.find(e.process);
        if (!now->bound || as_of == followed.end()) continue;
        auto const justified = evidence.bound(e, now->clock);
        if (!justified)
            finding.violate(to_string(e.process) +
                            " follows a round in which it heard nothing of " +
                            to_string(truth.reference));
        last[e.process] = {ahead, std::min(*now->bound, justified.value_or(Duration{0})),
                           as_of->second};
    }
    auto const doubt = history.time_doubt(history.ended_at());
    // The last readings are not of one moment.
    constexpr Duration reading_gap = std::chrono::seconds{1};
    for (auto p = last.begin(); p != last.end(); ++p)
        for (auto q = std::next(p); q != last.end(); ++q) {
            if (!history.up(p->first) || !history.up(q->first)) continue;
            if (p->second.as_of != q->second.as_of) continue;  // one missed the last round
            finding.premise();
            auto const drift =
                std::chrono::abs(truth.clock(p->first).local(Time{reading_gap}) -
                                 truth.clock(q->first).local(Time{reading_gap}) -
                                 truth.clock(p->first).offset + truth.clock(q->first).offset);
            auto const apart = std::chrono::abs(p->second.ahead - q->second.ahead);
            auto const began = std::chrono::abs(first[p->first] - first[q->first]);
            if (apart > std::max(began, p->second.bound + q->second.bound + drift + doubt))
                finding.violate("the clocks of " + to_string(p->first) + " and " +
                                to_string(q->first) + " were " + exact(began) +
                                " apart at first, and " + exact(apart) + " in the end");
        }
    return finding;
}

/// The largest group of clocks within `width` of each other.
std::vector<ProcessId> largest_group(SyncRound const& round, Duration width) {
    std::vector<ProcessId> largest;
    for (auto const& [p, lowest] : round.members) {
        std::vector<ProcessId> group;
        for (auto const& [q, member] : round.members)
            if (lowest.ahead <= member.ahead && member.ahead <= lowest.ahead + width)
                group.push_back(q);
        if (group.size() > largest.size()) largest = std::move(group);
    }
    return largest;
}

// BK2 "While most clocks lie within `outlier` of each other, no other clock moves them by more than
// twice that."
Finding outliers(History const& history, ClockTruth const& truth) {
    Finding finding;
    auto const rounds = sync_rounds(history, truth);
    for (auto const& [as_of, round] : rounds) {
        Duration error = history.time_doubt(history.ended_at());
        for (auto const& [p, member] : round.members) error = std::max(error, member.made.error);
        auto const group = largest_group(round, truth.outlier - 2 * error);
        if (2 * group.size() <= history.size()) continue;
        finding.premise();
        for (ProcessId p : group) {
            auto const by = round.members.at(p).made.by;
            if (std::chrono::abs(by) > 2 * truth.outlier + error)
                finding.violate("in the round of " + to_string(as_of) + " " + to_string(p) +
                                ", which was near most others, was moved by " + to_string(by));
        }
    }
    if (finding.premises() == 0 && !rounds.empty())
        finding.leave_open("in no round most clocks lay within `outlier`, " +
                           to_string(truth.outlier) + ", of each other");
    return finding;
}

}  // namespace

std::map<ProcessId, std::uint64_t> rounds_left_out(History const& history) {
    std::map<ProcessId, std::uint64_t> rounds;
    for (auto const& round : said(history, &BerkeleySync::leaves_out))
        for (ProcessId p : round.what()) ++rounds[p];
    return rounds;
}

std::vector<Property> berkeley_sync(ClockTruth const& truth) {
    return {{"BK1", "Convergence", [truth](History const& h) { return convergence(h, truth); }},
            {"BK2", "Outliers", [truth](History const& h) { return outliers(h, truth); }}};
}

}  // namespace conclave::check
