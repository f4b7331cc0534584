#include "timesync/timesync_properties.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>

#include "check/assumptions.hpp"
#include "check/messages.hpp"
#include "check/round_trips.hpp"
#include "check/said.hpp"
#include "timesync/berkeley_sync.hpp"
#include "timesync/lundelius_lynch_sync.hpp"
#include "timesync/ntp_sync.hpp"
#include "timesync/time_questions.hpp"

namespace conclave::check {
namespace {

/// What `adjusted` says.
struct Adjustment {
    Time as_of{};
    Duration by{};
    Duration error{};
};

std::optional<Adjustment> adjustment(Event const& e) {
    auto const told = said(e, &TimeSync::adjusted);
    if (!told) return std::nullopt;
    auto const& [as_of, by, error] = told->values;
    return Adjustment{as_of, by, error};
}

struct Reading {
    Time clock{};
    std::optional<Duration> bound{};
};

std::optional<Reading> reading(Event const& e) {
    auto const told = said(e, &TimeSync::reading);
    if (!told) return std::nullopt;
    auto const& [clock, bound] = told->values;
    return Reading{clock, bound};
}

/// What the messages between each process and the reference justify that process to say of its
/// clock. It is told the events of a history one by one.
///
/// A bound rests on messages since the adjustment before the last: those of one round may arrive
/// before the last one has ended.
class Evidence {
public:
    Evidence(History const& history, ClockTruth const& truth)
        : history_{history}, truth_{truth}, round_trips_{round_trips(history)} {
        drift_ppm_ = truth.drift_max_ppm;
        for (auto const& [p, clock] : truth.clocks)
            drift_ppm_ = std::max(drift_ppm_, std::abs(clock.drift_ppm));
    }

    void see(Event const& e) {
        if (e.kind == Event::Kind::crash || e.kind == Event::Kind::recovery)
            known_[e.process] = {.since = {e.time, e.time, e.time}};
        if (is_receipt(e) && e.peer == truth_.reference) known_[e.process].heard.back() = true;
        if (next_ < round_trips_.size() && round_trips_[next_].end == &e)
            add(round_trips_[next_++]);
        if (auto const made = adjustment(e)) {
            auto& known = known_[e.process];
            known.correction += made->by;
            shift(known.since, e.time);
            shift(known.heard, false);
            shift(known.longest, Duration{0});
        }
    }

    /// Whether p has heard of the reference.
    [[nodiscard]] bool heard(ProcessId p) { return std::ranges::count(known_[p].heard, true) > 0; }

    /// What p may say, at this event, of a clock that reads this; nothing if it has heard nothing:
    /// no answer was under way for longer than the longest round trip, and since then clocks may
    /// have drifted, and a correction is not yet worked in.
    [[nodiscard]] std::optional<Duration> bound(Event const& e, Time clock) {
        ProcessId const p = e.process;
        Known const& known = known_[p];
        auto const applied = clock - truth_.clock(p).local(e.time);
        auto const pending = std::chrono::abs(known.correction - applied) + rounding +
                             2 * history_.time_doubt(e.time);
        if (p == truth_.reference) return pending;
        if (!heard(p)) return std::nullopt;
        if (!history_.complete(truth_.reference)) return Duration::max();  // nobody knows
        auto const longest = std::max(std::ranges::max(known.longest), truth_.uncertainty);
        constexpr int stamps = 8;  // of two exchanges
        auto const age = e.time - known.since.front() + 2 * longest;
        return longest + stamps * truth_.jitter + drift(age) + pending;
    }

private:
    static constexpr Duration rounding{50};

    /// Of one life; the arrays are of the time before the adjustment before the last, before the
    /// last, and since.
    struct Known {
        std::array<Time, 3> since{};
        std::array<bool, 3> heard{};
        std::array<Duration, 3> longest{};  // round trip
        Duration correction{0};             // by all adjustments
    };

    template <class T>
    static void shift(std::array<T, 3>& values, T latest) {
        values = {values[1], values[2], latest};
    }

    void add(RoundTrip const& trip) {
        auto const with = [&](ProcessId p) {
            auto& longest = known_[p].longest.back();
            longest = std::max(longest, trip.duration());
        };
        if (trip.other() == truth_.reference) with(trip.asker());
        if (trip.asker() == truth_.reference) with(trip.other());
    }

    /// How far two clocks may drift apart in this time, which one of them measured.
    [[nodiscard]] Duration drift(Duration age) const {
        __extension__ using Wide = __int128;
        constexpr Wide million = 1'000'000;
        Wide const rho = drift_ppm_;
        Wide const apart =
            Wide{age.count()} * 2 * rho * (million + rho) / (million * (million - rho));
        return Duration{static_cast<std::int64_t>(apart)};
    }

    History const& history_;
    ClockTruth const& truth_;
    std::vector<RoundTrip> round_trips_;
    std::size_t next_{0};
    std::int64_t drift_ppm_{0};
    std::map<ProcessId, Known> known_;
};

/// What the reference has added to its own clock, by the times at which it was agreed on.
class Agreements {
public:
    Agreements(History const& history, ClockTruth const& truth) : truth_{truth} {
        Duration sum{0};
        for (Event const& e : history.events()) {
            if (e.process != truth.reference) continue;
            if (e.kind == Event::Kind::crash) sum = Duration{0};
            if (auto const made = adjustment(e)) {
                sum += made->by;
                sums_[made->as_of] = sum;
            }
        }
    }
    /// Nothing where it is not known: the reference died, and its end with it.
    [[nodiscard]] std::optional<Duration> at(Time as_of) const {
        if (!truth_.reference_is_adjusted) return Duration{0};
        auto const found = sums_.find(as_of);
        return found == sums_.end() ? std::nullopt : std::optional{found->second};
    }

private:
    ClockTruth const& truth_;
    std::map<Time, Duration> sums_;
};

std::string claim_of(ClockError const& reading) {
    return "at " + to_string(reading.at) + " the clock of " + to_string(reading.process) +
           " was off by " + to_string(reading.error) + ", and said " + to_string(*reading.bound) +
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
                            to_string(*reading.justified));
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
                            " went back by " + to_string(before->second - clock));
        before->second = clock;
    };
    for (Event const& e : history.events()) {
        // A new life begins with the own clock; a clock that is set promises nothing.
        if (e.kind == Event::Kind::crash || (truth.steps && adjustment(e))) last.erase(e.process);
        if (auto const now = reading(e)) goes_on(e, now->clock);
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
                            " took the server to be ahead by " + to_string(offset) +
                            ", give or take " + to_string(error) + "; it was " + to_string(truly));
    }
    return finding;
}

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
        auto const now = reading(e);
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
                                to_string(q->first) + " were " + to_string(began) +
                                " apart at first, and " + to_string(apart) + " in the end");
        }
    return finding;
}

/// The adjustments of one round in which all take part, and where each clock was heading before.
struct Round {
    struct Member {
        Duration ahead{};  // of true time
        Adjustment made{};
    };
    std::map<ProcessId, Member> members;
};

std::map<Time, Round> rounds_of(History const& history, ClockTruth const& truth) {
    std::map<Time, Round> rounds;
    std::map<ProcessId, Duration> corrections;
    for (Event const& e : history.events()) {
        if (e.kind == Event::Kind::crash) corrections.erase(e.process);
        auto const made = adjustment(e);
        if (!made) continue;
        Duration& correction = corrections[e.process];
        Duration const ahead = truth.clock(e.process).local(e.time) - e.time + correction;
        rounds[made->as_of].members[e.process] = {ahead, *made};
        correction += made->by;
    }
    return rounds;
}

/// The largest group of clocks within `width` of each other.
std::vector<ProcessId> largest_group(Round const& round, Duration width) {
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

// LL1 "After a round any two clocks differ by at most u(1 - 1/n) (and what jitter and drift may
// add)."
Finding optimality(History const& history, ClockTruth const& truth) {
    Finding finding;
    auto const n = history.size();
    Duration const most = truth.uncertainty - truth.uncertainty / n + truth.tolerance +
                          history.time_doubt(history.ended_at());
    for (auto const& [as_of, round] : rounds_of(history, truth)) {
        if (round.members.size() < n) continue;
        finding.premise();
        auto const after = [](auto const& member) {
            return member.second.ahead + member.second.made.by;
        };
        auto const [low, high] = std::ranges::minmax_element(round.members, {}, after);
        if (after(*high) - after(*low) > most)
            finding.violate("after the round of " + to_string(as_of) + " the clocks of " +
                            to_string(low->first) + " and " + to_string(high->first) + " were " +
                            to_string(after(*high) - after(*low)) + " apart, not " +
                            to_string(most) + " at most");
    }
    return finding;
}

// BK2 "While most clocks lie within `outlier` of each other, no other clock moves them by more than
// twice that."
Finding outliers(History const& history, ClockTruth const& truth) {
    Finding finding;
    for (auto const& [as_of, round] : rounds_of(history, truth)) {
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
    return finding;
}

double begun_rounds(History const& history) {
    return static_cast<double>(said(history, &TimeSync::starts_round).size());
}

double sent_messages(net::Outcome const& outcome) {
    return static_cast<double>(outcome.traffic.sent(Layer::algorithm));
}

/// Nothing was in the way of the rounds: each cost what it should.
bool undisturbed(History const& history, ClockTruth const& truth) {
    auto const [made, in_vain] = retries(history);
    return truth.calm && made + in_vain == 0 && history.at_rest();
}

TheoryRow each_adjustment(History const& history, net::Outcome const& outcome,
                          ClockTruth const& truth, std::uint32_t questions, std::string formula) {
    auto const adjusted = static_cast<double>(said(history, &TimeSync::adjusted).size());
    return {"messages", sent_messages(outcome),
            undisturbed(history, truth) ? "=" : ">=", 2.0 * questions * adjusted,
            std::move(formula)};
}

}  // namespace

std::vector<ClockError> clock_errors(History const& history, ClockTruth const& truth) {
    Agreements const agreements{history, truth};
    Evidence evidence{history, truth};
    LocalClock const reference = truth.clock(truth.reference);
    std::vector<ClockError> readings;
    Duration latest{0};  // what the reference had added by now
    std::map<ProcessId, std::optional<Duration>> followed;
    for (Event const& e : history.events()) {
        evidence.see(e);
        if (e.kind == Event::Kind::crash) {
            followed.erase(e.process);
            if (e.process == truth.reference) latest = Duration{0};
        }
        if (auto const made = adjustment(e)) {
            auto const sum = agreements.at(made->as_of);
            followed[e.process] = sum;
            if (e.process == truth.reference) latest = sum.value_or(Duration{0});
        }
        auto const now = reading(e);
        if (!now) continue;
        auto const follows = followed.find(e.process);
        auto const sum = follows == followed.end() ? std::optional{latest} : follows->second;
        if (!sum) continue;
        Duration const error = now->clock - (reference.local(e.time) + *sum);
        readings.push_back({e.time, e.process, error, now->bound, evidence.bound(e, now->clock)});
    }
    return readings;
}

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

std::vector<Property> berkeley_sync(ClockTruth const& truth) {
    return {{"BK1", "Convergence", [truth](History const& h) { return convergence(h, truth); }},
            {"BK2", "Outliers", [truth](History const& h) { return outliers(h, truth); }}};
}

std::vector<Property> lundelius_lynch_sync(ClockTruth const& truth) {
    return {{"LL1", "Optimality", [truth](History const& h) { return optimality(h, truth); }}};
}

std::vector<Assumption> lundelius_lynch_assumes(ClockTruth const& truth) {
    return {nobody_crashes(),
            {"that no message takes longer than `one_way_max`",
             delay_at_most(truth.one_way_max).broken},
            reliable_channels()};
}

Latency start_to_synchronised(History const& history) {
    Latency latency{"start to synchronised"};
    std::map<ProcessId, Time> waiting;
    for (ProcessId p : history.processes()) waiting[p] = Time{};
    for (Event const& e : history.events()) {
        if (e.kind == Event::Kind::recovery) waiting[e.process] = e.time;
        if (!adjustment(e)) continue;
        auto const since = waiting.find(e.process);
        if (since == waiting.end()) continue;
        latency.samples.push_back(e.time - since->second);
        waiting.erase(since);
    }
    return latency;
}

Retries retries(History const& history) {
    Retries all;
    for (Event const& e : history.events()) {
        if (said(e, &TimeQuestions::asks_again) || said(e, &BerkeleySync::polls_again) ||
            said(e, &BerkeleySync::answers_again))
            ++all.made;
        if (said(e, &TimeQuestions::gives_up) || said(e, &BerkeleySync::goes_on_without) ||
            said(e, &LundeliusLynchSync::gives_up))
            ++all.in_vain;
    }
    return all;
}

std::optional<Duration> delay_uncertainty(History const& history) {
    std::optional<std::pair<Duration, Duration>> ways;  // the shortest and the longest
    for (Delivery const& delivery : deliveries(history)) {
        if (!delivery.sent || delivery.from() == delivery.to()) continue;
        Duration const way = delivery.event->time - delivery.sent->time;
        if (!ways) ways = {way, way};
        ways = {std::min(ways->first, way), std::max(ways->second, way)};
    }
    if (!ways) return std::nullopt;
    return ways->second - ways->first;
}

bool is_judged(ProcessId p, ClockTruth const& truth) {
    return p != truth.reference || truth.reference_is_adjusted;
}

std::vector<SyncedClock> summaries(std::vector<ClockError> const& readings, History const& history,
                                   ClockTruth const& truth) {
    std::map<ProcessId, SyncedClock> clocks;
    for (ProcessId p : history.processes())
        if (is_judged(p, truth)) clocks[p].process = p;
    for (auto const& [at, p, error, bound, justified] : readings) {
        if (!is_judged(p, truth)) continue;
        SyncedClock& clock = clocks[p];
        // The reference's own bound is there from the beginning.
        bool const first = !clock.before;
        if (!bound || first) clock.before = error;
        if (!bound || !history.up(p)) continue;
        clock.after = error;
        clock.bound = bound;
    }
    std::vector<SyncedClock> all;
    for (auto const& [p, clock] : clocks) all.push_back(clock);
    return all;
}

std::optional<SyncedClock> worst_clock(std::vector<SyncedClock> const& clocks) {
    std::optional<SyncedClock> worst;
    for (SyncedClock const& clock : clocks)
        if (clock.after &&
            (!worst || std::chrono::abs(*clock.after) > std::chrono::abs(*worst->after)))
            worst = clock;
    return worst;
}

std::vector<TheoryRow> clock_accuracy(History const& history, ClockTruth const& truth,
                                      std::string_view bound) {
    std::vector<TheoryRow> rows;
    auto const readings = clock_errors(history, truth);
    // What it says of itself, as far as its messages bear that out.
    auto const bound_of = [](ClockError const& r) {
        return std::min(*r.bound, r.justified.value_or(Duration{0}));
    };
    auto const slack = [&](ClockError const& r) { return bound_of(r) - std::chrono::abs(r.error); };
    std::optional<ClockError> tightest;  // whose error was nearest to its bound
    for (auto const& reading : readings) {
        if (!reading.bound || reading.process == truth.reference) continue;
        if (!tightest || slack(reading) < slack(*tightest)) tightest = reading;
    }
    if (tightest) {
        auto const doubt = history.time_doubt(tightest->at);
        auto formula = std::string{bound} + " + drift + slew";
        if (doubt > Duration{0}) formula += ", and the doubt about the machines' own clocks";
        rows.push_back({"error nearest to its bound, us",
                        microseconds(std::chrono::abs(tightest->error)),
                        "<=", microseconds(bound_of(*tightest) + doubt), std::move(formula)});
    }
    auto const worst = worst_clock(summaries(readings, history, truth));
    if (auto const uncertainty = delay_uncertainty(history); uncertainty && worst) {
        double const n = history.size();
        rows.push_back({"worst error in the end, us", microseconds(std::chrono::abs(*worst->after)),
                        "~", microseconds(*uncertainty) * (1 - 1 / n),
                        "u(1-1/n), the best that can be promised by one message each; u: the "
                        "longest way of a message less the shortest, measured"});
    }
    return rows;
}

TheoryRow cristian_messages(History const& history, net::Outcome const& outcome,
                            ClockTruth const& truth) {
    return each_adjustment(history, outcome, truth, truth.exchanges + 1,
                           "2(exchanges+1) each adjustment");
}

TheoryRow exchange_messages(History const& history, net::Outcome const& outcome,
                            ClockTruth const& truth) {
    return each_adjustment(history, outcome, truth, truth.exchanges, "2 exchanges each adjustment");
}

TheoryRow berkeley_messages(History const& history, net::Outcome const& outcome,
                            ClockTruth const& truth) {
    auto const slaves =
        std::ranges::count_if(said(history, &TimeSync::adjusted),
                              [&](auto const& made) { return made.by() != truth.reference; });
    if (!undisturbed(history, truth))
        return {"messages", sent_messages(outcome), ">=", 3.0 * static_cast<double>(slaves),
                "3 each adjustment of a slave"};
    return {"messages", sent_messages(outcome), "=",
            3 * (static_cast<double>(history.size()) - 1) * begun_rounds(history),
            "3(n-1) each round"};
}

TheoryRow lundelius_lynch_messages(History const& history, net::Outcome const& outcome,
                                   ClockTruth const&) {
    return {"messages", sent_messages(outcome), "=", begun_rounds(history) * (history.size() - 1),
            "n(n-1) each round"};
}

void work_out(TimeSyncSettings& settings, net::RunPlan const& plan, Bounds const& bounds) {
    using namespace std::chrono_literals;
    if (settings.drift_max_ppm == 0)
        for (auto const& [p, clock] : plan.faults.skews)
            settings.drift_max_ppm = std::max(settings.drift_max_ppm, std::abs(clock.drift_ppm));
    settings.one_way_min = plan.faults.delay_min;
    settings.one_way_max = bounds.hop_max();
    if (settings.no_answer == 0ms)
        settings.no_answer = 2 * bounds.hop_max() + 2 * settings.jitter + 1ms;
    // A question or its answer is lost by chance; so many in a row are beyond it. Real ranks are
    // late now and then, too.
    double const arrives = 1 - plan.faults.loss;
    auto const tries = std::min<std::uint64_t>(tries_beyond_chance(1 - arrives * arrives), 1000);
    settings.tries = static_cast<std::uint32_t>(tries + (bounds.real_ranks() ? 4 : 2));
}

ClockTruth clock_truth(TimeSyncSettings const& settings, net::RunPlan const& plan,
                       Bounds const& bounds) {
    using namespace std::chrono_literals;
    auto const& faults = plan.faults;
    ClockTruth truth{.reference = settings.server,
                     .clocks = faults.skews,
                     .steps = settings.step,
                     .outlier = settings.outlier,
                     .uncertainty = settings.one_way_max - settings.one_way_min,
                     .one_way_max = settings.one_way_max,
                     .tolerance = 2 * settings.jitter,
                     .jitter = settings.jitter,
                     .drift_max_ppm = settings.drift_max_ppm,
                     .exchanges = settings.exchanges};
    // How far apart clocks may drift from the first stamp of a round to its last adjustment, and
    // what reading them in whole nanoseconds may add (Lundelius and Lynch).
    if (settings.drift_max_ppm > 0)
        truth.tolerance += 10 * settings.one_way_max * settings.drift_max_ppm / 1'000'000 + 20ns;
    // In a run somebody may stop a process by hand. What is shorter than this, retries bear.
    if (bounds.real_ranks()) truth.standstill = 2 * settings.sample + 50ms;
    for (net::Cut const& cut : faults.cuts) truth.disturbed.push_back(cut.span);
    for (net::Partition const& partition : faults.partitions)
        truth.disturbed.push_back(partition.span);
    if (bounds.hopeless()) truth.disturbed.push_back({});  // nothing can be promised
    truth.calm = faults.actions.empty() && truth.disturbed.empty() && faults.loss <= 0 &&
                 faults.duplicate <= 0;
    return truth;
}

}  // namespace conclave::check
