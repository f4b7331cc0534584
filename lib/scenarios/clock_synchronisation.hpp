#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/program.hpp"
#include "timesync/timesync_properties.hpp"
#include "timesync/time_sync_stack.hpp"

namespace conclave::scenarios {

/// The story of `clock_sync`: clocks that are wrong on purpose are synchronised, round by round.
/// The public members are the program's options.
class ClockSynchronisation {
public:
    std::string algorithm{"cristian"};
    std::uint32_t server{0};
    std::uint32_t rounds{5};
    Duration every{std::chrono::seconds{1}};
    std::uint32_t exchanges{5};
    Duration sample{std::chrono::milliseconds{200}};
    double slew{0.1};
    bool step{false};
    Duration jitter{0};
    std::uint32_t drift_max{0};  ///< ppm; 0: worked out from the clocks
    Duration no_answer{0};       ///< 0: worked out from the delays
    Duration outlier{std::chrono::milliseconds{200}};
    std::string csv{};

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

private:
    void check_options(net::RunPlan const& plan) const;
    void work_out_settings(net::RunPlan const& plan, app::Mode mode);
    void choose_end(net::RunPlan const& plan);
    /// The server's own clock is adjusted as well.
    [[nodiscard]] bool all_take_part() const {
        return algorithm == "berkeley" || algorithm == "lundelius-lynch";
    }
    [[nodiscard]] Duration drift_within_a_round() const;
    [[nodiscard]] check::TheoryRow messages(check::History const& history,
                                            net::Outcome const& outcome) const;

    TimeSyncSettings settings_;
    check::ClockTruth truth_;
    Duration rounds_last_{0};  // so long, in true time
    bool calm_{false};         // nothing in the plan disturbs a round
};

}  // namespace conclave::scenarios
