#include "clocks/clocks_properties.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "check/assumptions.hpp"
#include "check/causality.hpp"
#include "clocks/hybrid_clock.hpp"
#include "clocks/lamport_clock.hpp"
#include "clocks/matrix_clock.hpp"
#include "clocks/stamped_link.hpp"
#include "clocks/vector_clock.hpp"

namespace conclave::check {
namespace {

/// The run's clock events with their readings, by their place in Causality::events().
template <ClockValue Value>
struct Readings {
    explicit Readings(History const& history) : causality{history} {
        for (ClockEvent const& event : causality.events()) {
            auto value = decode<Value>(view(event.reading.value));
            if (!value) break;
            values.push_back(*std::move(value));
        }
    }
    [[nodiscard]] ClockEvent const& event(std::size_t i) const { return causality.events()[i]; }
    /// False, and a violation, if somebody's clock said what is no reading of this kind of clock.
    [[nodiscard]] bool make_sense(Finding& finding) const {
        if (values.size() == causality.events().size()) return true;
        finding.violate(text(event(values.size())) + " shows no reading of this kind of clock");
        return false;
    }

    Causality causality;
    std::vector<Value> values;
};

std::string not_known(ClockEvent const& event) {
    return "not all that happened before " + text(event) + " is known";
}

// LC1, VC1 and HLC1 "If e happened before f, then C(e) < C(f)": for the event before and for the
// sending; the others follow, since < is transitive.
template <class Value>
void judge_condition(Finding& finding, Causality const& causality,
                     std::vector<Value> const& values) {
    auto const& events = causality.events();
    for (std::size_t f = 0; f < events.size(); ++f) {
        auto const expect_less = [&](std::optional<std::size_t> e) {
            if (!e) return;
            finding.premise();
            if (!(values[*e] < values[f]))
                finding.violate(text(events[*e]) + " happened before " + text(events[f]) +
                                ", but its clock is not less");
        };
        expect_less(events[f].before);
        expect_less(events[f].cause);
        if (events[f].reading.of == ClockReading::Of::receive && !events[f].cause)
            finding.leave_open(not_known(events[f]));
    }
}

template <ClockValue Value>
Finding clock_condition(History const& history) {
    Finding finding;
    Readings<Value> const readings{history};
    if (readings.make_sense(finding)) judge_condition(finding, readings.causality, readings.values);
    return finding;
}

// LC2 "No two events share their (C, process)."
Finding total_order(History const& history) {
    Finding finding;
    Readings<LamportClock> const readings{history};
    if (!readings.make_sense(finding)) return finding;
    std::set<std::pair<std::uint64_t, ProcessId>> seen;
    for (std::size_t i = 0; i < readings.values.size(); ++i) {
        finding.premise();
        if (!seen.emplace(readings.values[i].count(), readings.event(i).told->process).second)
            finding.violate(text(readings.event(i)) + " has the clock of an event before it");
    }
    return finding;
}

// VC2 "If V(e) < V(f), then e happened before f." Of each process, it is enough to ask the first
// event that did not happen before f: the later ones are not less either, while VC1 holds.
void judge_converse(Finding& finding, Causality const& causality,
                    std::vector<VectorClock> const& values) {
    auto const pasts = causality.pasts();
    auto const& events = causality.events();
    for (std::size_t f = 0; f < events.size(); ++f) {
        if (!events[f].whole_past) {
            finding.leave_open(not_known(events[f]));
            continue;
        }
        for (ProcessId q : ProcessRange{0, causality.processes()}) {
            auto const& others = causality.of(q);
            auto const known = pasts[f][index(q)];
            if (known >= others.size()) continue;
            auto const e = others[known];
            finding.premise();
            if (values[e].at(q) <= values[f].at(q) && values[e] < values[f])
                finding.violate(text(events[e]) + " did not happen before " + text(events[f]) +
                                ", but its clock is less");
        }
    }
}

Finding vector_converse(History const& history) {
    Finding finding;
    Readings<VectorClock> const readings{history};
    if (readings.make_sense(finding)) judge_converse(finding, readings.causality, readings.values);
    return finding;
}

// VC3 "The entry of its own process is the number of its events": an event that a crash cut off
// may have been counted or not.
Finding own_count(History const& history) {
    Finding finding;
    Readings<VectorClock> const readings{history};
    if (!readings.make_sense(finding)) return finding;
    for (std::size_t i = 0; i < readings.values.size(); ++i) {
        auto const& event = readings.event(i);
        finding.premise();
        auto const count = readings.values[i].at(event.told->process);
        if (count < event.number || count > event.number + event.untold)
            finding.violate(text(event) + " has another number of its own events");
    }
    return finding;
}

// MC1 "e happened before f just if e's own row is less than f's": in both directions.
Finding own_row(History const& history) {
    Finding finding;
    Readings<MatrixClock> const readings{history};
    if (!readings.make_sense(finding)) return finding;
    std::vector<VectorClock> rows;
    for (std::size_t i = 0; i < readings.values.size(); ++i)
        rows.push_back(readings.values[i].row(readings.event(i).told->process));
    judge_condition(finding, readings.causality, rows);
    judge_converse(finding, readings.causality, rows);
    return finding;
}

// MC2 "Row k is what k was last known to know."
Finding other_rows(History const& history) {
    Finding finding;
    Readings<MatrixClock> const readings{history};
    if (!readings.make_sense(finding)) return finding;
    auto const pasts = readings.causality.pasts();
    for (std::size_t f = 0; f < pasts.size(); ++f) {
        auto const& event = readings.event(f);
        if (!event.whole_past) {
            finding.leave_open(not_known(event));
            continue;
        }
        for (ProcessId k : ProcessRange{0, readings.causality.processes()}) {
            if (k == event.told->process) continue;
            VectorClock known{readings.causality.processes()};
            if (auto const number = pasts[f][index(k)]; number > 0) {
                auto const& past = pasts[readings.causality.of(k)[number - 1]];
                for (std::size_t q = 0; q < past.size(); ++q) known.raise(process(q), past[q]);
            }
            finding.premise();
            if (readings.values[f].row(k) != known)
                finding.violate("row " + std::to_string(index(k)) + " of " + text(event) +
                                " should be " + to_string(known));
        }
    }
    return finding;
}

// HLC2 "l is the largest physical reading in the past."
Finding closeness(History const& history) {
    Finding finding;
    Readings<HybridClock> const readings{history};
    if (!readings.make_sense(finding)) return finding;
    std::vector<Time> largest;
    for (std::size_t f = 0; f < readings.values.size(); ++f) {
        auto const& event = readings.event(f);
        Time most = event.reading.physical;
        if (event.before) most = std::max(most, largest[*event.before]);
        if (event.cause) most = std::max(most, largest[*event.cause]);
        largest.push_back(most);
        if (!event.whole_past) {
            finding.leave_open(not_known(event));
            continue;
        }
        finding.premise();
        if (readings.values[f].largest() != most)
            finding.violate("the largest physical reading before " + text(event) + " is " +
                            to_string(most));
    }
    return finding;
}

template <ClockValue Value>
Value all_together(Readings<Value> const& readings) {
    Value all{};
    for (Value const& value : readings.values) all.merge(value);
    return all;
}

/// "[1 0 2]", or of many entries the first and how many there are.
std::string short_text(VectorClock const& clock) {
    constexpr std::size_t shown = 12;
    auto const counts = clock.counts();
    if (counts.size() <= shown) return to_string(clock);
    std::string text = "[";
    for (std::size_t i = 0; i < shown; ++i) text += std::to_string(counts[i]) + ' ';
    return text + "... " + std::to_string(counts.size()) + " entries]";
}

ClockSummary matrix_summary(History const& history) {
    Readings<MatrixClock> const readings{history};
    MatrixClock const all = all_together(readings);
    VectorClock rows{};
    ClockSummary summary{.events = readings.values.size(), .known_to_all = 0};
    for (ProcessId p : ProcessRange{0, readings.causality.processes()}) rows.merge(all.row(p));
    for (ProcessId p : ProcessRange{0, readings.causality.processes()})
        *summary.known_to_all += all.known_to_all(p);
    summary.largest = short_text(rows);
    return summary;
}

ClockSummary hybrid_summary(History const& history) {
    Readings<HybridClock> const readings{history};
    ClockSummary summary{.events = readings.values.size()};
    for (std::size_t i = 0; i < readings.values.size(); ++i) {
        auto const ahead = readings.values[i].largest() - readings.event(i).reading.physical;
        summary.ahead = std::max(ahead, summary.ahead.value_or(ahead));
    }
    if (summary.events > 0) summary.largest = to_string(all_together(readings));
    return summary;
}

/// Stamped messages to others, and what their stamps were made of.
struct Stamps {
    Stamps(net::Traffic const& traffic, StampSize const& size) {
        double bytes = 0;
        for (auto const& [key, kind] : traffic.by_kind()) {
            auto const sent = static_cast<double>(kind.sent);
            if (key.first == "Chatter") {
                messages += sent;
                bytes -= static_cast<double>(kind.bytes);
            } else if (key.first == "StampedLink") {
                stamped += sent;
                bytes += static_cast<double>(kind.bytes);
            }
        }
        bytes -= stamped * (StampedLink::framing + size.beside);
        if (stamped > 0) numbers = bytes / size.per_number / stamped;
    }
    double messages{0};  // that the algorithm sent
    double stamped{0};   // that went out with a stamp
    double numbers{0};   // in each of these
};

/// The largest difference between two clocks up to then: they drift steadily, so that it is at one
/// end or the other.
Duration difference_max(std::map<ProcessId, LocalClock> const& skews, std::uint32_t processes,
                        Time until) {
    std::vector<LocalClock> clocks;
    for (auto const& [p, skew] : skews) clocks.push_back(skew);
    if (clocks.size() < processes) clocks.emplace_back();  // one that is right
    Duration largest{0};
    for (Time const t : {Time{}, until}) {
        auto const read = [t](LocalClock const& skew) { return skew.local(t); };
        auto const [least, most] = std::ranges::minmax_element(clocks, {}, read);
        largest = std::max(largest, read(*most) - read(*least));
    }
    return largest;
}

}  // namespace

std::vector<Property> logical_clock(LogicalClock::Kind kind) {
    switch (kind) {
        using enum LogicalClock::Kind;
        case lamport: break;
        case vector:
            return {{"VC1", "Clock condition", clock_condition<VectorClock>},
                    {"VC2", "Converse", vector_converse},
                    {"VC3", "Own count", own_count}};
        case differential:
            return assuming({crash_stop(), fifo_channels(), reliable_channels()},
                            logical_clock(vector));
        case matrix: return {{"MC1", "Own row", own_row}, {"MC2", "Other rows", other_rows}};
        case hybrid:
            return {{"HLC1", "Clock condition", clock_condition<HybridClock>},
                    {"HLC2", "Closeness", closeness}};
    }
    return {{"LC1", "Clock condition", clock_condition<LamportClock>},
            {"LC2", "Total order", total_order}};
}

ClockSummary summary(History const& history, LogicalClock::Kind kind) {
    switch (kind) {
        using enum LogicalClock::Kind;
        case lamport: break;
        case vector:
        case differential: {
            Readings<VectorClock> const readings{history};
            return {.events = readings.values.size(),
                    .largest = short_text(all_together(readings))};
        }
        case matrix: return matrix_summary(history);
        case hybrid: return hybrid_summary(history);
    }
    Readings<LamportClock> const readings{history};
    return {.events = readings.values.size(), .largest = to_string(all_together(readings))};
}

StampSize stamp_size(LogicalClock::Kind kind, double n) {
    using enum LogicalClock::Kind;
    switch (kind) {
        case lamport: break;
        case vector: return {n, 8, 4, "n"};
        case matrix: return {n * n, 8, 4 + 4 * n, "n^2"};
        case hybrid: return {2, 8, 0, "2: l and c"};
        case differential: return {n, 12, 4, "n: those that changed"};
    }
    return {1, 8, 0, "1"};
}

std::vector<TheoryRow> clock_messages(LogicalClock::Kind kind,
                                      std::map<ProcessId, LocalClock> const& skews, bool simulated,
                                      History const& history, net::Outcome const& outcome) {
    auto const size = stamp_size(kind, history.size());
    Stamps const stamps{outcome.traffic, size};
    if (stamps.stamped == 0)
        return {
            {"numbers in each message", 0, "~", size.numbers, size.formula, "no message was sent"}};
    bool const differential = kind == LogicalClock::Kind::differential;
    // A crash in the middle of a sending leaves a message that was never stamped.
    std::optional<std::string> cut_off;
    for (ProcessId p : history.processes())
        if (history.may_be_cut_off(p) && !history.never_crashed(p))
            cut_off = to_string(p) + " crashed, perhaps in the middle of a sending";
    std::vector<TheoryRow> rows{
        unless(cut_off,
               {"messages for the clock's sake", stamps.stamped - stamps.messages, "=", 0, "none"}),
        unless(cut_off, {"numbers in each message", stamps.numbers, differential ? "<=" : "=",
                         size.numbers, size.formula})};
    if (differential) {
        double const bytes = size.beside + size.per_number * stamps.numbers;
        rows.push_back({"bytes of a stamp", bytes, "~", 4 + 8 * size.numbers, "4+8n: of a vector"});
    }
    auto const ahead = summary(history, kind).ahead;
    if (!ahead) return rows;
    // Real machines' clocks differ by more than what was asked for.
    rows.push_back({"l - pt at most, us", microseconds(*ahead), simulated ? "<=" : "~",
                    microseconds(difference_max(skews, history.size(), history.ended_at())),
                    "the clocks' largest difference"});
    return rows;
}

}  // namespace conclave::check
