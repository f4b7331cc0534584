#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <string>
#include <utility>

#include "core/context.hpp"
#include "core/type_name.hpp"

namespace conclave {

/// A layer that carries each message to everyone, and not from one to one.
template <class Below>
concept CarriesToEveryone = requires(Below& below, Packet const& packet) {
    below.broadcast(packet);
};

/// What a message carries: the packet in its member `parcel`, if it has one, under its `key`.
template <class Message>
std::optional<Carried> find_carried(BytesView bytes) {
    auto const message = decode<Message>(bytes);
    if (!message) return std::nullopt;
    auto const& parcel = message->parcel;
    Carried carried{.channel = parcel.channel, .number = parcel.number, .body = parcel.body};
    if constexpr (requires { message->key; }) carried.instance = show(message->key);
    return carried;
}

template <class Message>
consteval FindCarried carried_by() {
    if constexpr (requires(Message const& message) { message.parcel; })
        return &find_carried<Message>;
    else
        return nullptr;
}

/// The number in a message's member `sequence`, if it has one.
template <class Message>
std::optional<std::uint64_t> find_sequence(BytesView bytes) {
    auto const message = decode<Message>(bytes);
    if (!message) return std::nullopt;
    return message->sequence;
}

template <class Message>
consteval FindSequence sequence_of() {
    if constexpr (requires(Message const& message) {
                      { message.sequence } -> std::convertible_to<std::uint64_t>;
                  })
        return &find_sequence<Message>;
    else
        return nullptr;
}

/// A module's typed door to the layer below. `Port<Link, Owner, Challenge, Answer>` sends these
/// messages over a link and hands each one that arrives to the owner's `upon(ProcessId from,
/// Challenge const&)`, which may be private if the owner befriends the port. It opens the module's
/// channel, numbers, counts and traces every message, and drops what does not decode. A message is
/// a plain struct, and called what its type is called. `Port<Broadcast, Owner, Proposal>` does the
/// same for messages to everyone: `upon(ProcessId origin, Proposal const&)`.
///
/// On the wire: one byte, which of the messages, then its fields.
template <class Below, class Owner, class... Messages>
class Port final : private Below::Receiver, private Piece {
public:
    Port(Context& ctx, Below& below, Owner& owner)
        : Piece{ctx, layer_of<Owner>()},
          below_{below},
          owner_{owner},
          channel_{open(type_name<Owner>(), kinds)} {
        below.attach(channel_, *this);
    }
    Port(Port const&) = delete;
    Port& operator=(Port const&) = delete;
    ~Port() = default;

    template <class Message>
    void send(ProcessId to, Message const& message) requires(!CarriesToEveryone<Below>) {
        constexpr std::size_t kind = kind_of<Message>();
        auto const body = image(message);
        auto const number = Piece::number(channel_, kind, to, body.size());
        if (tracing()) record(Event::Kind::send, kind, to, number, view(body));
        below_.send(to, {channel_, number, view(body)});
        if (to != self()) pass_crash_point(CrashPoint::After::send);
    }

    template <class Message>
    void broadcast(Message const& message) requires CarriesToEveryone<Below> {
        constexpr std::size_t kind = kind_of<Message>();
        auto const body = image(message);
        auto const number = number_broadcast(channel_, kind);
        if (tracing()) record(Event::Kind::broadcast, kind, self(), number, view(body));
        below_.broadcast({channel_, number, view(body)});
    }

    /// A message that decodes, but cannot mean anything: it is dropped, counted and traced.
    void reject(ProcessId from) const { drop_garbled(channel_, from); }

    [[nodiscard]] Channel channel() const { return channel_; }

private:
    static_assert(sizeof...(Messages) > 0 && sizeof...(Messages) < 256);

    static constexpr auto arrival =
        CarriesToEveryone<Below> ? Event::Kind::deliver : Event::Kind::receive;

    template <class Message>
    static Bytes image(Message const& message) {
        Bytes body;
        body.push_back(std::byte{kind_of<Message>()});
        encode_to(body, message);
        return body;
    }

    template <class Message>
    static consteval std::size_t kind_of() {
        static_assert((std::same_as<Message, Messages> || ...),
                      "a message that the Port does not list");
        constexpr std::array same{std::same_as<Message, Messages>...};
        return static_cast<std::size_t>(std::ranges::find(same, true) - same.begin());
    }

    void deliver(ProcessId from, Packet const& packet) override {
        static_assert((handled<Messages>() && ...),
                      "a message without its upon(ProcessId, Message)");
        auto const body = packet.body;
        auto const kind = body.empty() ? sizeof...(Messages) : static_cast<std::size_t>(body[0]);
        if (kind >= sizeof...(Messages)) return reject(from);
        handlers[kind](*this, from, packet);
    }

    template <class Message>
    static consteval bool handled() {
        return requires(Owner & owner, ProcessId from, Message const& message) {
            owner.upon(from, message);
        };
    }

    template <class Message>
    static void handle(Port& port, ProcessId from, Packet const& packet) {
        auto const message = decode<Message>(packet.body.subspan(1));
        if (!message) return port.reject(from);
        if (port.layer() == Layer::algorithm) port.mark_active();
        if (port.tracing())
            port.record(arrival, kind_of<Message>(), from, packet.number, packet.body);
        ENSURE(!std::exchange(port.handling_, true), "a handler was entered anew before it ended");
        port.owner_.upon(from, *message);
        port.handling_ = false;
    }

    void record(Event::Kind what, std::size_t kind, ProcessId peer, std::uint64_t number,
                BytesView body) const {
        Piece::record({.kind = what,
                       .layer = layer(),
                       .channel = channel_,
                       .peer = peer,
                       .number = number,
                       .what = std::string{kinds[kind].name},
                       .body = to_bytes(body.subspan(1)),
                       .show_body = kinds[kind].show});
    }

    static constexpr std::array<MessageKind, sizeof...(Messages)> kinds{
        MessageKind{type_name<Messages>(), &show_bytes<Messages>, carried_by<Messages>(),
                    sequence_of<Messages>()}...};
    static constexpr std::array handlers{&Port::template handle<Messages>...};

    Below& below_;
    Owner& owner_;
    Channel channel_;
    bool handling_{false};
};

}  // namespace conclave
