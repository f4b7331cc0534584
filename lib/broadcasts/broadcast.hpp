#pragma once

#include "core/carrier.hpp"

namespace conclave {

/// Broadcasts: request broadcast(m), indication deliver(p, m), where p is the origin: who broadcast
/// it, whoever relayed it. Modules speak through a Port<Broadcast, ...>. A broadcast message is
/// named (origin, channel, number) through all its relays.
class Broadcast : public Carrier {
public:
    virtual void broadcast(Packet const& packet) = 0;
};

}  // namespace conclave
