#pragma once

#include <cstdint>
#include <string>

#include "app/terminal.hpp"
#include "core/event.hpp"

namespace conclave::app {

/// Tells the events of a run as lines, aligned: `[    10.0 ms] p1 <- p0 Challenge()`.
class Story {
public:
    Story(std::uint32_t processes, Look look);

    /// The event's line, without its end.
    [[nodiscard]] std::string line(Event const& event) const;

private:
    Look look_;
    std::size_t name_width_;
};

}  // namespace conclave::app
