#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "check/property.hpp"

/// The broadcasts of a history, and what is promised of them. Correct: never crashed.
namespace conclave::check {

/// What tells a broadcast message from all others of a history, through all its relays.
struct BroadcastName {
    ProcessId origin{};
    Channel channel{};
    std::uint64_t number{0};
    auto operator<=>(BroadcastName const&) const = default;
};

/// A broadcast message, from its origin to its deliveries.
struct BroadcastMessage {
    BroadcastName name{};
    Event const* broadcast{nullptr};        ///< null: its origin is not known to have broadcast it
    std::vector<Event const*> delivered{};  ///< by all processes in all their lives, in their order

    [[nodiscard]] ProcessId origin() const { return name.origin; }
    [[nodiscard]] bool delivered_by(ProcessId p) const;
};
/// "Line(7) #1 of p0"
[[nodiscard]] std::string to_string(BroadcastMessage const& message);

/// The messages of the module on top of the broadcasts: of all that broadcast something, the one
/// whose channel was opened last. What a broadcast algorithm itself hands to a weaker one is its
/// own affair. In the order in which they first occur.
[[nodiscard]] std::vector<BroadcastMessage> broadcasts(History const& history);

/// BEB1..3 of BestEffortBroadcast.
[[nodiscard]] std::vector<Property> best_effort_broadcast();

/// RB4 Agreement (Cachin, Guerraoui, Rodrigues 2e, Module 3.2): "If a message m is delivered by
/// some correct process, then m is eventually delivered by every correct process."
[[nodiscard]] Property reliable_broadcast_agreement();

}  // namespace conclave::check
