#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "app/stamper.hpp"
#include "app/terminal.hpp"
#include "core/event.hpp"

namespace conclave::app {

/// Tells the events of a run as lines, aligned: `[    10.0 ms] p1 <- p0 Challenge()`, and stamped
/// if asked: `[    10.0 ms] p1 <- p0 Challenge()  {3}`.
class Story {
public:
    Story(std::uint32_t processes, Look look, Stamps stamps = Stamps::none);

    /// The event's line, without its end. Each event is told once, causes before effects.
    [[nodiscard]] std::string line(Event const& event);
    /// Somebody else has told this event already: what follows from it is stamped accordingly.
    void told_before(Event const& event) { static_cast<void>(stamp(event)); }

private:
    [[nodiscard]] std::string stamp(Event const& event);

    Look look_;
    std::unique_ptr<Stamper> stamper_;  // null: no stamps
    std::size_t name_width_;
};

}  // namespace conclave::app
