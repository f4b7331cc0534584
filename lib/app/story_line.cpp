#include "app/story_line.hpp"

#include <fmt/format.h>

namespace conclave::app {
namespace {

constexpr int narrow = 60;                 // columns: below, the date takes fewer
constexpr std::size_t words_room_min = 8;  // columns: in less, nothing can be wrapped
constexpr std::size_t lines_max = 8;       // of one event

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

StoryLine::StoryLine(std::uint32_t processes, Look look)
    : look_{look}, name_width_{to_string(process(processes - 1)).size()} {}

std::string StoryLine::of(Event const& event, std::string const& text,
                          std::string const& stamp) const {
    auto const space = text.find(' ');  // "p3 -> ...": the name, then the rest
    auto const aligned =
        fmt::format("{:<{}}{}", text.substr(0, space), name_width_, text.substr(space));
    return laid_out(date(event.time), aligned, colour_of(event), stamp);
}

std::string StoryLine::of_all(std::optional<Time> at, std::string const& text, Paint colour) const {
    return laid_out(date(at), std::string(name_width_ + 1, ' ') + text, colour, {});
}

std::string StoryLine::date(std::optional<Time> at) const {
    bool const brief = look_.width > 0 && look_.width < narrow;
    if (!at) return std::string(brief ? 9 : 15, ' ');
    double const ms = static_cast<double>(at->time_since_epoch().count()) / 1e6;
    return brief ? fmt::format("{:8.1f} ", ms) : fmt::format("[{:9.1f} ms] ", ms);
}

std::string StoryLine::laid_out(std::string const& date, std::string const& text, Paint colour,
                                std::string const& stamp) const {
    auto const note = stamp.empty() ? std::string{} : fmt::format("  {{{}}}", stamp);
    auto const line = [&](std::string const& words, std::string const& last) {
        auto const told = paint(look_, Paint::dim, date) + paint(look_, colour, words);
        return last.empty() ? told : told + paint(look_, Paint::dim, last);
    };
    // The words begin behind the name and its sign.
    auto const sign_end = text.find(' ', name_width_ + 1);
    auto const hang = columns(date) + sign_end + 1;
    auto const width = static_cast<std::size_t>(look_.width);
    if (sign_end == text.npos || width < hang + words_room_min) return line(text, note);

    auto const room = width - hang;
    std::string const indent(hang, ' ');
    auto const words = wrapped(fitted(text.substr(sign_end + 1), room * lines_max), room, indent);
    auto const begin = words.rfind('\n');
    auto const used = columns(begin == words.npos ? indent + words : words.substr(begin + 1));
    auto const told = text.substr(0, sign_end + 1) + words;
    if (note.empty() || used + columns(note) <= width) return line(told, note);
    return line(told, '\n' + indent + fitted(note.substr(2), room));
}

}  // namespace conclave::app
