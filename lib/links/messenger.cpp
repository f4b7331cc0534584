#include "links/messenger.hpp"

#include <charconv>

namespace conclave {

std::optional<Messenger::Address> Messenger::read(std::string_view line) {
    auto const space = line.find(' ');
    if (space == line.npos || space == 0) return std::nullopt;
    auto const to = line.substr(0, space);
    auto const text = line.substr(space + 1);
    if (to == "*") return Address{std::nullopt, text};
    std::uint32_t id = 0;
    auto const [end, error] = std::from_chars(to.data(), to.data() + to.size(), id);
    if (error != std::errc{} || end != to.data() + to.size()) return std::nullopt;
    return Address{ProcessId{id}, text};
}

void Messenger::request(std::string_view line) {
    auto const address = read(line);
    if (!address) return ctx_.trace("cannot send that: write '1 hello', or '* hello' for all");
    if (!address->to) {
        for (ProcessId p : ctx_.others()) port_.send(p, Line{std::string{address->text}});
        return;
    }
    if (!ctx_.everyone().contains(*address->to))
        return ctx_.trace("cannot send that: there is no " + to_string(*address->to));
    port_.send(*address->to, Line{std::string{address->text}});
}

}  // namespace conclave
