#pragma once

#include "clocks/clock_reading.hpp"
#include "core/decision.hpp"
#include "core/port.hpp"
#include "links/link.hpp"

namespace conclave {

/// Module       Chatter: uses StampedLink and its LogicalClock
/// Source       the students' exercise on logical clocks
/// Assumes      what the link and the clock assume
/// Properties   those of the clock
/// Cost         1 message in every second round of a process, on average
class Chatter {
public:
    /// `link` stamps its messages with `clock`. At least two processes.
    Chatter(Context& ctx, Link& link, LogicalClock& clock)
        : reads{ctx}, ctx_{ctx}, port_{ctx, link, *this}, clock_{clock} {}

    /// With even chance an event of its own or a message; each other process is equally likely to
    /// get it.
    void round();
    void local_event();
    void send_to(ProcessId other);

    /// After each event: "local event, clock 3".
    Decision<"reads", ClockReading> reads;

private:
    struct Note {};
    using Port = conclave::Port<Link, Chatter, Note>;
    friend Port;

    void upon(ProcessId from, Note const&);
    void read(ClockReading::Of of, std::string const& remark) const;

    Context& ctx_;
    Port port_;
    LogicalClock& clock_;
};

}  // namespace conclave
