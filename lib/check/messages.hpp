#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/history.hpp"
#include "core/type_name.hpp"
#include "core/wire.hpp"

/// The messages of a history: sends and receipts, paired by their names in one place for all
/// checkers. Unless another layer is asked for, they are those of the algorithm that the run is
/// about.
namespace conclave::check {

/// What tells a message from all others of a history.
struct MessageName {
    ProcessId from{};
    ProcessId to{};
    Channel channel{};
    std::uint64_t number{0};
    auto operator<=>(MessageName const&) const = default;
};

[[nodiscard]] bool is_send(Event const& event, Layer layer = Layer::algorithm);
[[nodiscard]] bool is_receipt(Event const& event, Layer layer = Layer::algorithm);

/// The message that a sending, a receipt or a loss is about.
[[nodiscard]] MessageName name_of(Event const& event);

/// "Line(7) #1 from p0 to p1": the message that a sending, a receipt or a loss is about.
[[nodiscard]] std::string message_text(Event const& event);

/// A message, from its sending to its deliveries.
struct Message {
    MessageName name{};
    Event const* sent{nullptr};             ///< null: nobody is known to have sent it
    std::vector<Event const*> delivered{};  ///< in all lives of the receiver, in their order

    [[nodiscard]] ProcessId from() const { return name.from; }
    [[nodiscard]] ProcessId to() const { return name.to; }
    /// Its sending, or its first delivery where that is not known.
    [[nodiscard]] Event const& event() const { return sent ? *sent : *delivered.front(); }
    /// "Line(7) #1 from p0 to p1"
    friend std::string to_string(Message const& message) { return message_text(message.event()); }
};

/// All messages, in the order in which they first occur.
[[nodiscard]] std::vector<Message> messages(History const& history, Layer layer = Layer::algorithm);

/// The messages that a correct process sent to a correct one; correct: it never crashed.
[[nodiscard]] std::vector<Message> between_correct(History const& history);

/// One delivery of a message.
struct Delivery {
    Event const* event{nullptr};
    Event const* sent{nullptr};  ///< the sending; null: it is not known, or comes later
    bool first{true};            ///< of this message, in all lives of the receiver
    std::uint64_t times{1};      ///< that it was delivered, by now, in this life of the receiver
    /// The highest number that this life of its receiver had delivered before, from this sender on
    /// this channel.
    std::uint64_t latest_before{0};

    [[nodiscard]] ProcessId from() const { return event->peer; }
    [[nodiscard]] ProcessId to() const { return event->process; }
};

/// All deliveries, in their order.
[[nodiscard]] std::vector<Delivery> deliveries(History const& history,
                                               Layer layer = Layer::algorithm);

/// The events of this kind about messages of this name.
[[nodiscard]] std::vector<Event const*> events_of(History const& history, Event::Kind kind,
                                                  std::string_view message,
                                                  Layer layer = Layer::algorithm);

/// The sendings of messages of a type: `sent<BullyElection::Challenge>(history)`. A message is
/// called what its type is called; two modules in one layer must not give one name two meanings.
template <class Type>
[[nodiscard]] std::vector<Event const*> sent(History const& history,
                                             Layer layer = Layer::algorithm) {
    return events_of(history, Event::Kind::send, type_name<Type>(), layer);
}
/// The receipts of messages of a type.
template <class Type>
[[nodiscard]] std::vector<Event const*> received(History const& history,
                                                 Layer layer = Layer::algorithm) {
    return events_of(history, Event::Kind::receive, type_name<Type>(), layer);
}

/// Whether the event is about a message of this type.
template <class Type>
[[nodiscard]] bool carries(Event const& event) {
    using enum Event::Kind;
    return (event.kind == send || event.kind == receive || event.kind == lost) &&
           event.what == type_name<Type>();
}
/// The message that a sending, a receipt or a loss is about; nothing if it is of another type.
template <class Type>
[[nodiscard]] std::optional<Type> message_of(Event const& event) {
    if (!carries<Type>(event)) return std::nullopt;
    return decode<Type>(view(event.body));
}

}  // namespace conclave::check
