#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/program.hpp"
#include "snapshots/snapshots_properties.hpp"
#include "topologies/topology.hpp"

namespace conclave::scenarios {

/// The story of `snapshot`: players or accounts at work, and snapshots of them all while the work
/// goes on. The public members are the program's options.
class GlobalState {
public:
    std::string algorithm{"chandy-lamport"};
    std::string workload{"game"};
    std::string topology{"complete"};
    std::string link{"fifo"};
    std::string start{};  ///< "2@1s,0@2s"; empty: three by chance
    std::uint32_t actions{30};
    Duration every{std::chrono::milliseconds{10}};
    std::string save{};  ///< a folder; empty: none

    [[nodiscard]] std::vector<app::Option> options();
    void prepare(net::RunPlan& plan, app::Asked const& asked);
    [[nodiscard]] std::unique_ptr<Stack> make_stack(Context& ctx) const;
    [[nodiscard]] std::vector<check::Property> properties(net::RunPlan const& plan) const;
    [[nodiscard]] std::vector<check::TheoryRow> theory(check::History const& history,
                                                       net::Outcome const& outcome) const;
    [[nodiscard]] check::Latency latency(check::History const& history) const;
    [[nodiscard]] app::Result result(check::History const& history) const;
    [[nodiscard]] std::string picture(check::History const& history, std::size_t columns) const;
    [[nodiscard]] std::vector<std::string> outputs() const;
    [[nodiscard]] std::vector<app::File> files(check::History const& history) const;
    [[nodiscard]] static std::vector<app::SubCommand> commands();

private:
    void read_start(net::RunPlan& plan) const;
    void choose_start(net::RunPlan& plan) const;
    template <class App>
    [[nodiscard]] std::unique_ptr<Stack> stack_of(Context& ctx,
                                                  typename App::Settings settings) const;
    template <class App>
    [[nodiscard]] check::SnapshotRules rules(std::vector<std::string_view> messages) const;
    /// Every snapshot of the run, as it is saved: a SavedSnapshot of the workload.
    template <class Act>
    void for_each_saved(check::History const& history, Act const& act) const;
    [[nodiscard]] bool bank() const { return workload == "bank"; }

    Topology topology_{Topology::Kind::complete, 2};
    Duration patience_{0};  ///< by then a snapshot is complete or never will be
};

}  // namespace conclave::scenarios
