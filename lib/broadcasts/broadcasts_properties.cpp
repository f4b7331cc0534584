#include "broadcasts/broadcasts_properties.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "check/promises.hpp"

namespace conclave::check {
namespace {

bool of_the_subject(Event const& e, Event::Kind kind) {
    return e.kind == kind && e.layer == Layer::algorithm;
}
bool is_broadcast(Event const& e) { return of_the_subject(e, Event::Kind::broadcast); }
bool is_delivery(Event const& e) { return of_the_subject(e, Event::Kind::deliver); }

BroadcastName broadcast_name(Event const& e) {
    return {is_broadcast(e) ? e.process : e.peer, e.channel, e.number};
}

std::string at(Event const& e) { return " at " + to_string(e.time); }

std::string delivery(Event const& e, BroadcastMessage const& message) {
    return to_string(e.process) + " delivered " + to_string(message) + at(e);
}

bool broadcast_by_correct(History const& history, BroadcastMessage const& message) {
    return message.broadcast && history.never_crashed(message.origin());
}

/// Its first delivery by a correct process; null if there is none.
Event const* delivery_by_correct(History const& history, BroadcastMessage const& message) {
    auto const found = std::ranges::find_if(
        message.delivered, [&](Event const* e) { return history.never_crashed(e->process); });
    return found == message.delivered.end() ? nullptr : *found;
}

/// "Every correct process eventually delivers m", for each of these; `why` says what obliges them.
template <class Why>
Finding all_correct_deliver(History const& history, std::vector<BroadcastMessage> const& messages,
                            Why const& why) {
    struct Case {
        BroadcastMessage const* message;
        ProcessId p;
    };
    std::vector<Case> cases;
    for (BroadcastMessage const& m : messages)
        for (ProcessId const p : history.processes())
            if (history.never_crashed(p)) cases.push_back({&m, p});
    return in_the_end(
        history, cases, [](Case const& c) { return c.message->delivered_by(c.p); },
        [&](Case const& c) { return why(*c.message) + ", and " + to_string(c.p) + " never did"; });
}

/// "If a correct process broadcasts a message m, then every correct process eventually delivers m."
Finding validity(History const& history) {
    auto const obliging = those(broadcasts(history), [&](BroadcastMessage const& m) {
        return broadcast_by_correct(history, m);
    });
    return all_correct_deliver(history, obliging, [](BroadcastMessage const& m) {
        return to_string(m) + ", broadcast" + at(*m.broadcast) +
               ", was to be delivered by everyone";
    });
}

/// "If a message m is delivered by some correct process, then m is eventually delivered by every
/// correct process."
Finding agreement(History const& history) {
    auto const obliging = those(broadcasts(history), [&](BroadcastMessage const& m) {
        return delivery_by_correct(history, m) != nullptr;
    });
    return all_correct_deliver(history, obliging, [&](BroadcastMessage const& m) {
        return delivery(*delivery_by_correct(history, m), m);
    });
}

/// In one life of the receiver: what it delivered before a crash, it may have forgotten.
Finding no_duplication(History const& history) {
    Finding finding;
    std::map<BroadcastName, BroadcastMessage> all;
    for (auto& m : broadcasts(history)) all.emplace(m.name, std::move(m));
    std::map<std::tuple<ProcessId, std::uint32_t, BroadcastName>, int> times;
    for (Event const& e : history.events()) {
        if (!is_delivery(e)) continue;
        auto const found = all.find(broadcast_name(e));
        if (found == all.end()) continue;
        finding.premise();
        if (++times[{e.process, history.life_of(e), found->first}] > 1)
            finding.violate(delivery(e, found->second) + ", again");
    }
    return finding;
}

Finding no_creation(History const& history) {
    Finding finding;
    for (BroadcastMessage const& m : broadcasts(history)) {
        for (Event const* e : m.delivered) {
            finding.premise();
            bool const before = m.broadcast && m.broadcast < e;  // in the history
            if (before && m.broadcast->body == e->body) continue;
            auto const what = delivery(*e, m);
            if (before)
                finding.violate(what + ", but it was broadcast as " + m.broadcast->what + '(' +
                                m.broadcast->arguments() + ')');
            else if (history.complete(m.origin()))
                finding.violate(what + ", which was not broadcast before");
            else
                finding.leave_open(what + ", which was not broadcast as far as is known of " +
                                   to_string(m.origin()));
        }
    }
    return finding;
}

}  // namespace

bool BroadcastMessage::delivered_by(ProcessId p) const {
    return std::ranges::any_of(delivered, [p](Event const* e) { return e->process == p; });
}

std::string to_string(BroadcastMessage const& message) {
    Event const& e = message.broadcast ? *message.broadcast : *message.delivered.front();
    return e.what + '(' + e.arguments() + ") #" + std::to_string(message.name.number) + " of " +
           to_string(message.origin());
}

std::vector<BroadcastMessage> broadcasts(History const& history) {
    Channel top{};
    for (Event const& e : history.events())
        if (is_broadcast(e) || is_delivery(e)) top = std::max(top, e.channel);

    std::vector<BroadcastMessage> all;
    std::map<BroadcastName, std::size_t> places;
    for (Event const& e : history.events()) {
        bool const concerns = (is_broadcast(e) || is_delivery(e)) && e.channel == top;
        if (!concerns) continue;
        auto const name = broadcast_name(e);
        auto const [place, is_new] = places.emplace(name, all.size());
        if (is_new) all.push_back({.name = name});
        BroadcastMessage& message = all[place->second];
        if (is_delivery(e))
            message.delivered.push_back(&e);
        else if (!message.broadcast)
            message.broadcast = &e;
    }
    return all;
}

std::vector<Property> best_effort_broadcast() {
    return {{"BEB1", "Validity", validity},
            {"BEB2", "No duplication", no_duplication},
            {"BEB3", "No creation", no_creation}};
}

Property reliable_broadcast_agreement() { return {"RB4", "Agreement", agreement}; }

}  // namespace conclave::check
