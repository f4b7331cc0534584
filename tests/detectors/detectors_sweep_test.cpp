#include <gtest/gtest.h>

#include "check/bounds.hpp"
#include "check/said.hpp"
#include "detectors/detectors_properties.hpp"
#include "detectors/eventually_perfect_failure_detector.hpp"
#include "detectors/perfect_failure_detector.hpp"
#include "support/sweep.hpp"
#include "support/watch.hpp"

namespace conclave::test {
namespace {

/// Crashes and recoveries always, the other faults by swarm.
std::string omega_command(Seed seed) {
    Swarm swarm{seed};
    auto const n = swarm.from(2, 8);
    return "simulate -n " + std::to_string(n) + " --seed " + std::to_string(seed) +
           " --algorithm omega --for 10min --chaos" + swarm.network() +
           swarm.split(n, swarm.from(0, 4));
}

using namespace std::chrono_literals;

/// Crashes of some of the processes at random times, for good.
net::RunPlan crashes(Seed seed) {
    Swarm swarm{seed};
    net::RunPlan plan{.processes = static_cast<std::uint32_t>(swarm.from(2, 7)),
                      .seed = seed,
                      .limit = 20s,
                      .stay = true};
    for (ProcessId p : ProcessRange{1, plan.processes})
        if (swarm.chance(0.4))
            plan.faults.actions.push_back({net::Action::Kind::crash, p,
                                           Time{std::chrono::milliseconds{swarm.from(1, 5000)}}});
    plan.faults.delay_max = std::chrono::milliseconds{swarm.from(0, 200)};
    return plan;
}

TEST(PerfectFailureDetectorSweep, PFD1_StrongCompleteness_PFD2_StrongAccuracy) {
    Tally tally;
    for (Seed seed = 1; seed <= affordable(2000) && !tally.hopeless(); ++seed) {
        auto const plan = crashes(seed);
        auto const period = std::chrono::milliseconds{Swarm{seed + 1}.from(20, 200)};
        Duration const silence_max = period + plan.faults.delay_max;  // what synchrony allows
        auto const properties =
            check::perfect_failure_detector(silence_max + 2 * period + plan.faults.delay_max);
        tally.add(
            "seed " + std::to_string(seed),
            simulate(plan, Watch<PerfectFailureDetector>::over(period, silence_max), properties));
    }
    tally.expect_cases("PFD1", 0.6);
    tally.expect_cases("PFD2", 0.6);
}

/// Half of the seeds lose heartbeats, which a first time-out of so many periods bears; in the
/// others the first time-out is too short for the delays, and there are mistakes to learn from.
TEST(EventuallyPerfectFailureDetectorSweep, EPFD1_StrongCompleteness_EPFD2_StrongAccuracy) {
    constexpr Duration period = 100ms;
    Tally tally;
    std::uint64_t mistaken = 0;
    for (Seed seed = 1; seed <= affordable(2000) && !tally.hopeless(); ++seed) {
        auto plan = crashes(seed);
        Swarm swarm{seed + 1};
        Duration silence_max = 120ms;
        if (swarm.chance(0.5)) {
            plan.faults.loss = static_cast<double>(swarm.from(1, 30)) / 100;
            auto const losses = check::tries_beyond_chance(plan.faults.loss);
            silence_max = plan.faults.delay_max + period * static_cast<std::int64_t>(losses + 1);
        }
        auto const trial =
            simulate(plan, Watch<EventuallyPerfectFailureDetector>::over(period, silence_max),
                     check::eventually_perfect_failure_detector(silence_max + 2 * period +
                                                                plan.faults.delay_max));
        check::History const history{trial.outcome};
        mistaken += check::said(history, &FailureDetector::restore).empty() ? 0 : 1;
        tally.add("seed " + std::to_string(seed), trial);
    }
    tally.expect_cases("EPFD1", 0.6);
    tally.expect_cases("EPFD2", 1);
    EXPECT_GT(mistaken, affordable(2000) / 4);
}

TEST(OmegaSweep, ELD1_EventualAccuracy_ELD2_EventualAgreement) {
    auto const tally = sweep(programs::bully, affordable(3000), omega_command);
    tally.expect_cases("ELD1", 1);
    tally.expect_cases("ELD2", 1);
}

}  // namespace
}  // namespace conclave::test
