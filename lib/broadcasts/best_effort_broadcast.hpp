#pragma once

#include "broadcasts/broadcast.hpp"
#include "core/port.hpp"
#include "links/link.hpp"
#include "links/parcel.hpp"

namespace conclave {

/// Module       BestEffortBroadcast: implements Broadcast, uses PerfectLink
/// Source       Cachin, Guerraoui, Rodrigues 2e, Module 3.1, Algorithm 3.1 (Basic Broadcast)
/// Assumes      crash-stop; a perfect link below
/// Properties   BEB1 Validity        if a correct process broadcasts m, every correct process
///                                   eventually delivers m
///              BEB2 No duplication  no message is delivered more than once
///              BEB3 No creation     if q delivers m with sender p, then p broadcast m before
/// Cost         n messages and 1 step for each broadcast
///
/// It promises nothing where the sender crashes in the middle: some may deliver, and others not.
class BestEffortBroadcast final : public Broadcast {
public:
    BestEffortBroadcast(Context& ctx, Link& link) : ctx_{ctx}, port_{ctx, link, *this} {}

    void broadcast(Packet const& packet) override {
        Data const data{Parcel::of(packet)};
        for (ProcessId const q : ctx_.everyone()) port_.send(q, data);  // BEB1: and to itself
    }

private:
    struct Data {
        Parcel parcel{};
    };
    using Port = conclave::Port<Link, BestEffortBroadcast, Data>;
    friend Port;

    void upon(ProcessId from, Data const& data) {
        if (!carries(data.parcel.channel)) return port_.reject(from);
        deliver(from, data.parcel.packet());
    }

    Context& ctx_;
    Port port_;
};

}  // namespace conclave
