#pragma once

#include <functional>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "core/context.hpp"
#include "links/link.hpp"
#include "links/parcel.hpp"

/// Broken twins are made from the outside: a right algorithm stands on a TamperingLink, which
/// loses, repeats, swaps or forges the messages of one kind.
///
///     TamperingLink link{ctx, below, {lose(received("Answer")), repeat(sent("Line"), 3)}};
namespace conclave::test {

/// A message on its way through a TamperingLink. A rule lets it go on once, often, or never.
struct Passing {
    Context const& ctx;     ///< of the process whose link it is
    ProcessId peer;         ///< whom it goes to, or comes from
    std::string_view type;  ///< the name of its type
    Packet packet;
    /// The rest of the way, for this message or another one, of this peer or another one.
    std::function<void(ProcessId peer, Packet const&)> go;
    /// The same, once the next message of the same peer has gone.
    std::function<void()> go_after_next;

    void go_on() const { go(peer, packet); }
    void go_on_with(BytesView body) const { go(peer, {packet.channel, packet.number, body}); }
    /// Other fields in its place.
    template <class Message>
    void go_on_saying(Message const& forged) const {
        Bytes body{packet.body[0]};
        encode_to(body, forged);
        go_on_with(view(body));
    }

    /// Its fields, read by a struct of the test's own.
    template <class Message>
    [[nodiscard]] Message as() const {
        return decode<Message>(packet.body.subspan(1)).value();
    }
};

/// The messages of one type (of any, without a name), where they enter a link or leave it.
struct MessagesOf {
    enum class Side : std::uint8_t { sending, receiving };
    Side side;
    std::string_view type;
};
constexpr MessagesOf sent(std::string_view type) { return {MessagesOf::Side::sending, type}; }
constexpr MessagesOf received(std::string_view type) { return {MessagesOf::Side::receiving, type}; }

/// What becomes of these messages. Each process has a rule of its own, which may count.
struct Tampering {
    using Rule = std::function<void(Passing const&)>;
    MessagesOf messages;
    std::function<Rule()> make_rule;

    [[nodiscard]] static Tampering always(MessagesOf messages, Rule const& rule) {
        return {messages, [rule] { return rule; }};
    }
};

/// A link that does this to what passes it, and is right otherwise.
class TamperingLink final : public Link, private Link::Receiver, private Piece {
public:
    TamperingLink(Context& ctx, Link& below, std::vector<Tampering> const& tamperings)
        : Piece{ctx, Link::layer}, ctx_{ctx}, below_{below} {
        for (auto const& [messages, make_rule] : tamperings)
            rules_.emplace_back(messages, make_rule());
    }

    void attach(Channel channel, Link::Receiver& receiver) override {
        Link::attach(channel, receiver);
        below_.attach(channel, *this);
    }
    void send(ProcessId to, Packet const& packet) override {
        pass(Side::sending, to, packet,
             [this](ProcessId p, Packet const& m) { below_.send(p, m); });
    }

private:
    using Side = MessagesOf::Side;

    void deliver(ProcessId from, Packet const& packet) override {
        pass(Side::receiving, from, packet,
             [this](ProcessId p, Packet const& m) { Link::deliver(p, m); });
    }

    void pass(Side side, ProcessId peer, Packet const& packet,
              std::function<void(ProcessId, Packet const&)> const& go) {
        auto const late = std::exchange(held_[{side, peer}], {});
        auto const go_after_next = [&, this] {
            if (late.empty())
                held_[{side, peer}].push_back(Parcel::of(packet));
            else
                go(peer, packet);  // it is the next one itself
        };
        auto const type = type_of(packet);
        if (auto const* rule = rule_for(side, type))
            (*rule)({ctx_, peer, type, packet, go, go_after_next});
        else
            go(peer, packet);
        for (Parcel const& parcel : late) go(peer, parcel.packet());
    }

    [[nodiscard]] std::string_view type_of(Packet const& packet) const {
        auto const all = kinds(packet.channel);
        if (packet.body.empty()) return {};
        auto const kind = static_cast<std::size_t>(packet.body[0]);
        return kind < all.size() ? all[kind].name : std::string_view{};
    }
    [[nodiscard]] Tampering::Rule const* rule_for(Side side, std::string_view type) const {
        for (auto const& [messages, rule] : rules_)
            if (messages.side == side && (messages.type.empty() || messages.type == type))
                return &rule;
        return nullptr;
    }

    Context const& ctx_;
    Link& below_;
    std::vector<std::pair<MessagesOf, Tampering::Rule>> rules_;
    std::map<std::pair<Side, ProcessId>, std::vector<Parcel>> held_;  // until the next one has gone
};

/// They do not arrive.
inline Tampering lose(MessagesOf messages) {
    return Tampering::always(messages, [](Passing const&) {});
}
/// Those of which this is true do not arrive.
inline Tampering lose_if(MessagesOf messages, std::function<bool(Passing const&)> const& lost) {
    return Tampering::always(messages, [lost](Passing const& message) {
        if (!lost(message)) message.go_on();
    });
}
/// Each arrives so many times.
inline Tampering repeat(MessagesOf messages, int times) {
    return Tampering::always(messages, [times](Passing const& message) {
        for (int i = 0; i < times; ++i) message.go_on();
    });
}
/// With each arrives another one of the same words, which nobody sent.
inline Tampering invent(MessagesOf messages) {
    return Tampering::always(messages, [](Passing const& message) {
        auto const& [channel, number, body] = message.packet;
        message.go_on();
        message.go(message.peer, {channel, number + 1'000'000, body});
    });
}
/// The next message of the same peer overtakes it, whatever that is.
inline Tampering swap_with_next(MessagesOf messages) {
    return Tampering::always(messages, [](Passing const& message) { message.go_after_next(); });
}
/// Each says something else.
template <class Message>
Tampering forge(MessagesOf messages, std::function<void(Passing const&, Message&)> const& change) {
    return Tampering::always(messages, [change](Passing const& message) {
        auto forged = message.as<Message>();
        change(message, forged);
        message.go_on_saying(forged);
    });
}
/// Of those that say the same to the same peer only the first so many arrive.
inline Tampering lose_after(MessagesOf messages, int copies) {
    return {messages, [copies] {
                return [copies, seen = std::map<std::pair<ProcessId, Bytes>, int>{}](
                           Passing const& message) mutable {
                    auto& count = seen[{message.peer, to_bytes(message.packet.body)}];
                    if (++count <= copies) message.go_on();
                };
            }};
}
/// Only each k-th of them is tampered with.
inline Tampering every(int k, Tampering const& tampering) {
    return {tampering.messages, [k, tampering] {
                return
                    [k, rule = tampering.make_rule(), count = 0](Passing const& message) mutable {
                        if (++count % k == 0)
                            rule(message);
                        else
                            message.go_on();
                    };
            }};
}

}  // namespace conclave::test
