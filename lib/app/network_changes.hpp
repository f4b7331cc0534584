#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "net/fault_plan.hpp"

namespace conclave::app {

/// Something that begins or ends in the network itself, and not at a process.
struct NetworkChange {
    Time at{};
    std::string words{};  ///< "partition p0,p1 / p2..p4 until 3 s"
};

/// What the plan does to the network besides the chance that holds for all messages of the whole
/// run, in the order of time.
std::vector<NetworkChange> network_changes(net::FaultPlan const& plan);

/// Goes through them once, as time goes on.
class NetworkStory {
public:
    explicit NetworkStory(net::FaultPlan const& plan) : changes_{network_changes(plan)} {}

    /// Those up to this time that were not taken before.
    [[nodiscard]] std::span<NetworkChange const> take(Time until);

private:
    std::vector<NetworkChange> changes_;
    std::size_t taken_{0};
};

}  // namespace conclave::app
