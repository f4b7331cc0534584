#pragma once

#include <bit>
#include <vector>

#include "check/messages.hpp"
#include "elections/hirschberg_sinclair.hpp"
#include "elections/ring_election_properties.hpp"

namespace conclave::check {

/// The messages of Hirschberg and Sinclair's election. Its properties are those of every
/// RingElection.
inline std::vector<TheoryRow> hirschberg_sinclair_messages(History const& history) {
    auto const n = history.size();
    auto const phases = 1 + std::bit_width(n - 1);  // 1+⌈log2 n⌉
    auto const cost = sent<HirschbergSinclair::Probe>(history).size() +
                      sent<HirschbergSinclair::Reply>(history).size();
    return {unless(no_whole_election(history),
                   {"to find the leader", static_cast<double>(cost),
                    "<=", 8.0 * n * static_cast<double>(phases), "8n(1+ceil(log2 n)): at most"}),
            announcement(history, sent<HirschbergSinclair::Elected>(history))};
}

}  // namespace conclave::check
