#pragma once

#include "links/perfect_link.hpp"
#include "net/run.hpp"

namespace conclave::scenarios {

/// A network that loses so much that no time is long enough to promise anything by.
inline bool hopeless(net::RunPlan const& plan) { return plan.faults.loss > 0.99; }

/// By when a perfect link has delivered a message, where a hop takes `hop_max` at most; the limit
/// of the run if the network is hopeless.
inline Duration delivery_max(net::RunPlan const& plan, Duration hop_max) {
    return hopeless(plan) ? plan.limit : PerfectLink::delay_max(hop_max, plan.faults.loss, {});
}

}  // namespace conclave::scenarios
