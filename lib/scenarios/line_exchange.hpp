#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/program.hpp"
#include "links/link_tower.hpp"

namespace conclave::scenarios {

/// The story of `links`: processes send each other lines of text over a link of the asked-for kind.
/// The public members are the program's options.
class LineExchange {
public:
    std::string link{"perfect"};
    std::string script{};
    std::uint32_t lines{20};
    Duration every{std::chrono::milliseconds{50}};
    Duration repeat{std::chrono::milliseconds{250}};

    [[nodiscard]] std::vector<app::Option> options();
    void prepare(net::RunPlan& plan, app::Asked const& asked);
    [[nodiscard]] std::unique_ptr<Stack> make_stack(Context& ctx) const;
    [[nodiscard]] std::vector<check::Property> properties(net::RunPlan const& plan) const;
    [[nodiscard]] std::vector<check::TheoryRow> theory(check::History const& history,
                                                       net::Outcome const& outcome) const;
    [[nodiscard]] check::Latency latency(check::History const& history) const;
    [[nodiscard]] app::Result result(check::History const& history) const;

private:
    void add_script(net::RunPlan& plan, app::Mode mode) const;
    void add_own_lines(net::RunPlan& plan) const;
    [[nodiscard]] Duration stubborn_horizon(net::RunPlan const& plan, Duration hop_max) const;

    LinkTower::Kind kind_{};
    net::FaultPlan faults_;
    Duration stubborn_horizon_{0};
};

}  // namespace conclave::scenarios
