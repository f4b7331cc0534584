#pragma once

#include <array>
#include <concepts>
#include <string>
#include <utility>

#include "core/context.hpp"
#include "core/type_name.hpp"

namespace conclave {

/// A module's typed door to the layer below. `Port<Link, Owner, Challenge, Answer>` sends these
/// messages over a link and hands each one that arrives to the owner's `upon(ProcessId from,
/// Challenge const&)`, which may be private if the owner befriends the port. It opens the module's
/// channel, numbers, counts and traces every message, and drops what does not decode.
///
/// On the wire: one byte, which of the messages, then its fields.
template <class Below, class Owner, class... Messages>
class Port final : private Below::Receiver {
public:
    Port(Context& ctx, Below& below, Owner& owner)
        : ctx_{ctx},
          below_{below},
          owner_{owner},
          channel_{ctx.open(type_name<Owner>(), layer_of<Owner>(), kinds)} {
        below.attach(channel_, *this);
    }
    Port(Port const&) = delete;
    Port& operator=(Port const&) = delete;
    ~Port() = default;

    template <class Message>
    void send(ProcessId to, Message const& message) {
        static_assert((std::same_as<Message, Messages> || ...),
                      "a message that the Port does not list");
        constexpr std::size_t kind = kind_of<Message>();
        Bytes body;
        body.push_back(std::byte{kind});
        encode_to(body, message);
        auto const number = ctx_.number(channel_, kind, to, body.size());
        if (ctx_.tracing()) record(Event::Kind::send, kind, to, number, view(body));
        below_.send(to, {channel_, number, view(body)});
    }

    [[nodiscard]] Channel channel() const { return channel_; }

private:
    static_assert(sizeof...(Messages) > 0 && sizeof...(Messages) < 256);

    template <class Message>
    static consteval std::size_t kind_of() {
        std::size_t kind = 0;
        ((std::same_as<Message, Messages> || (++kind, false)) || ...);
        return kind;
    }

    void deliver(ProcessId from, Packet const& packet) override {
        static_assert((handled<Messages>() && ...),
                      "a message without its upon(ProcessId, Message)");
        auto const body = packet.body;
        auto const kind = body.empty() ? sizeof...(Messages) : static_cast<std::size_t>(body[0]);
        if (kind >= sizeof...(Messages)) return ctx_.drop_garbled(channel_, from);
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
        if (!message) return port.ctx_.drop_garbled(port.channel_, from);
        if (layer_of<Owner>() == Layer::algorithm) port.ctx_.mark_active();
        if (port.ctx_.tracing())
            port.record(Event::Kind::receive, kind_of<Message>(), from, packet.number, packet.body);
        port.owner_.upon(from, *message);
    }

    void record(Event::Kind what, std::size_t kind, ProcessId peer, std::uint64_t number,
                BytesView body) {
        ctx_.record({.kind = what,
                     .layer = layer_of<Owner>(),
                     .channel = channel_,
                     .peer = peer,
                     .number = number,
                     .what = std::string{kinds[kind].name},
                     .body = to_bytes(body.subspan(1)),
                     .show_body = kinds[kind].show});
    }

    static constexpr std::array<MessageKind, sizeof...(Messages)> kinds{
        MessageKind{Messages::name, &show_bytes<Messages>}...};
    static constexpr std::array handlers{&Port::template handle<Messages>...};

    Context& ctx_;
    Below& below_;
    Owner& owner_;
    Channel channel_;
};

}  // namespace conclave
