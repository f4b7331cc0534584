#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/random.hpp"
#include "net/fault_plan.hpp"

namespace conclave::net {

/// Crashes and recoveries drawn from the seed: about half of n processes crash, some of them twice,
/// most recover, all within `calm_after`. One process at least is up at the end. About a third of
/// the crashes are in the middle of a handler: such a process goes on until it gets there, which
/// may be later or never; if its recovery comes first, it is spared.
std::vector<Action> chaos(std::uint32_t n, Seed seed, Duration calm_after);

/// The clocks of all n processes but one, wrong by at most this much either way; drawn from the
/// seed.
std::map<ProcessId, LocalClock> wrong_clocks(std::uint32_t n, Seed seed, ProcessId right,
                                             Duration offset_max, std::uint32_t drift_max_ppm);

}  // namespace conclave::net
