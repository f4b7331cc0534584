#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/port.hpp"
#include "links/link.hpp"

namespace conclave::test {

/// The module on top of a link under test: sends numbered notes, keeps what is delivered to it.
class Correspondent {
public:
    using Delivery = std::pair<ProcessId, std::uint32_t>;

    struct Note {
        std::uint32_t text{0};
    };

    Correspondent(Context& ctx, Link& link) : port_{ctx, link, *this} {}

    void send(ProcessId to, std::uint32_t text) { port_.send(to, Note{text}); }
    [[nodiscard]] Channel channel() const { return port_.channel(); }

    std::vector<Delivery> delivered;

private:
    using Port = conclave::Port<Link, Correspondent, Note>;
    friend Port;

    void upon(ProcessId from, Note const& note) { delivered.emplace_back(from, note.text); }

    Port port_;
};

}  // namespace conclave::test
