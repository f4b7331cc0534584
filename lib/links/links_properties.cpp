#include "links/links_properties.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "check/assumptions.hpp"
#include "check/messages.hpp"
#include "check/promises.hpp"

namespace conclave::check {
namespace {

std::string at(Event const& e) { return " at " + to_string(e.time); }

/// "p1 delivered Line(7) #1 from p0 to p1"
std::string text(Delivery const& d) {
    return to_string(d.to()) + " delivered " + message_text(*d.event);
}

/// PL3, FPL3, SL2, FLL3 "If q delivers m from p, then p sent m to q": before, and the very same m.
Finding no_creation(History const& history) {
    auto const was_sent = [](Delivery const& d) { return d.sent && d.sent->body == d.event->body; };
    auto const is_known = [&](Delivery const& d) { return d.sent || history.complete(d.from()); };
    return always(deliveries(history), was_sent, is_known, [&](Delivery const& d) {
        auto const delivery = text(d) + at(*d.event);
        if (d.sent) return delivery + ", but what was sent is " + message_text(*d.sent);
        return delivery + ", which was never sent" +
               (is_known(d) ? "" : " as far as is known of " + to_string(d.from()));
    });
}

/// At most this many deliveries of each message, in one life of the receiver.
Finding deliveries_at_most(History const& history, std::uint64_t most) {
    return always(
        deliveries(history), [=](Delivery const& d) { return d.times <= most; },
        [](Delivery const& d) { return text(d) + " again" + at(*d.event); });
}

/// FLL2 "A message that is sent so often is delivered so often, and not for ever": our network
/// makes one duplicate at most.
Finding finite_duplication(History const& history) { return deliveries_at_most(history, 2); }

/// PL2, FPL2 "No message is delivered more than once": in all lives of the receiver, unless its
/// sender had crashed before, or its sending is not known; then in one life.
Finding no_duplication(History const& history) {
    auto const in_all_lives = [&](Delivery const& d) {
        return d.sent && history.life_of(*d.sent) == 0;
    };
    return always(
        deliveries(history),
        [&](Delivery const& d) { return in_all_lives(d) ? d.first : d.times == 1; },
        [](Delivery const& d) { return text(d) + " again" + at(*d.event); });
}

/// PL1, FPL1 "If a correct p sends m to a correct q, q eventually delivers m."
Finding reliable_delivery(History const& history) {
    return in_the_end(
        history, between_correct(history), [](Message const& m) { return !m.delivered.empty(); },
        [](Message const& m) {
            return to_string(m) + ", sent" + at(*m.sent) + ", was never delivered";
        });
}

/// FPL4 "If p sends m1 before m2, q does not deliver m2 unless it has delivered m1 before": of what
/// one life of it delivers at all.
Finding fifo_delivery(History const& history) {
    return always(
        deliveries(history), [](Delivery const& d) { return d.event->number >= d.latest_before; },
        [](Delivery const& d) {
            return text(d) + at(*d.event) + " after #" + std::to_string(d.latest_before) +
                   ", which was sent later";
        });
}

/// Messages in a row from one process to another, up to this one.
struct Row {
    Message last;
    std::uint64_t sent{0};
    std::uint64_t lost{0};  ///< one after the other, at the end of the row
};

/// FLL1 "If p sends m to q infinitely often, q delivers m infinitely often": of so many in a row,
/// one.
Finding fair_loss_of_rows(History const& history, std::uint64_t tries, Time since) {
    std::vector<Row> rows;
    std::map<std::pair<ProcessId, ProcessId>, Row> so_far;
    for (Message const& m : between_correct(history)) {
        if (m.sent->time < since || m.from() == m.to()) continue;
        auto& [last, sent, lost] = so_far[{m.from(), m.to()}];
        rows.push_back({m, ++sent, lost = m.delivered.empty() ? lost + 1 : 0});
    }
    return in_the_end(
        history, those(rows, [=](Row const& row) { return row.sent >= tries; }),
        [=](Row const& row) { return row.lost < tries; },
        [](Row const& row) {
            return std::to_string(row.lost) + " messages in a row from " +
                   to_string(row.last.from()) + " to " + to_string(row.last.to()) + ", up to " +
                   to_string(row.last) + ", were all lost";
        });
}

/// SL1 "If a correct p sends m to a correct q once, q delivers m infinitely often": three times
/// within the horizon.
Finding stubborn_delivery(History const& history, Duration horizon, Time since) {
    auto const long_ago = [&](Message const& m) {
        return std::max(m.sent->time, since) + horizon <= history.ended_at();
    };
    return always(
        those(between_correct(history), long_ago),
        [](Message const& m) { return m.delivered.size() >= stubborn_deliveries; },
        [](Message const& m) {
            return to_string(m) + ", sent" + at(*m.sent) + ", was delivered only " +
                   std::to_string(m.delivered.size()) + " times";
        });
}

}  // namespace

Latency sending_to_delivery(History const& history) {
    Latency latency{"sending to delivery"};
    for (Delivery const& d : deliveries(history))
        if (d.sent && d.first && d.from() != d.to())
            latency.samples.push_back(d.event->time - d.sent->time);
    return latency;
}

std::vector<Property> fair_loss_link(std::uint64_t tries, Time since) {
    return {{"FLL1", "Fair-loss",
             [=](History const& history) { return fair_loss_of_rows(history, tries, since); }},
            {"FLL2", "Finite duplication", finite_duplication},
            {"FLL3", "No creation", no_creation}};
}

std::vector<Property> stubborn_link(Duration horizon, Time since) {
    return {{.id = "SL1",
             .name = "Stubborn delivery",
             .judge = [=](History const& h) { return stubborn_delivery(h, horizon, since); },
             .assumes = {fair_loss()}},
            {"SL2", "No creation", no_creation}};
}

std::vector<Property> perfect_link() {
    return {{.id = "PL1",
             .name = "Reliable delivery",
             .judge = reliable_delivery,
             .assumes = {fair_loss()}},
            {"PL2", "No duplication", no_duplication},
            {"PL3", "No creation", no_creation}};
}

std::vector<Property> eliminate_duplicates() { return assuming({crash_stop()}, perfect_link()); }

std::vector<Property> fifo_perfect_link() {
    return {{.id = "FPL1",
             .name = "Reliable delivery",
             .judge = reliable_delivery,
             .assumes = {fair_loss()}},
            {"FPL2", "No duplication", no_duplication},
            {"FPL3", "No creation", no_creation},
            {"FPL4", "FIFO delivery", fifo_delivery}};
}

LineCounts sent_and_delivered(History const& history) {
    LineCounts counts;
    for (Event const& e : history.events()) {
        if (e.layer != Layer::algorithm) continue;
        counts.sent += e.kind == Event::Kind::send ? 1 : 0;
        counts.delivered += e.kind == Event::Kind::receive ? 1 : 0;
    }
    return counts;
}

std::vector<TheoryRow> link_messages(LinkTower::Kind link, net::FaultPlan const& faults,
                                     History const& history, net::Outcome const& outcome) {
    using Kind = LinkTower::Kind;
    auto const lines = static_cast<double>(outcome.traffic.sent("Line"));
    if (lines == 0)
        return {{"deliveries for each line", 0, "~", 0, "of lines", "no line was sent"}};
    double data = 0;
    for (auto const& [key, kind] : outcome.traffic.by_kind())
        if (key.second == "Data") data += static_cast<double>(kind.sent);
    double const delivered =
        static_cast<double>(std::ranges::count_if(history.events(), [](Event const& e) {
            // As sends are counted: those to oneself are not messages.
            return e.kind == Event::Kind::receive && e.layer == Layer::algorithm &&
                   e.peer != e.process;
        }));
    double const p = faults.loss;
    double const through = (1 - p) * (1 + faults.duplicate);
    // Who is down takes in nothing and repeats nothing, and what is cut off may be under way.
    auto const broken = first_breach(history, {nobody_crashes(), comes_to_rest()});
    auto const unequal = first_breach(history, {nobody_crashes(), treats_all_alike()});
    if (link == Kind::fair_loss)
        return {unless(unequal, {"deliveries for each line", delivered / lines, "~", through,
                                 "(1-loss)(1+duplicate)"})};
    if (link == Kind::stubborn)
        return {unless(unequal, {"deliveries for each transmission", delivered / data, "~", through,
                                 "(1-loss)(1+duplicate): a line is sent again for ever"})};
    auto const unheard = first_breach(history, {fair_loss()});
    TheoryRow const deliveries = unless(
        unheard,
        unless(broken, {"deliveries for each line", delivered / lines, "=", 1, "exactly once"}));
    if (link == Kind::eliminate_duplicates) return {deliveries};
    return {deliveries,
            unless(p < 1 ? unequal : "the network lost every message",
                   {"transmissions for each line", data / lines, "~", 1 / ((1 - p) * (1 - p)),
                    "1/(1-loss)^2: until data and acknowledgement both arrive"})};
}

}  // namespace conclave::check
