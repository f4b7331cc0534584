#include "links/links_properties.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

namespace conclave::check {
namespace {

using Pair = std::pair<ProcessId, ProcessId>;  // from, to

/// A message's name in the history.
struct MessageId {
    ProcessId from;
    ProcessId to;
    Channel channel;
    std::uint64_t number;
    auto operator<=>(MessageId const&) const = default;
};

bool is_send(Event const& e) { return e.kind == Event::Kind::send && e.layer == Layer::algorithm; }
bool is_receive(Event const& e) {
    return e.kind == Event::Kind::receive && e.layer == Layer::algorithm;
}

MessageId id_of(Event const& e) {
    if (e.kind == Event::Kind::send) return {e.process, e.peer, e.channel, e.number};
    return {e.peer, e.process, e.channel, e.number};
}

std::string text(Event const& e) {
    auto const id = id_of(e);
    return e.what + '(' + e.arguments() + ") #" + std::to_string(id.number) + " from " +
           to_string(id.from) + " to " + to_string(id.to);
}

std::string at(Event const& e) { return " at " + to_string(e.time); }

/// "If q delivers m from p, then p sent m to q": before, and the very same m.
Finding no_creation(History const& history) {
    Finding finding;
    std::map<MessageId, Event const*> sent;
    for (Event const& e : history.events()) {
        if (is_send(e)) sent.emplace(id_of(e), &e);
        if (!is_receive(e)) continue;
        finding.premise();
        auto const found = sent.find(id_of(e));
        if (found == sent.end()) {
            auto const why =
                to_string(e.process) + " delivered " + text(e) + at(e) + ", which was never sent";
            if (history.complete(e.peer))
                finding.violate(why);
            else
                finding.leave_open(why + " as far as is known of " + to_string(e.peer));
        } else if (found->second->body != e.body) {
            finding.violate(to_string(e.process) + " delivered " + text(e) + at(e) +
                            ", but what was sent is " + text(*found->second));
        }
    }
    return finding;
}

/// At most this many deliveries of each message, in one life of the receiver.
Finding deliveries_at_most(History const& history, std::uint64_t most) {
    Finding finding;
    std::map<MessageId, std::uint64_t> delivered;
    for (Event const& e : history.events()) {
        if (e.kind == Event::Kind::crash)
            std::erase_if(delivered, [&](auto const& d) { return d.first.to == e.process; });
        if (!is_receive(e)) continue;
        finding.premise();
        if (++delivered[id_of(e)] > most)
            finding.violate(to_string(e.process) + " delivered " + text(e) + " again" + at(e));
    }
    return finding;
}

Finding no_duplication(History const& history) { return deliveries_at_most(history, 1); }

/// "If a correct p sends m to a correct q, q eventually delivers m"; correct: never crashed.
Finding reliable_delivery(History const& history) {
    Finding finding;
    std::set<MessageId> delivered;
    for (Event const& e : history.events())
        if (is_receive(e)) delivered.insert(id_of(e));
    for (Event const& e : history.events()) {
        if (!is_send(e)) continue;
        if (!history.never_crashed(e.process) || !history.never_crashed(e.peer)) continue;
        finding.premise();
        if (!delivered.contains(id_of(e)))
            finding.fail_at_rest(history, text(e) + ", sent" + at(e) + ", was never delivered");
    }
    return finding;
}

Finding fifo_delivery(History const& history) {
    Finding finding;
    std::map<std::tuple<ProcessId, ProcessId, Channel>, std::uint64_t> last;
    for (Event const& e : history.events()) {
        if (!is_receive(e)) continue;
        finding.premise();
        std::uint64_t& number = last[{e.peer, e.process, e.channel}];
        if (e.number < number)
            finding.violate(to_string(e.process) + " delivered " + text(e) + at(e) + " after #" +
                            std::to_string(number) + ", which was sent later");
        number = std::max(number, e.number);
    }
    return finding;
}

Finding fair_loss(History const& history, std::uint64_t tries, Time since) {
    Finding finding;
    std::set<MessageId> delivered;
    for (Event const& e : history.events())
        if (is_receive(e)) delivered.insert(id_of(e));
    struct Row {
        std::uint64_t sent{0};
        std::uint64_t lost_in_a_row{0};
    };
    std::map<Pair, Row> rows;
    for (Event const& e : history.events()) {
        bool const counts = is_send(e) && e.time >= since && e.process != e.peer &&
                            history.never_crashed(e.process) && history.never_crashed(e.peer);
        if (!counts) continue;
        Row& row = rows[{e.process, e.peer}];
        row.lost_in_a_row = delivered.contains(id_of(e)) ? 0 : row.lost_in_a_row + 1;
        if (++row.sent < tries) continue;
        finding.premise();
        if (row.lost_in_a_row >= tries)
            finding.fail_at_rest(history, std::to_string(row.lost_in_a_row) +
                                              " messages in a row from " + to_string(e.process) +
                                              " to " + to_string(e.peer) + ", up to " + text(e) +
                                              ", were all lost");
    }
    return finding;
}

Finding stubborn_delivery(History const& history, Duration horizon, Time since) {
    Finding finding;
    std::map<MessageId, std::uint64_t> delivered;
    for (Event const& e : history.events())
        if (is_receive(e)) ++delivered[id_of(e)];
    for (Event const& e : history.events()) {
        if (!is_send(e) || std::max(e.time, since) + horizon > history.ended_at()) continue;
        if (!history.never_crashed(e.process) || !history.never_crashed(e.peer)) continue;
        finding.premise();
        if (auto const times = delivered[id_of(e)]; times < stubborn_deliveries)
            finding.violate(text(e) + ", sent" + at(e) + ", was delivered only " +
                            std::to_string(times) + " times");
    }
    return finding;
}

}  // namespace

Latency sending_to_delivery(History const& history) {
    Latency latency{"sending to delivery"};
    std::map<MessageId, Time> sent;
    for (Event const& e : history.events()) {
        if (e.peer == e.process) continue;
        if (is_send(e)) sent.emplace(id_of(e), e.time);
        if (!is_receive(e)) continue;
        if (auto const found = sent.extract(id_of(e)))
            latency.samples.push_back(e.time - found.mapped());
    }
    return latency;
}

std::vector<Property> fair_loss_link(std::uint64_t tries, Time since) {
    return {{"FLL1", "Fair-loss",
             [=](History const& history) { return fair_loss(history, tries, since); }},
            {"FLL2", "Finite duplication",
             [](History const& history) { return deliveries_at_most(history, 2); }},
            {"FLL3", "No creation", no_creation}};
}

std::vector<Property> stubborn_link(Duration horizon, Time since) {
    return {{"SL1", "Stubborn delivery",
             [=](History const& history) { return stubborn_delivery(history, horizon, since); }},
            {"SL2", "No creation", no_creation}};
}

std::vector<Property> perfect_link() {
    return {{"PL1", "Reliable delivery", reliable_delivery},
            {"PL2", "No duplication", no_duplication},
            {"PL3", "No creation", no_creation}};
}

std::vector<Property> fifo_perfect_link() {
    return {{"FPL1", "Reliable delivery", reliable_delivery},
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
    auto const sent = static_cast<double>(outcome.traffic.sent("Line"));
    if (sent == 0) return {};
    double data = 0;
    for (auto const& [key, kind] : outcome.traffic.by_kind())
        if (key.second == "Data" && key.first != "FifoPerfectLink")
            data += static_cast<double>(kind.sent);
    double const delivered =
        static_cast<double>(std::ranges::count_if(history.events(), [](Event const& e) {
            // As sends are counted: those to oneself are not messages.
            return e.kind == Event::Kind::receive && e.layer == Layer::algorithm &&
                   e.peer != e.process;
        }));
    double const p = faults.loss;
    double const d = faults.duplicate;
    if (link == Kind::fair_loss)
        return {{"deliveries for each line", delivered / sent, "~", (1 - p) * (1 + d),
                 "(1-loss)(1+duplicate)"}};
    if (link == Kind::stubborn)
        return {{"deliveries for each line", delivered / sent, ">=", 3, "for ever, so any number"}};
    bool const once = faults.actions.empty() && history.at_rest() && p < 1;
    TheoryRow const deliveries{"deliveries for each line", delivered / sent, once ? "=" : "~", 1,
                               "exactly once"};
    if (link == Kind::eliminate_duplicates)
        return {deliveries,
                {"transmissions for each line", data / sent, ">=", 1, "for ever, so any number"}};
    return {deliveries,
            {"transmissions for each line", data / sent, ">=", 1, "1 without loss"},
            {"transmissions for each line", data / sent, "~", 1 / ((1 - p) * (1 - p)),
             "1/(1-loss)^2: until data and acknowledgement both arrive"}};
}

}  // namespace conclave::check
