#include <gtest/gtest.h>

#include "support/sweep.hpp"

namespace conclave::test {
namespace {

/// Rounds of events under a logical clock; wrong clocks, crashes and recoveries, over any link, as
/// far as the clock's assumptions allow.
std::string lamport_command(std::string const& clock, Seed seed) {
    Swarm swarm{seed};
    auto const n = swarm.from(2, 6);
    std::string command = "simulate -n " + std::to_string(n) + " --seed " + std::to_string(seed) +
                          " --for 10min --clock " + clock + swarm.network() + swarm.split(n, 0);
    if (clock != "differential" && swarm.chance(0.7))
        command += " --link " + swarm.one_of<std::string>({"perfect", "fifo", "fair-loss"});
    if (swarm.chance(0.5)) {
        command += " --skew 0:+" + std::to_string(swarm.from(1, 500)) + "ms,-200ppm --skew 1:-" +
                   std::to_string(swarm.from(1, 50)) + "ms,+100ppm";
    }
    if (swarm.chance(0.3)) {
        command += " --pause " + std::to_string(swarm.from(0, n - 1)) + "@300ms..800ms";
    } else if (swarm.chance(0.5)) {
        auto const p = std::to_string(swarm.from(0, n - 1));
        command += " --crash " + p + "@200ms";
        if (clock != "differential" && swarm.chance(0.8)) command += " --recover " + p + "@500ms";
    }
    return command + " --rounds " + std::to_string(swarm.from(5, 60)) + " --every 15ms";
}

Tally sweep_clock(std::string const& clock, Seed seeds) {
    return sweep(programs::lamport, affordable(seeds),
                 [&](Seed seed) { return lamport_command(clock, seed); });
}

TEST(LamportClockSweep, LC1_ClockCondition_LC2_TotalOrder) {
    auto const tally = sweep_clock("lamport", 1000);
    for (auto const* id : {"LC1", "LC2"}) tally.expect_cases(id, 1);
}

TEST(VectorClockSweep, VC1_ClockCondition_VC2_Converse_VC3_OwnCount) {
    auto const tally = sweep_clock("vector", 1000);
    for (auto const* id : {"VC1", "VC2", "VC3"}) tally.expect_cases(id, 1);
}

TEST(DifferentialVectorClockSweep, VC1_ClockCondition_VC2_Converse_VC3_OwnCount) {
    auto const tally = sweep_clock("differential", 1000);
    for (auto const* id : {"VC1", "VC2", "VC3"}) tally.expect_cases(id, 1);
}

TEST(MatrixClockSweep, MC1_OwnRow_MC2_OtherRows) {
    auto const tally = sweep_clock("matrix", 500);
    for (auto const* id : {"MC1", "MC2"}) tally.expect_cases(id, 1);
}

TEST(HybridClockSweep, HLC1_ClockCondition_HLC2_Closeness) {
    auto const tally = sweep_clock("hybrid", 1000);
    for (auto const* id : {"HLC1", "HLC2"}) tally.expect_cases(id, 1);
}

/// Its assumption is needed: over links that are not FIFO nothing is promised, and it shows.
TEST(DifferentialVectorClockSweep, VC1_IsNotPromisedWithoutFifoLinks) {
    int caught = 0;
    for (Seed seed = 1; seed <= 20; ++seed) {
        auto const run = play(
            programs::lamport(),
            words_of("simulate -n 4 --clock differential --link perfect --reorder 0.5 --rounds 40 "
                     "--every 10ms --seed " +
                     std::to_string(seed)));
        caught += run.trial.finding("VC1").verdict() == check::Verdict::not_promised ? 1 : 0;
    }
    EXPECT_GT(caught, 10);
}

}  // namespace
}  // namespace conclave::test
