#pragma once

#include "clocks/logical_clock.hpp"
#include "core/port.hpp"
#include "links/link.hpp"
#include "links/parcel.hpp"

namespace conclave {

/// Module       StampedLink: implements Link, uses any Link and a LogicalClock
/// Source       the clock's
/// Assumes      what the clock and the link below assume
/// Properties   those of the link below, and those of the clock: each message that is sent or
///              delivered is an event of the process
/// Cost         no message beyond the link's below; the clock's stamp in each
class StampedLink final : public Link {
public:
    /// What is in a message beside the clock's stamp and the packet itself: bytes.
    static constexpr std::uint64_t framing = 1 + 4 + (2 + 8 + 4);

    StampedLink(Context& ctx, Link& below, LogicalClock& clock)
        : ctx_{ctx}, port_{ctx, below, *this}, clock_{clock} {}

    void send(ProcessId to, Packet const& packet) override {
        clock_.tick();
        port_.send(to, Data{.stamp = clock_.stamp_for(to), .parcel = Parcel::of(packet)});
    }

private:
    struct Data {
        Bytes stamp{};
        Parcel parcel{};
    };
    using Port = conclave::Port<Link, StampedLink, Data>;
    friend Port;

    void upon(ProcessId from, Data const& data) {
        if (!carries(data.parcel.channel) || !clock_.receive(from, view(data.stamp)))
            return port_.reject(from);
        deliver(from, data.parcel.packet());  // what is above reads a clock that knows of it
    }

    Context& ctx_;
    Port port_;
    LogicalClock& clock_;
};

}  // namespace conclave
