#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/program.hpp"
#include "elections/elections_properties.hpp"
#include "elections/leader_stack.hpp"

namespace conclave::scenarios {

/// The story of `bully`: an election, the leader's failure, the next election, the old leader's
/// return. The public members are the program's options.
class LeaderElection {
public:
    std::string algorithm{"bully"};
    std::string set_up{"story"};
    std::string starter{"random"};
    Duration heartbeat{std::chrono::milliseconds{100}};
    Duration silence{0};    ///< 0: worked out from the heartbeats and the loss
    Duration delay_max{0};  ///< 0: worked out from the faults

    [[nodiscard]] std::vector<app::Option> options();
    void prepare(net::RunPlan& plan, app::Asked const& asked);
    [[nodiscard]] std::unique_ptr<Stack> make_stack(Context& ctx) const;
    [[nodiscard]] std::vector<check::Property> properties(net::RunPlan const& plan) const;
    [[nodiscard]] std::vector<check::TheoryRow> theory(check::History const& history,
                                                       net::Outcome const& outcome) const;
    [[nodiscard]] check::Latency latency(check::History const& history) const;
    [[nodiscard]] app::Result result(check::History const& history) const;

private:
    [[nodiscard]] bool bully() const { return algorithm == "bully"; }
    [[nodiscard]] check::Naming naming() const;
    void choose_starter(net::RunPlan const& plan);

    LeaderSettings settings_;
    Duration detection_max_{0};
};

}  // namespace conclave::scenarios
