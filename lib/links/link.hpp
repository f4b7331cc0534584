#pragma once

#include "core/carrier.hpp"

namespace conclave {

/// Point-to-point links: request send(q, m), indication deliver(p, m). Modules speak through a
/// Port<Link, ...>.
///
/// Properties that every link shares (the implementations add theirs): no creation   if q delivers
///            m from p, then p sent m to q
class Link : public Carrier {
public:
    static constexpr Layer layer = Layer::link;

    virtual void send(ProcessId to, Packet const& packet) = 0;
};

}  // namespace conclave
