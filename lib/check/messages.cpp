#include "check/messages.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace conclave::check {

bool is_send(Event const& event, Layer layer) {
    return event.kind == Event::Kind::send && event.layer == layer;
}

bool is_receipt(Event const& event, Layer layer) {
    return event.kind == Event::Kind::receive && event.layer == layer;
}

MessageName name_of(Event const& event) {
    bool const at_receiver = event.kind == Event::Kind::receive;
    return {.from = at_receiver ? event.peer : event.process,
            .to = at_receiver ? event.process : event.peer,
            .channel = event.channel,
            .number = event.number};
}

std::string message_text(Event const& event) {
    auto const name = name_of(event);
    return event.what + '(' + event.arguments() + ") #" + std::to_string(name.number) + " from " +
           to_string(name.from) + " to " + to_string(name.to);
}

std::vector<Message> messages(History const& history, Layer layer) {
    std::vector<Message> all;
    std::map<MessageName, std::size_t> places;
    for (Event const& event : history.events()) {
        bool const send = is_send(event, layer);
        if (!send && !is_receipt(event, layer)) continue;
        auto const name = name_of(event);
        auto const [place, first] = places.emplace(name, all.size());
        if (first) all.push_back({.name = name});
        Message& message = all[place->second];
        if (!send)
            message.delivered.push_back(&event);
        else if (!message.sent)
            message.sent = &event;
    }
    return all;
}

std::vector<Message> between_correct(History const& history) {
    auto all = messages(history);
    std::erase_if(all, [&](Message const& m) {
        return !m.sent || !history.never_crashed(m.from()) || !history.never_crashed(m.to());
    });
    return all;
}

std::vector<Delivery> deliveries(History const& history, Layer layer) {
    std::vector<Delivery> all;
    std::map<MessageName, Event const*> sent;
    struct InLife {  // of the receiver
        std::uint32_t life{0};
        std::uint64_t number{0};
    };
    std::map<MessageName, InLife> delivered;
    std::map<std::tuple<ProcessId, ProcessId, Channel>, InLife> latest;
    for (Event const& event : history.events()) {
        if (is_send(event, layer)) sent.emplace(name_of(event), &event);
        if (!is_receipt(event, layer)) continue;
        auto const name = name_of(event);
        auto const sending = sent.find(name);
        auto const life = history.life_of(event);
        InLife& highest = latest[{name.from, name.to, name.channel}];
        if (highest.life != life) highest = {.life = life};
        auto const [found, first] = delivered.emplace(name, InLife{});
        InLife& times = found->second;
        if (times.life != life) times = {.life = life};
        all.push_back({.event = &event,
                       .sent = sending == sent.end() ? nullptr : sending->second,
                       .first = first,
                       .times = ++times.number,
                       .latest_before = highest.number});
        highest.number = std::max(highest.number, name.number);
    }
    return all;
}

std::vector<Event const*> events_of(History const& history, Event::Kind kind,
                                    std::string_view message, Layer layer) {
    std::vector<Event const*> all;
    for (Event const& event : history.events())
        if (event.kind == kind && event.layer == layer && event.what == message)
            all.push_back(&event);
    return all;
}

}  // namespace conclave::check
