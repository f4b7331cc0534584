#pragma once

#include <vector>

#include "check/messages.hpp"

namespace conclave::check {

/// A message and a later one the other way, whose sender had received the first.
struct RoundTrip {
    Event const* begin{nullptr};  ///< the sending of the first
    Event const* end{nullptr};    ///< the receipt of the second, by the same process

    [[nodiscard]] ProcessId asker() const { return end->process; }
    [[nodiscard]] ProcessId other() const { return end->peer; }
    [[nodiscard]] Duration duration() const { return end->time - begin->time; }
};

/// All of them, in the order of their ends. Of several messages that the sender of the second had
/// received in its life, the latest is the first.
[[nodiscard]] std::vector<RoundTrip> round_trips(History const& history,
                                                 Layer layer = Layer::algorithm);

}  // namespace conclave::check
