#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "core/time.hpp"
#include "net/run.hpp"

namespace conclave::app {

/// A run keeps each event of its story in memory, some 300 bytes, until the report: so many
/// messages are 6 GB.
inline constexpr double messages_kept_max = 1e7;
/// What it only carries out, such as heartbeats, costs time alone: so many are some hours.
inline constexpr double messages_carried_max = 1e10;

/// The messages of a process to each other one.
constexpr double pairs(std::uint32_t processes) {
    return static_cast<double>(processes) * (static_cast<double>(processes) - 1);
}
/// How often something happens in this time, once every `period`.
constexpr double often(Duration time, Duration period) {
    return static_cast<double>(time.count()) / static_cast<double>(period.count());
}
/// How long the run takes at most, as far as its plan tells.
inline Duration length_of(net::RunPlan const& plan) {
    Duration const story = plan.last_change().time_since_epoch() + plan.settle;
    return plan.stay ? plan.limit : std::min(plan.limit, story);
}

/// Throws InputError where an option asks for more than a run can take. `count` of these things,
/// `messages` or `readings`, would come of it; how to have fewer is said by `mend`.
void require_feasible(std::string_view option, double count, std::string_view things,
                      std::string_view mend, double most = messages_kept_max);

}  // namespace conclave::app
