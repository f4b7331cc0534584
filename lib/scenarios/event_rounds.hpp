#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/program.hpp"
#include "clocks/logical_clock.hpp"
#include "links/link_tower.hpp"

namespace conclave::scenarios {

/// The story of `lamport`: in each round a process has an event of its own or sends to another one,
/// under the logical clock of the asked-for kind. The public members are the program's options.
class EventRounds {
public:
    std::string clock{"lamport"};
    std::string link{"auto"};
    std::uint32_t rounds{5};
    Duration every{std::chrono::seconds{1}};
    bool large{false};

    [[nodiscard]] std::vector<app::Option> options();
    void prepare(net::RunPlan& plan, app::Asked const& asked);
    [[nodiscard]] std::unique_ptr<Stack> make_stack(Context& ctx) const;
    [[nodiscard]] std::vector<check::Property> properties(net::RunPlan const& plan) const;
    [[nodiscard]] std::vector<check::TheoryRow> theory(check::History const& history,
                                                       net::Outcome const& outcome) const;
    [[nodiscard]] check::Latency latency(check::History const& history) const;
    [[nodiscard]] app::Result result(check::History const& history) const;

private:
    void require_memory(std::uint32_t processes) const;
    [[nodiscard]] Duration difference_max(Time until) const;

    LogicalClock::Kind kind_{};
    LinkTower::Kind link_kind_{};
    Kept kept_{};
    std::vector<LocalClock> skews_;  // of all processes: one that is right is among them
    bool simulated_{true};
};

}  // namespace conclave::scenarios
