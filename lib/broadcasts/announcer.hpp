#pragma once

#include <string>
#include <string_view>

#include "broadcasts/broadcast.hpp"
#include "core/port.hpp"

namespace conclave {

/// Module       Announcer: broadcasts lines of text over any Broadcast
/// Source       the students' first exercise, to everyone at once
/// Assumes      what the broadcast below assumes
/// Properties   those of the broadcast below
/// Cost         1 broadcast for each line
class Announcer {
public:
    Announcer(Context& ctx, Broadcast& broadcast) : port_{ctx, broadcast, *this} {}

    void request(std::string_view line) { port_.broadcast(Line{std::string{line}}); }

private:
    struct Line {
        std::string text;
    };
    using Port = conclave::Port<Broadcast, Announcer, Line>;
    friend Port;

    void upon(ProcessId, Line const&) {}  // the trace shows the delivery; there is no layer above

    Port port_;
};

}  // namespace conclave
