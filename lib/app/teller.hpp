#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "core/event.hpp"

namespace conclave::app {

/// Tells a run while it goes on: as a story for people, or as data for scripts.
class Teller {
public:
    /// Takes each line as soon as it is complete, without its end.
    using Print = std::function<void(std::string_view line)>;

    Teller() = default;
    Teller(Teller const&) = delete;
    Teller& operator=(Teller const&) = delete;
    virtual ~Teller() = default;

    /// Each event is told once, causes before effects.
    virtual void tell(Event const& event) = 0;
    /// Somebody else has told this event already: what follows from it is told accordingly.
    virtual void told_before(Event const&) {}
    /// An event that is not to be told.
    virtual void pass_over(Event const&) {}
    /// Everything before this time has been told, by somebody else or by this one; so many messages
    /// were lost in the whole run, told or not.
    virtual void reach(Time until, bool by_another, std::uint64_t lost) = 0;
    /// The run ended then.
    virtual void finish(Time ended_at) = 0;
};

}  // namespace conclave::app
