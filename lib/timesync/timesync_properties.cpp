#include "timesync/timesync_properties.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "check/said.hpp"
#include "timesync/ntp_sync.hpp"

namespace conclave::check {
namespace {

std::string claim_of(ClockError const& reading) {
    return "at " + to_string(reading.at) + " the clock of " + to_string(reading.process) +
           " was off by " + exact(reading.error) + ", and said " + exact(*reading.bound) +
           " at most";
}

// TS1 "After the first adjustment the error is at most the bound, and that no more than what the
// server's messages justify."
Finding accuracy(History const& history, ClockTruth const& truth) {
    Finding finding;
    for (ClockError const& reading : clock_errors(history, truth)) {
        if (!reading.bound || !is_judged(reading.process, truth)) continue;
        finding.premise();
        if (std::chrono::abs(reading.error) > *reading.bound + history.time_doubt(reading.at))
            finding.violate(claim_of(reading));
        else if (!reading.justified)
            finding.violate(claim_of(reading) + ", though it had heard nothing of " +
                            to_string(truth.reference));
        else if (*reading.bound > *reading.justified)
            finding.violate(claim_of(reading) + ", where its messages justify " +
                            exact(*reading.justified));
    }
    return finding;
}

// TS2 "The clock never goes back, unless it is set at once."
Finding monotonicity(History const& history, ClockTruth const& truth) {
    Finding finding;
    std::map<ProcessId, Time> last;
    auto const goes_on = [&](Event const& e, Time clock) {
        auto const [before, first] = last.try_emplace(e.process, clock);
        if (first) return;
        finding.premise();
        if (clock < before->second)
            finding.violate("at " + to_string(e.time) + " the clock of " + to_string(e.process) +
                            " went back by " + exact(before->second - clock));
        before->second = clock;
    };
    for (Event const& e : history.events()) {
        // A new life begins with the own clock; a clock that is set promises nothing.
        if (e.kind == Event::Kind::crash || (truth.steps && adjustment(e))) last.erase(e.process);
        if (auto const now = shown_clock(e)) goes_on(e, now->clock);
        auto const set = said(e, &TimeSync::sets);
        if (!set || truth.steps) continue;
        goes_on(e, std::get<0>(set->values));
        goes_on(e, std::get<1>(set->values));
    }
    return finding;
}

/// When each process stood still or was down.
class Absences {
public:
    Absences(History const& history, ClockTruth const& truth) {
        for (Event const& e : history.events()) {
            using enum Event::Kind;
            if (e.kind == crash || e.kind == pause)
                spans_[e.process].push_back({e.time, never});
            else if ((e.kind == recovery || e.kind == resume) && !spans_[e.process].empty())
                spans_[e.process].back().end = e.time;
        }
        for (ProcessId p : history.processes()) {
            if (history.complete(p)) continue;
            auto const since = history.down_since(p);
            spans_[p].push_back({since.value_or(Time{}), never});
        }
        if (truth.standstill > Duration{0}) add_standstills(history, truth.standstill);
    }
    [[nodiscard]] bool away(ProcessId p, net::Span const& when) const {
        auto const found = spans_.find(p);
        return found != spans_.end() && overlaps(found->second, when);
    }
    static bool overlaps(std::vector<net::Span> const& spans, net::Span const& when) {
        return std::ranges::any_of(spans, [&](net::Span const& span) {
            return span.begin <= when.end && when.begin <= span.end;
        });
    }

private:
    void add_standstills(History const& history, Duration longest) {
        std::map<ProcessId, Time> last;
        for (Event const& e : history.events()) {
            auto const before = std::exchange(last[e.process], e.time);
            if (e.time - before > longest) spans_[e.process].push_back({before, e.time});
        }
    }

    std::map<ProcessId, std::vector<net::Span>> spans_;
};

// TS3 "A round that starts while the server is up and within reach ends with an adjustment, to what
// the server's messages tell; every client that stays up adjusts its clock."
class Progress {
public:
    Progress(History const& history, ClockTruth const& truth)
        : history_{history}, truth_{truth}, absences_{history, truth}, evidence_{history, truth} {}

    Finding judge() {
        for (Event const& e : history_.events()) {
            evidence_.see(e);
            if (e.kind == Event::Kind::crash) open_.erase(e.process);
            if (e.kind == Event::Kind::crash) synchronised_.erase(e.process);
            if (adjustment(e)) adjusts(e);
            if (!said(e, &TimeSync::starts_round)) continue;
            if (auto const before = open_.find(e.process); before != open_.end())
                unfinished(e.process, before->second, e.time);
            open_[e.process] = e.time;
        }
        for (auto const& [p, since] : open_) unfinished(p, since, history_.ended_at());
        for (ProcessId p : history_.processes()) never_synchronised(p);
        return finding_;
    }

private:
    void adjusts(Event const& e) {
        synchronised_.insert(e.process);
        if (open_.erase(e.process) > 0) finding_.premise();
        if (e.process != truth_.reference && !evidence_.heard(e.process))
            finding_.violate("at " + to_string(e.time) + ' ' + to_string(e.process) +
                             " adjusted its clock, having heard nothing of " +
                             to_string(truth_.reference));
    }
    void unfinished(ProcessId p, Time begin, Time end) {
        net::Span const round{begin, end};
        if (!history_.up(p) || absences_.away(p, round) ||
            absences_.away(truth_.reference, round) || Absences::overlaps(truth_.disturbed, round))
            return;
        finding_.premise();
        finding_.fail_at_rest(history_, "the round that " + to_string(p) + " started at " +
                                            to_string(begin) + " ended without an adjustment");
    }
    void never_synchronised(ProcessId p) {
        bool const client = p != truth_.reference || truth_.reference_is_adjusted;
        net::Span const calm{history_.ended_at(), history_.ended_at()};
        if (!client || !history_.up(p) || !history_.up(truth_.reference) ||
            absences_.away(p, calm) || absences_.away(truth_.reference, calm) ||
            Absences::overlaps(truth_.disturbed, calm))
            return;
        finding_.premise();
        if (!synchronised_.contains(p))
            finding_.fail_at_rest(history_, to_string(p) + " never adjusted its clock");
    }

    History const& history_;
    ClockTruth const& truth_;
    Absences absences_;
    Evidence evidence_;
    Finding finding_;
    std::map<ProcessId, Time> open_;    // rounds under way
    std::set<ProcessId> synchronised_;  // in this life
};

// NTP1 "For every sample the true offset lies within half the delay of the offset (and what jitter
// and drift may add)."
Finding interval(History const& history, ClockTruth const& truth) {
    Finding finding;
    for (auto const& sample : said(history, &NtpSync::sample)) {
        auto const& [offset, error] = sample.values;
        Duration const truly = truth.clock(truth.reference).local(sample.at()) -
                               truth.clock(sample.by()).local(sample.at());
        finding.premise();
        if (std::chrono::abs(truly - offset) > error + history.time_doubt(sample.at()))
            finding.violate("at " + to_string(sample.at()) + " " + to_string(sample.by()) +
                            " took the server to be ahead by " + exact(offset) + ", give or take " +
                            exact(error) + "; it was " + exact(truly));
    }
    return finding;
}

}  // namespace

std::vector<Property> time_sync(ClockTruth const& truth) {
    return {{"TS1", "Accuracy", [truth](History const& h) { return accuracy(h, truth); }},
            {"TS2", "Monotonicity", [truth](History const& h) { return monotonicity(h, truth); }},
            {"TS3", "Progress", [truth](History const& h) {
                 return Progress{h, truth}.judge();
             }}};
}

std::vector<Property> ntp_sync(ClockTruth const& truth) {
    return {{"NTP1", "Interval", [truth](History const& h) { return interval(h, truth); }}};
}

}  // namespace conclave::check
