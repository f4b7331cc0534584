#include "app/story.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace conclave::app {
namespace {

Paint colour_of(Event const& event) {
    if (event.layer != Layer::algorithm && event.kind != Event::Kind::indication) return Paint::dim;
    using enum Event::Kind;
    switch (event.kind) {
        case send:
        case broadcast: return Paint::dim;
        case receive:
        case deliver: return Paint::plain;
        case timeout: return Paint::magenta;
        case indication: return event.layer == Layer::algorithm ? Paint::bold : Paint::cyan;
        case invocation: return Paint::blue;
        case response: return Paint::bold;
        case decision: return Paint::yellow;
        case crash:
        case lost:
        case garbled: return Paint::red;
        case recovery:
        case resume: return Paint::green;
        case pause: return Paint::blue;
    }
    return Paint::plain;
}

}  // namespace

Story::Story(std::uint32_t processes, Look look, Stamps stamps)
    : look_{look},
      stamper_{make_stamper(stamps, processes)},
      name_width_{to_string(process(processes - 1)).size()} {}

std::string Story::stamp(Event const& event) {
    return stamper_ ? fmt::format("  {{{}}}", stamper_->stamp(event)) : std::string{};
}

std::string Story::line(Event const& event) {
    double const ms = static_cast<double>(event.time.time_since_epoch().count()) / 1e6;
    auto const time = fmt::format("[{:9.1f} ms] ", ms);
    auto const text = to_string(event);  // "p3 -> ...": the name, then the rest
    auto const space = text.find(' ');
    auto const aligned =
        fmt::format("{:<{}}{}", text.substr(0, space), name_width_, text.substr(space));
    auto note = stamp(event);
    auto room = std::size_t{0};  // any
    if (look_.width > 0) {       // a long stamp leaves the text two thirds of the line
        auto const width = static_cast<std::size_t>(look_.width);
        if (!note.empty()) note = fitted(note, std::max<std::size_t>(width / 3, 1));
        auto const taken = columns(time) + columns(note);
        if (width > taken) room = width - taken;
    }
    auto const line =
        paint(look_, Paint::dim, time) + paint(look_, colour_of(event), fitted(aligned, room));
    return note.empty() ? line : line + paint(look_, Paint::dim, note);
}

}  // namespace conclave::app
