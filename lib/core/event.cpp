#include "core/event.hpp"

namespace conclave {
namespace {

std::string line_of(Event const& event, std::string const& peers, std::string const& words) {
    auto const line = [&](char const* glyph) { return to_string(event.process) + glyph; };
    using enum Event::Kind;
    switch (event.kind) {
        case send: return line(" -> ") + peers + ' ' + words;
        case receive: return line(" <- ") + peers + ' ' + words;
        case broadcast: return line(" => ") + words;
        case timeout: return line(" ~ ") + words;
        case indication: return line(" ! ") + words;
        case decision: return line(" * ") + words;
        case lost: return line(" x ") + peers + ' ' + words + " lost";
        case garbled: return line(" ? ") + "dropped a garbled datagram from " + peers;
        case crash: return line(" # ") + words;
        case recovery: return line(" ^ ") + words;
        case pause: return line(" | ") + words;
        case resume: return line(" > ") + words;
        case deliver: return line(" <= ") + peers + ' ' + words;
        case invocation: return line(" >> ") + words + " #" + std::to_string(event.number);
        case response: {
            auto const result = event.arguments();
            return line(" << ") + words + " #" + std::to_string(event.number) +
                   (result.empty() ? "" : " = " + result);
        }
    }
    return {};
}

}  // namespace

std::string words_of(Event const& event) {
    using enum Event::Kind;
    switch (event.kind) {
        case send:
        case receive:
        case broadcast:
        case deliver:
        case lost:
        case invocation: return event.what + '(' + event.arguments() + ')';
        case indication: {
            auto const arguments = event.arguments();
            return event.what + (arguments.empty() ? "" : ' ' + arguments);
        }
        case decision: return event.shown.empty() ? event.what : event.shown;
        default: return event.what;
    }
}

std::string to_string(Event const& event, std::string const& peers, std::string const& words) {
    auto const line = line_of(event, peers, words);
    return event.instance.empty() ? line : line + " [" + event.instance + ']';
}

std::string to_string(Event const& event) {
    return to_string(event, to_string(event.peer), words_of(event));
}

}  // namespace conclave
