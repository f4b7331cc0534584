#pragma once

#include <cstdint>
#include <set>
#include <tuple>

#include "links/link.hpp"

namespace conclave {

/// Module       EliminateDuplicates: implements Link, uses StubbornLink
/// Source       Cachin, Guerraoui, Rodrigues 2e, Module 2.3, Algorithm 2.2 (Eliminate Duplicates),
///              as it stands in the book; PerfectLink is what the book leaves to the engineer
/// Assumes      crash-stop; a stubborn link below, which repeats for ever; memory for the name of
///              every message ever delivered
/// Properties   PL1 Reliable delivery  if a correct p sends m to a correct q, q delivers m in the
///                                     end
///              PL2 No duplication     no message is delivered more than once
///              PL3 No creation        if q delivers m from p, then p sent m to q
/// Cost         no message beyond the stubborn link's, which never end; the set of delivered
///              messages grows for ever
class EliminateDuplicates final : public Link, private Link::Receiver {
public:
    explicit EliminateDuplicates(Link& below) : below_{below} {}

    void send(ProcessId to, Packet const& packet) override { below_.send(to, packet); }

    void attach(Channel channel, Link::Receiver& receiver) override {
        Link::attach(channel, receiver);
        below_.attach(channel, *this);
    }

private:
    void deliver(ProcessId from, Packet const& packet) override {
        bool const fresh = delivered_.emplace(from, packet.channel, packet.number).second;
        if (fresh) Link::deliver(from, packet);  // PL2
    }

    Link& below_;
    std::set<std::tuple<ProcessId, Channel, std::uint64_t>> delivered_;  // by name
};

}  // namespace conclave
