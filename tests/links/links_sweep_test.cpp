#include <gtest/gtest.h>

#include "support/sweep.hpp"

namespace conclave::test {
namespace {

/// Lines from everybody to everybody; splits heal, processes stand still for a while, or crash for
/// good in the middle of a line to all.
std::string links_command(std::string const& kind, Seed seed) {
    Swarm swarm{seed};
    auto const n = swarm.from(2, 5);
    std::string command = "simulate -n " + std::to_string(n) + " --seed " + std::to_string(seed) +
                          " --for " + (kind == "stubborn" ? "12s" : "10min") + " --link " + kind +
                          swarm.network() + swarm.split(n, 0);
    auto const p = std::to_string(swarm.from(0, n - 1));
    if (swarm.chance(0.3))
        command += " --pause " + p + "@300ms..800ms";
    else if (n > 2 && swarm.chance(0.2))
        command += " --crash " + p + "@500ms+" + std::to_string(swarm.from(2, 9)) + "sends";
    return command + " --lines 40 --every 50ms";
}

Tally sweep_link(std::string const& kind, Seed seeds) {
    using enum net::Outcome::End;
    return sweep(
        programs::links, affordable(seeds), [&](Seed seed) { return links_command(kind, seed); },
        {}, kind == "stubborn" ? time_limit : story_over);
}

TEST(FairLossLinkSweep, FLL1_FairLoss_FLL2_FiniteDuplication_FLL3_NoCreation) {
    auto const tally = sweep_link("fair-loss", 1000);
    tally.expect_cases("FLL1", 0.95);
    tally.expect_cases("FLL2", 1);
    tally.expect_cases("FLL3", 1);
}

TEST(StubbornLinkSweep, SL1_StubbornDelivery_SL2_NoCreation) {
    auto const tally = sweep_link("stubborn", 100);
    tally.expect_cases("SL1", 1);
    tally.expect_cases("SL2", 1);
}

TEST(EliminateDuplicatesSweep, PL1_ReliableDelivery_PL2_NoDuplication_PL3_NoCreation) {
    auto const tally = sweep_link("eliminate-duplicates", 100);
    for (auto const* id : {"PL1", "PL2", "PL3"}) tally.expect_cases(id, 1);
}

TEST(PerfectLinkSweep, PL1_ReliableDelivery_PL2_NoDuplication_PL3_NoCreation) {
    auto const tally = sweep_link("perfect", 1000);
    for (auto const* id : {"PL1", "PL2", "PL3"}) tally.expect_cases(id, 1);
}

TEST(FifoPerfectLinkSweep, FPL1_ReliableDelivery_FPL2_NoDuplication_FPL3_NoCreation_FPL4_Fifo) {
    auto const tally = sweep_link("fifo", 1000);
    for (auto const* id : {"FPL1", "FPL2", "FPL3", "FPL4"}) tally.expect_cases(id, 1);
}

/// The promises of a link to correct processes stand while others crash and recover, in the middle
/// of a handler too.
Tally sweep_among_crashes(std::string const& kind, Seed seeds) {
    Tally tally;
    for (Seed seed = 1; seed <= affordable(seeds) && !tally.hopeless(); ++seed) {
        Swarm swarm{seed};
        auto const n = swarm.from(3, 5);
        auto const command = "simulate -n " + std::to_string(n) + " --seed " +
                             std::to_string(seed) + " --link " + kind +
                             " --chaos --lines 40 --every 100ms" + swarm.network() +
                             swarm.split(n, swarm.from(0, 3));
        tally.add("links " + command, play(programs::links(), words_of(command)).trial);
    }
    return tally;
}

TEST(PerfectLinkSweep, PL1_PL2_PL3_AmongCrashes) {
    auto const tally = sweep_among_crashes("perfect", 1000);
    tally.expect_cases("PL1", 0.5);
    tally.expect_cases("PL2", 0.99);
    tally.expect_cases("PL3", 0.99);
}

TEST(FifoPerfectLinkSweep, FPL1_FPL2_FPL3_FPL4_AmongCrashes) {
    auto const tally = sweep_among_crashes("fifo", 500);
    tally.expect_cases("FPL1", 0.5);
    for (auto const* id : {"FPL2", "FPL3", "FPL4"}) tally.expect_cases(id, 0.99);
}

/// Horizons count true time, and timers run on the processes' own clocks.
TEST(PerfectLinkSweep, PL1_ReliableDelivery_ByAClockThatHardlyMoves) {
    auto const tally = sweep(programs::links, affordable(200), [](Seed seed) {
        return "simulate -n 3 --link perfect --loss 0.3 --skew 0:0ms,-900000ppm --lines 5 --seed " +
               std::to_string(seed);
    });
    tally.expect_cases("PL1", 1);
}

/// The run goes on for as long after a network has healed as after anybody's last activity.
TEST(PerfectLinkSweep, PL1_FPL1_ReliableDelivery_AfterTheNetworkHasHealed) {
    for (auto const* options :
         {"--partition 0/1,2,3,4@1s..3s", "--cut '0>1@100ms..3s' --link fifo"}) {
        auto const tally = sweep(programs::links, affordable(20), [&](Seed seed) {
            return "simulate " + std::string{options} + " --seed " + std::to_string(seed);
        });
        tally.expect_cases(options[2] == 'p' ? "PL1" : "FPL1", 1);
    }
}

}  // namespace
}  // namespace conclave::test
