#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "core/port.hpp"
#include "core/timer.hpp"
#include "links/link.hpp"
#include "links/parcel.hpp"

/// Links that each break one promise.
namespace conclave::broken {

struct Data {
    std::uint64_t sequence{0};
    Parcel parcel{};
};

struct Ack {
    std::uint64_t sequence{0};
};

/// Broken: it loses whatever goes to the next process, for ever. FLL1 must catch it.
class PartialFairLossLink final : public Link, private NetworkReceiver, private Piece {
public:
    explicit PartialFairLossLink(Context& ctx) : Piece{ctx, Link::layer}, ctx_{ctx} {}
    void attach(Channel channel, Receiver& receiver) override {
        Link::attach(channel, receiver);
        listen(channel, *this);
    }
    void send(ProcessId to, Packet const& packet) override {
        if (to != ctx_.next()) transmit(to, packet);
    }

private:
    void receive(Datagram const& d) override { deliver(d.from, {d.channel, d.number, d.body}); }
    Context& ctx_;
};

/// Broken: it delivers every arrival three times. FLL2 must catch it.
class StutteringFairLossLink final : public Link, private NetworkReceiver, private Piece {
public:
    explicit StutteringFairLossLink(Context& ctx) : Piece{ctx, Link::layer} {}
    void attach(Channel channel, Receiver& receiver) override {
        Link::attach(channel, receiver);
        listen(channel, *this);
    }
    void send(ProcessId to, Packet const& packet) override { transmit(to, packet); }

private:
    void receive(Datagram const& d) override {
        for (int i = 0; i < 3; ++i) deliver(d.from, {d.channel, d.number, d.body});
    }
};

/// Broken: now and then it delivers a message that nobody sent. FLL3, SL2, PL3 and FPL3 must catch
/// it, over the link of each kind.
class InventiveLink final : public Link, private Link::Receiver {
public:
    InventiveLink(Context&, Link& below) : below_{below} {}
    void attach(Channel channel, Link::Receiver& receiver) override {
        Link::attach(channel, receiver);
        below_.attach(channel, *this);
    }
    void send(ProcessId to, Packet const& packet) override { below_.send(to, packet); }

private:
    void deliver(ProcessId from, Packet const& packet) override {
        Link::deliver(from, packet);
        if (++deliveries_ % 5 == 0)
            Link::deliver(from, {packet.channel, packet.number + 1'000'000, packet.body});
    }
    Link& below_;
    int deliveries_{0};
};

/// Broken: it gives up after the second transmission. SL1 must catch it.
class WearyStubbornLink final : public Link {
public:
    WearyStubbornLink(Context& ctx, Link& below, Duration repeat_every)
        : port_{ctx, below, *this},
          repeat_every_{repeat_every},
          repeat_{ctx, "repeat", [this] { repeat(); }, layer} {}
    void send(ProcessId to, Packet const& packet) override {
        once_.emplace_back(to, Data{.parcel = Parcel::of(packet)});
        port_.send(to, once_.back().second);
        if (!repeat_.running()) repeat_.start(repeat_every_);
    }

private:
    using Port = conclave::Port<Link, WearyStubbornLink, Data>;
    friend Port;
    void upon(ProcessId from, Data const& data) { deliver(from, data.parcel.packet()); }
    void repeat() {
        for (auto const& [to, data] : std::exchange(once_, {})) port_.send(to, data);
    }
    Port port_;
    Duration repeat_every_;
    Timer repeat_;
    std::vector<std::pair<ProcessId, Data>> once_;  // sent once so far
};

/// Broken: it sends each message once and hopes for the best. PL1 must catch it.
class HopefulPerfectLink final : public Link {
public:
    HopefulPerfectLink(Context& ctx, Link& below) : port_{ctx, below, *this} {}
    void send(ProcessId to, Packet const& packet) override {
        port_.send(to, Data{.sequence = ++sent_[to], .parcel = Parcel::of(packet)});
    }

private:
    using Port = conclave::Port<Link, HopefulPerfectLink, Data>;
    friend Port;
    void upon(ProcessId from, Data const& data) {
        if (delivered_[from].insert(data.sequence).second) deliver(from, data.parcel.packet());
    }
    Port port_;
    PeerMap<std::uint64_t> sent_;
    PeerMap<std::set<std::uint64_t>> delivered_;
};

/// Broken: of each peer it remembers only the last message it delivered, so that older ones come
/// again. PL2 must catch it.
class ForgetfulPerfectLink final : public Link {
public:
    ForgetfulPerfectLink(Context& ctx, Link& below)
        : port_{ctx, below, *this}, no_ack_{ctx, "no ack", [this] { repeat(); }, layer} {}
    void send(ProcessId to, Packet const& packet) override {
        Data const data{.sequence = ++sent_[to], .parcel = Parcel::of(packet)};
        unacknowledged_.emplace(std::pair{to, data.sequence}, data);
        port_.send(to, data);
        if (!no_ack_.running()) no_ack_.start(repeat_every);
    }

private:
    static constexpr Duration repeat_every{std::chrono::milliseconds{25}};
    using Port = conclave::Port<Link, ForgetfulPerfectLink, Data, Ack>;
    friend Port;
    void upon(ProcessId from, Data const& data) {
        port_.send(from, Ack{data.sequence});
        if (std::exchange(last_[from], data.sequence) != data.sequence)
            deliver(from, data.parcel.packet());
    }
    void upon(ProcessId from, Ack const& ack) { unacknowledged_.erase({from, ack.sequence}); }
    void repeat() {
        for (auto const& [key, data] : unacknowledged_) port_.send(key.first, data);
        if (!unacknowledged_.empty()) no_ack_.start(repeat_every);
    }
    Port port_;
    Timer no_ack_;
    PeerMap<std::uint64_t> sent_;
    PeerMap<std::uint64_t> last_;  // delivered from each peer
    std::map<std::pair<ProcessId, std::uint64_t>, Data> unacknowledged_;
};

/// Broken: it numbers its messages, but delivers each as soon as it is there. FPL4 must catch it.
class HastyFifoLink final : public Link {
public:
    HastyFifoLink(Context& ctx, Link& below) : port_{ctx, below, *this} {}
    void send(ProcessId to, Packet const& packet) override {
        port_.send(to, Data{.sequence = ++sent_[to], .parcel = Parcel::of(packet)});
    }

private:
    using Port = conclave::Port<Link, HastyFifoLink, Data>;
    friend Port;
    void upon(ProcessId from, Data const& data) { deliver(from, data.parcel.packet()); }
    Port port_;
    PeerMap<std::uint64_t> sent_;
};

}  // namespace conclave::broken
