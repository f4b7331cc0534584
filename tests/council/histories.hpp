#pragma once

#include <string>
#include <utility>
#include <vector>

#include "council/archive.hpp"

namespace conclave::council {

/// What happened to a process, in a word.
inline Event event(std::uint32_t p, Duration stamp, std::string what) {
    return {.kind = Event::Kind::decision,
            .process = ProcessId{p},
            .stamp = Time{} + stamp,
            .what = std::move(what)};
}

/// All of a rank's history from a place on.
inline Installment installment(std::uint32_t owner, std::uint64_t first,
                               std::vector<Event> events) {
    return {.owner = owner,
            .first = first,
            .events = std::move(events),
            .complete = true,
            .summary = {.conditions = {net::Condition::up}}};
}

}  // namespace conclave::council
