#include "check/assumptions.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "check/bounds.hpp"
#include "check/messages.hpp"

namespace conclave::check {
namespace {

using Breach = std::optional<std::string>;

std::string at(Time time) { return " at " + to_string(time); }

Breach somebody_crashed(History const& history) {
    for (Event const& e : history.events())
        if (e.kind == Event::Kind::crash) return to_string(e.process) + " crashed" + at(e.time);
    for (Absence const& down : history.downtimes())
        return to_string(down.process) + " died" + at(down.begin);
    return std::nullopt;
}

Breach somebody_recovered(History const& history) {
    for (Event const& e : history.events())
        if (e.kind == Event::Kind::recovery)
            return to_string(e.process) + " recovered" + at(e.time);
    return std::nullopt;
}

Breach majority_lost(History const& history) {
    auto const downtimes = history.downtimes();
    auto const n = history.size();
    for (Absence const& one : downtimes) {
        auto const down = static_cast<std::uint32_t>(std::ranges::count_if(
            downtimes, [&](auto const& d) { return d.begin <= one.begin && one.begin < d.end; }));
        if (2 * (n - std::min(down, n)) <= n)
            return "only " + std::to_string(n - std::min(down, n)) + " of " + std::to_string(n) +
                   " were up" + at(one.begin);
    }
    return std::nullopt;
}

/// The first message that another one overtook: of two modules if there is such a case, since the
/// numbers of one module would put its own messages in order.
Breach somebody_overtook(History const& history) {
    struct Sent {
        std::size_t place{0};
        Event const* event{nullptr};
    };
    std::map<std::pair<ProcessId, ProcessId>, Sent> latest;  // sent, of what has been received
    std::map<MessageName, Sent> sent;
    Breach first;
    for (Event const& e : history.events()) {
        if (is_send(e)) sent.emplace(name_of(e), Sent{sent.size() + 1, &e});
        if (!is_receipt(e)) continue;
        auto const found = sent.find(name_of(e));
        if (found == sent.end() || !found->second.event) continue;
        Sent const now = std::exchange(found->second, Sent{});  // a second receipt proves nothing
        Sent& before = latest[{e.peer, e.process}];
        if (now.place > before.place) {
            before = now;
            continue;
        }
        bool const of_two_modules = before.event->channel != e.channel;
        if (first && !of_two_modules) continue;
        first = message_text(*before.event) + ", sent" + at(before.event->time) + ", overtook " +
                message_text(*now.event) + ", sent" + at(now.event->time) + ", which arrived" +
                at(e.time);
        if (of_two_modules) break;
    }
    return first;
}

Breach something_got_lost(History const& history) {
    if (!history.at_rest()) return std::nullopt;
    for (Message const& m : between_correct(history))
        if (m.delivered.empty())
            return to_string(m) + ", sent" + at(m.sent->time) + ", never arrived";
    return std::nullopt;
}

/// Neither was down between these times, nor is unknown.
bool both_up(History const& history, std::vector<Absence> const& downtimes, Message const& m,
             Time begin, Time end) {
    auto const known = [&](ProcessId p) { return history.up(p) || history.down_since(p); };
    return known(m.from()) && known(m.to()) && std::ranges::none_of(downtimes, [&](auto const& d) {
               bool const of_theirs = d.process == m.from() || d.process == m.to();
               return of_theirs && d.begin <= end && begin <= d.end;
           });
}

Breach delayed(History const& history, Duration delay_max) {
    auto const downtimes = history.downtimes();
    ClockRates const rates{history.faults()};
    for (Message const& m : messages(history)) {
        if (!m.sent || m.from() == m.to()) continue;
        Time begin = m.sent->time;
        Duration const allowed = delay_max + history.time_doubt(begin);
        auto const words = to_string(m) + ", sent" + at(begin);
        if (m.delivered.empty()) {
            Time const due = begin + rates.shown_max(allowed) + Duration{1};
            if (due <= history.ended_at() && both_up(history, downtimes, m, begin, due))
                return words + ", never arrived";
            continue;
        }
        Time const arrived = m.delivered.front()->time;
        for (Absence const& down : downtimes)
            if (down.process == m.to() && down.end <= arrived) begin = std::max(begin, down.end);
        if (rates.shown_max(arrived - begin) > allowed)
            return words + ", arrived only" + at(arrived);
    }
    return std::nullopt;
}

Breach was_cut_off(History const& history) {
    if (history.at_rest()) return std::nullopt;
    return "the run was cut off at " + to_string(history.ended_at());
}

Breach end_unknown(History const& history) {
    for (ProcessId p : history.processes())
        if (!history.complete(p))
            return "the end of the history of " + to_string(p) + " is missing";
    return std::nullopt;
}

std::string lasting(Time begin, Time end, Time ended_at) {
    return " from " + to_string(begin) +
           (end >= ended_at ? " to the end" : " to " + to_string(end));
}

/// A cut, partition, pause or drop that `counts`, by its begin and end.
template <class Counts>
Breach unheard(History const& history, Counts const& counts) {
    auto const end_of_run = history.ended_at();
    auto const breaks = [&](Time begin, Time end) {
        return begin < end_of_run && counts(begin, end);
    };
    for (net::Cut const& cut : history.faults().cuts)
        if (breaks(cut.span.begin, cut.span.end))
            return to_string(cut.from) + " could not reach " + to_string(cut.to) +
                   lasting(cut.span.begin, cut.span.end, end_of_run);
    for (net::Partition const& partition : history.faults().partitions)
        if (breaks(partition.span.begin, partition.span.end))
            return "a partition split the processes" +
                   lasting(partition.span.begin, partition.span.end, end_of_run);
    for (net::LinkChance const& loss : history.faults().losses_on)
        if (loss.probability >= 1 && breaks(loss.span.begin, loss.span.end))
            return "a link lost every message" +
                   lasting(loss.span.begin, loss.span.end, end_of_run);
    for (net::Drop const& drop : history.faults().drops) {
        Time const end = drop.count ? never : drop.span.end;  // of those, no copy ever arrives
        if (breaks(drop.span.begin, end))
            return "messages " + drop.kind + " were dropped" +
                   lasting(drop.span.begin, end, end_of_run);
    }
    for (Absence const& pause : history.pauses())
        if (breaks(pause.begin, pause.end))
            return to_string(pause.process) + " stood still" +
                   lasting(pause.begin, pause.end, end_of_run);
    return std::nullopt;
}

Breach unheard_in_the_end(History const& history) {
    if (history.faults().loss >= 1) return "the network lost every message";
    return unheard(history, [&](Time, Time end) { return end >= history.ended_at(); });
}

Breach treated_apart(History const& history) {
    net::FaultPlan const& faults = history.faults();
    if (faults.singles_out()) return "the network treats some messages apart";
    auto const spans = [&](std::string const& what, net::Span const& span) {
        return what + lasting(span.begin, span.end, history.ended_at());
    };
    if (!faults.cuts.empty()) {
        net::Cut const& cut = faults.cuts.front();
        return spans(to_string(cut.from) + " could not reach " + to_string(cut.to), cut.span);
    }
    if (faults.partitions.empty()) return std::nullopt;
    return spans("a partition split the processes", faults.partitions.front().span);
}

Breach asynchronous(History const& history, Duration detection_max) {
    net::FaultPlan const& faults = history.faults();
    auto const loses = [](net::LinkChance const& loss) { return loss.probability > 0; };
    if (faults.loss > 0 || std::ranges::any_of(faults.losses_on, loses))
        return "the network lost messages";
    for (auto const& [p, clock] : faults.skews)
        if (clock.drift_ppm != 0) return "the clock of " + to_string(p) + " drifts";
    Duration longest = faults.delay_max;
    for (net::LinkDelay const& delay : faults.delays_on) longest = std::max(longest, delay.max);
    if (longest > detection_max) return "messages took up to " + to_string(longest);
    return unheard(history, [](Time, Time) { return true; });
}

}  // namespace

Assumption nobody_crashes() { return {"that nobody crashes", somebody_crashed}; }
Assumption crash_stop() { return {"crash-stop", somebody_recovered}; }
Assumption majority_up() { return {"a majority that is up", majority_lost}; }
Assumption fifo_channels() { return {"FIFO channels", somebody_overtook}; }
Assumption reliable_channels() { return {"channels that lose nothing", something_got_lost}; }

Assumption comes_to_rest() { return {"that the run comes to rest", was_cut_off}; }
Assumption whole_history() { return {"that all is known", end_unknown}; }
Assumption treats_all_alike() {
    return {"a network that treats all messages alike", treated_apart};
}

Breach first_breach(History const& history, std::vector<Assumption> const& assumptions) {
    for (Assumption const& assumption : assumptions)
        if (auto how = assumption.broken(history)) return how;
    return std::nullopt;
}

Assumption delay_at_most(Duration delay_max) {
    return {"that a message is handled within `delay_max` of its sending",
            [=](History const& history) { return delayed(history, delay_max); }};
}

Assumption synchrony(Duration detection_max) {
    return {"that of the heartbeats sent within any `silence_max` one arrives",
            [=](History const& history) { return asynchronous(history, detection_max); }};
}

Assumption heard_in_the_end(std::string_view name) { return {name, unheard_in_the_end}; }

}  // namespace conclave::check
