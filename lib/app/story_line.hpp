#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "app/terminal.hpp"
#include "core/event.hpp"

namespace conclave::app {

/// Lays out the lines of the story, aligned: `[    10.0 ms] p1 <- p0 Challenge()`, and stamped
/// if asked: `[    10.0 ms] p1 <- p0 Challenge()  {3}`. In a terminal they are wrapped at its
/// width, what follows hanging below the words.
class StoryLine {
public:
    /// `processes`: of the run.
    StoryLine(std::uint32_t processes, Look look);

    /// `text`: see to_string. The stamp may be empty.
    [[nodiscard]] std::string of(Event const& event, std::string const& text,
                                 std::string const& stamp) const;
    /// A line about nobody alone: "# partition p0,p1 / p2..p4 until 3 s". Without a time it belongs
    /// between its neighbours.
    [[nodiscard]] std::string of_all(std::optional<Time> at, std::string const& text,
                                     Paint colour) const;

private:
    [[nodiscard]] std::string date(std::optional<Time> at) const;
    [[nodiscard]] std::string laid_out(std::string const& date, std::string const& text,
                                       Paint colour, std::string const& stamp) const;

    Look look_;
    std::size_t name_width_;
};

}  // namespace conclave::app
