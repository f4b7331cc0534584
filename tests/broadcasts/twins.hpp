#pragma once

#include <cstdint>

#include "broadcasts/broadcast.hpp"
#include "core/port.hpp"
#include "links/link.hpp"
#include "links/parcel.hpp"

/// Broadcasts that each break one promise.
namespace conclave::broken {

/// Broken: it forgets the last of all processes. BEB1 must catch it.
class ForgetfulBroadcast final : public Broadcast {
public:
    ForgetfulBroadcast(Context& ctx, Link& link) : ctx_{ctx}, port_{ctx, link, *this} {}
    void broadcast(Packet const& packet) override {
        for (ProcessId const q : ctx_.everyone())
            if (index(q) + 1 < ctx_.everyone().size()) port_.send(q, Data{Parcel::of(packet)});
    }

private:
    struct Data {
        Parcel parcel{};
    };
    using Port = conclave::Port<Link, ForgetfulBroadcast, Data>;
    friend Port;
    void upon(ProcessId from, Data const& data) { deliver(from, data.parcel.packet()); }
    Context& ctx_;
    Port port_;
};

/// Over a broadcast that works: it hands on what that one delivers, in its own way.
class BroadcastOver : public Broadcast, protected Broadcast::Receiver {
public:
    explicit BroadcastOver(Broadcast& below) : below_{below} {}
    void attach(Channel channel, Broadcast::Receiver& receiver) override {
        Broadcast::attach(channel, receiver);
        below_.attach(channel, *this);
    }
    void broadcast(Packet const& packet) override { below_.broadcast(packet); }

private:
    Broadcast& below_;
};

/// Broken: it delivers every third message twice. BEB2 must catch it.
class StutteringBroadcast final : public BroadcastOver {
public:
    using BroadcastOver::BroadcastOver;

private:
    void deliver(ProcessId origin, Packet const& packet) override {
        Broadcast::deliver(origin, packet);
        if (++deliveries_ % 3 == 0) Broadcast::deliver(origin, packet);
    }
    int deliveries_{0};
};

/// Broken: now and then it takes the next process for the sender. BEB3 must catch it.
class SlanderousBroadcast final : public BroadcastOver {
public:
    using BroadcastOver::BroadcastOver;

private:
    void deliver(ProcessId origin, Packet const& packet) override {
        auto const whom = ++deliveries_ % 5 == 0 ? process((index(origin) + 1) % 3) : origin;
        Broadcast::deliver(whom, packet);
    }
    int deliveries_{0};
};

/// Broken: now and then it delivers a message that nobody broadcast. BEB3 must catch it.
class InventiveBroadcast final : public BroadcastOver {
public:
    using BroadcastOver::BroadcastOver;

private:
    void deliver(ProcessId origin, Packet const& packet) override {
        Broadcast::deliver(origin, packet);
        if (++deliveries_ % 5 == 0)
            Broadcast::deliver(origin, {packet.channel, packet.number + 1'000'000, packet.body});
    }
    int deliveries_{0};
};

}  // namespace conclave::broken
