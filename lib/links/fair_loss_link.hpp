#pragma once

#include "core/context.hpp"
#include "links/link.hpp"

namespace conclave {

/// Module       FairLossLink: implements Link, on the network
/// Source       Cachin, Guerraoui, Rodrigues 2e, Module 2.1 (FairLossPointToPointLinks)
/// Assumes      nothing: the network may lose, duplicate, delay and reorder; a full send window
///              loses, too
/// Properties   FLL1 Fair-loss           if p sends m to q infinitely often, q delivers m
///                                       infinitely often
///              FLL2 Finite duplication  if p sends m finitely often, q delivers m finitely often
///              FLL3 No creation         if q delivers m from p, then p sent m to q
/// Cost         1 message and 1 step for each send
class FairLossLink final : public Link, private NetworkReceiver, private Piece {
public:
    explicit FairLossLink(Context& ctx) : Piece{ctx, Link::layer} {}

    void attach(Channel channel, Receiver& receiver) override {
        Link::attach(channel, receiver);
        listen(channel, *this);
    }

    void send(ProcessId to, Packet const& packet) override { transmit(to, packet); }

private:
    void receive(Datagram const& datagram) override {
        deliver(datagram.from, {datagram.channel, datagram.number, datagram.body});
    }
};

}  // namespace conclave
