#include <algorithm>
#include <gtest/gtest.h>

#include "elections/bully_election.hpp"
#include "elections/elections_properties.hpp"
#include "support/election_stack.hpp"
#include "support/sweep.hpp"

namespace conclave::test {
namespace {

/// Crashes and recoveries always, some in the middle of a handler, the other faults by swarm.
std::string bully_command(Seed seed) {
    Swarm swarm{seed};
    auto const n = swarm.from(3, 8);
    std::string command = "simulate -n " + std::to_string(n) + " --seed " + std::to_string(seed) +
                          " --for 10min" + swarm.network() + swarm.split(n, swarm.from(0, 4));
    if (swarm.chance(0.7)) {
        command += " --chaos";
    } else {  // somebody falls in the middle of the election that the leader's crash brings about
        auto const second = swarm.from(1, 4);
        command += " --crash leader@" + std::to_string(second) + 's' +
                   swarm.crash_in_handler(std::to_string(swarm.from(0, n - 2)), second);
    }
    if (swarm.chance(0.5))
        command += " --starter " + swarm.one_of<std::string>({"all", "none", "0", "2"});
    return command;
}

constexpr int shards = 20;
constexpr Seed seeds_of_a_shard = affordable(10'000) / shards;

class BullySweep : public testing::TestWithParam<int> {};

TEST_P(BullySweep, BE1_Termination_BE2_Agreement_BE3_Maximality_EPFD1_EPFD2) {
    auto const before = static_cast<Seed>(GetParam()) * seeds_of_a_shard;
    Seed struck = 0;  // runs in which somebody fell in the middle of a handler
    auto const in_handler = [](Event const& e) {
        return e.kind == Event::Kind::crash && e.what.find("in the middle") != e.what.npos;
    };
    auto const look = [&](app::Program const&, net::Outcome const& outcome) {
        struck += std::ranges::any_of(outcome.events, in_handler) ? 1 : 0;
    };
    auto const tally = sweep(
        programs::bully, seeds_of_a_shard, [=](Seed seed) { return bully_command(before + seed); },
        look);
    EXPECT_GE(struck, seeds_of_a_shard / 10);
    tally.expect_cases("BE1", 0.9);
    tally.expect_cases("BE2", 0.99);
    tally.expect_cases("BE3", 0.99);
    tally.expect_cases("EPFD1", 0.3);
    tally.expect_cases("EPFD2", 0.99);
}

/// A network within the assumption of the election: nothing is lost, nothing takes long.
net::RunPlan synchronous(Swarm& swarm, Seed seed) {
    using namespace std::chrono_literals;
    return {.processes = static_cast<std::uint32_t>(swarm.from(2, 7)),
            .seed = seed,
            .limit = 10s,
            .stay = true,
            .faults = {.duplicate = 0.2, .delay_min = 0ms, .delay_max = 10ms}};
}

/// The election alone, without a monitor that sets right what went wrong: while its assumption
/// holds, it needs none.
TEST(BullyElectionSweep, BE1_BE2_BE3_HoldUnderSynchronyWithoutHelp) {
    using namespace std::chrono_literals;
    Tally tally;
    for (Seed seed = 1; seed <= affordable(3000) && !tally.hopeless(); ++seed) {
        Swarm swarm{seed};
        auto plan = synchronous(swarm, seed);
        for (ProcessId p : ProcessRange{1, plan.processes})
            if (swarm.chance(0.5))
                plan.faults.actions.push_back({net::Action::Kind::crash, p,
                                               Time{swarm.from(0, 50) * swarm.from(1, 100) * 1ms}});
        tally.add("seed " + std::to_string(seed),
                  simulate(plan, ElectionStack<BullyElection>::make(), check::bully_election()));
    }
    for (auto const* id : {"BE1", "BE2", "BE3"}) tally.expect_cases(id, 0.99);
}

/// The same with recoveries, most of them soon: of the leader before anybody has missed it, of
/// others in the middle of an election, of several at once.
TEST(BullyElectionSweep, BE1_BE2_BE3_HoldAcrossRecoveriesWithoutHelp) {
    using namespace std::chrono_literals;
    using enum net::Action::Kind;
    Tally tally;
    for (Seed seed = 1; seed <= affordable(3000) && !tally.hopeless(); ++seed) {
        Swarm swarm{seed};
        auto plan = synchronous(swarm, seed);
        auto const soon = [&swarm](double share) {
            return Duration{1us} * static_cast<Duration::rep>(
                                       swarm.from(1, swarm.chance(share) ? 60'000 : 1'500'000));
        };
        for (ProcessId p : ProcessRange{0, plan.processes}) {
            Time at{};
            for (int falls = 0; falls < 3 && swarm.chance(0.6); ++falls) {
                at += soon(0.5);
                plan.faults.actions.push_back({crash, p, at});
                at += soon(0.7);
                plan.faults.actions.push_back({recover, p, at});
            }
        }
        tally.add("seed " + std::to_string(seed),
                  simulate(plan, ElectionStack<BullyElection>::make(), check::bully_election()));
    }
    for (auto const* id : {"BE1", "BE2", "BE3"}) tally.expect_cases(id, 0.99);
}

/// Horizons count true time, and time-outs run on the processes' own clocks.
TEST(BullyClockSweep, BE2_Agreement_BE3_Maximality_OnClocksThatRunApart) {
    auto const tally = sweep(programs::bully, affordable(300), [](Seed seed) {
        return "simulate -n 3 --for 10min --chaos --delay 1ms..40ms --loss 0.1 --skew "
               "0:0ms,-500000ppm "
               "--skew 1:0ms,500000ppm --seed " +
               std::to_string(seed);
    });
    for (auto const* id : {"BE2", "BE3"}) tally.expect_cases(id, 0.99);
}

/// The run goes on for as long after a network has healed as after anybody's last activity.
TEST(BullyHealedSweep, BE2_Agreement_BE3_Maximality_AfterTheNetworkHasHealed) {
    auto const tally = sweep(programs::bully, affordable(50), [](Seed seed) {
        return "simulate --partition 0,1/2,3,4@1s..10s --seed " + std::to_string(seed);
    });
    for (auto const* id : {"BE2", "BE3", "EPFD2"}) tally.expect_cases(id, 1);
}

INSTANTIATE_TEST_SUITE_P(Shard, BullySweep, testing::Range(0, shards));

}  // namespace
}  // namespace conclave::test
