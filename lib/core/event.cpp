#include "core/event.hpp"

namespace conclave {
namespace {

std::string line_of(Event const& event) {
    auto const line = [&](char const* glyph) { return to_string(event.process) + glyph; };
    auto const message = [&] {
        return to_string(event.peer) + ' ' + event.what + '(' + event.arguments() + ')';
    };
    using enum Event::Kind;
    switch (event.kind) {
        case send: return line(" -> ") + message();
        case receive: return line(" <- ") + message();
        case broadcast: return line(" => ") + event.what + '(' + event.arguments() + ')';
        case timeout: return line(" ~ ") + event.what;
        case indication: {
            auto const arguments = event.arguments();
            return line(" ! ") + event.what + (arguments.empty() ? "" : ' ' + arguments);
        }
        case decision: return line(" * ") + (event.shown.empty() ? event.what : event.shown);
        case lost: return line(" x ") + message() + " lost";
        case garbled:
            return line(" ? ") + "dropped a garbled datagram from " + to_string(event.peer);
        case crash: return line(" # ") + event.what;
        case recovery: return line(" ^ ") + event.what;
        case pause: return line(" | ") + event.what;
        case resume: return line(" > ") + event.what;
        case deliver: return line(" <= ") + message();
        case invocation:
            return line(" >> ") + event.what + '(' + event.arguments() + ") #" +
                   std::to_string(event.number);
        case response: {
            auto const result = event.arguments();
            return line(" << ") + event.what + " #" + std::to_string(event.number) +
                   (result.empty() ? "" : " = " + result);
        }
    }
    return {};
}

}  // namespace

std::string to_string(Event const& event) {
    auto const line = line_of(event);
    return event.instance.empty() ? line : line + " [" + event.instance + ']';
}

}  // namespace conclave
