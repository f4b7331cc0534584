#pragma once

#include <string>

#include "clocks/logical_clock.hpp"

namespace conclave {

/// What the clock of a process said after one event, for whoever judges it.
struct ClockReading {
    /// What the event was: the sending of the latest message that the process sent, the receipt of
    /// the latest that it received, or neither.
    enum class Of : std::uint8_t { local, send, receive };

    Of of{};
    Time physical{};  ///< on the process's own clock, which may be wrong
    Bytes value{};    ///< LogicalClock::reading()
};

}  // namespace conclave
