#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/process_id.hpp"
#include "net/fault_plan.hpp"
#include "net/run.hpp"

namespace conclave::app {

/// What became of one fault of the plan.
struct FaultReport {
    std::string fault;        ///< "cut 0>1 from 1 s to 3 s"
    std::string effect{};     ///< "stopped 12 messages"; empty where nothing is left to say
    std::uint64_t struck{0};  ///< how many messages or processes; 0: the run says nothing about it
    bool of_messages{false};  ///< what it strikes are messages
    std::vector<ProcessId> processes{};  ///< those that it struck

    /// "cut 0>1 from 1 s to 3 s: stopped 12 messages"
    [[nodiscard]] std::string line() const {
        return effect.empty() ? fault : fault + ": " + effect;
    }
};

/// One for each fault of the plan: first those of the network, then what was to befall processes.
/// Those drawn from the seed, of a run with `chaos`, are one together.
std::vector<FaultReport> report_faults(net::FaultPlan const& plan, net::Outcome const& outcome,
                                       bool chaos);

}  // namespace conclave::app
