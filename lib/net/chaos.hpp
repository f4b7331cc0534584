#pragma once

#include <cstdint>
#include <vector>

#include "core/random.hpp"
#include "net/fault_plan.hpp"

namespace conclave::net {

/// Crashes and recoveries drawn from the seed: about half of n processes crash, some of them twice,
/// most recover, all within `calm_after`. One process at least is up at the end.
std::vector<Action> chaos(std::uint32_t n, Seed seed, Duration calm_after);

}  // namespace conclave::net
