#pragma once

#include <string>

#include "clocks/logical_clock.hpp"

namespace conclave {

/// What the clock of a process said after one event: the body of a recorded decision, from which a
/// checker reads it again.
struct ClockReading {
    /// What the event was: the sending of the latest message that the process sent, the receipt of
    /// the latest that it received, or neither.
    enum class Of : std::uint8_t { local, send, receive };

    Of of{};
    Time physical{};  ///< on the process's own clock, which may be wrong
    Bytes value{};    ///< LogicalClock::reading()

    template <class Archive>
    void serialize(Archive& ar, unsigned) {
        ar & of & physical & value;
    }
};

/// Traces the decision `remark`, with the clock's reading after it: "local event, clock 3".
inline void trace_reading(Context& ctx, LogicalClock const& clock, ClockReading::Of of,
                          std::string const& remark) {
    ctx.mark_active();
    if (!ctx.tracing()) return;
    ctx.record({.kind = Event::Kind::decision,
                .peer = ctx.self(),
                .what = remark + ' ' + clock.words(),
                .body = encode(ClockReading{of, ctx.now(), clock.reading()})});
}

}  // namespace conclave
