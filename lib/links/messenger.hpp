#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/port.hpp"
#include "links/link.hpp"

namespace conclave {

/// Module       Messenger: sends lines of text over any Link
/// Source       the students' first exercise: `1 hello` sends "hello" to p1, `* hello` to all
///              others
/// Assumes      what the link below assumes
/// Properties   those of the link below
/// Cost         1 message for each line and receiver
class Messenger {
public:
    /// To whom a line goes, and what it says; nobody: all others.
    struct Address {
        std::optional<ProcessId> to;
        std::string_view text;
    };
    /// Reads "1 hello" or "* hello"; nothing if it is neither.
    static std::optional<Address> read(std::string_view line);

    Messenger(Context& ctx, Link& link) : ctx_{ctx}, port_{ctx, link, *this} {}

    /// Sends the line, or remarks why not.
    void request(std::string_view line);

private:
    struct Line {
        std::string text;
    };
    using Port = conclave::Port<Link, Messenger, Line>;
    friend Port;

    void upon(ProcessId, Line const&) {}  // the trace shows the delivery; there is no layer above

    Context& ctx_;
    Port port_;
};

}  // namespace conclave
