#pragma once

#include <map>

#include "core/port.hpp"
#include "links/link.hpp"
#include "links/parcel.hpp"

namespace conclave {

/// Module       FifoPerfectLink: implements Link, uses PerfectLink
/// Source       Cachin, Guerraoui, Rodrigues 2e, Module 2.11, Algorithm 2.11 (Sequence Number)
/// Assumes      crash-stop; a perfect link below
/// Properties   FPL1 Reliable delivery  if a correct p sends m to a correct q, q eventually
///                                      delivers m
///              FPL2 No duplication     no message is delivered more than once
///              FPL3 No creation        if q delivers m from p, then p sent m to q
///              FPL4 FIFO delivery      if p sends m1 to q before m2, q does not deliver m2 before
///                                      m1
/// Cost         no message beyond the perfect link's; 8 bytes in each
class FifoPerfectLink final : public Link {
public:
    FifoPerfectLink(Context& ctx, Link& below) : ctx_{ctx}, port_{ctx, below, *this} {}

    void send(ProcessId to, Packet const& packet) override {
        port_.send(to, Data{.sequence = ++sent_[to], .parcel = Parcel::of(packet)});
    }

private:
    struct Data {
        std::uint64_t sequence{0};  // 1, 2, 3 ... for each receiver
        Parcel parcel{};
    };
    using Port = conclave::Port<Link, FifoPerfectLink, Data>;
    friend Port;

    struct Incoming {
        std::uint64_t next{1};
        std::map<std::uint64_t, Parcel> early;
    };

    void upon(ProcessId from, Data const& data) {
        if (!carries(data.parcel.channel)) return port_.reject(from);
        Incoming& in = incoming_[from];
        if (data.sequence < in.next) return;
        in.early.emplace(data.sequence, data.parcel);
        while (!in.early.empty() && in.early.begin()->first == in.next) {  // FPL4
            auto const parcel = std::move(in.early.extract(in.early.begin()).mapped());
            ++in.next;
            deliver(from, parcel.packet());
        }
    }

    Context& ctx_;
    Port port_;
    PeerMap<std::uint64_t> sent_;  // the last sequence number to each peer
    PeerMap<Incoming> incoming_;
};

}  // namespace conclave
