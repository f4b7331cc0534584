#include <gtest/gtest.h>

#include "support/sweep.hpp"

namespace conclave::test {
namespace {

/// Wrong clocks, crashes and recoveries, the network's faults by swarm; jitter and clocks of the
/// user's own now and then.
std::string clock_command(std::string const& algorithm, Seed seed) {
    Swarm swarm{seed};
    auto const n = swarm.from(2, 6);
    std::string command = "simulate -n " + std::to_string(n) + " --seed " + std::to_string(seed) +
                          " --for 10min --algorithm " + algorithm + " --every 400ms --sample 50ms" +
                          swarm.network() + swarm.split(n, swarm.from(0, 2));
    if (swarm.chance(0.3)) command += " --chaos";
    if (swarm.chance(0.3)) command += " --jitter " + swarm.one_of<std::string>({"50us", "3ms"});
    if (swarm.chance(0.2)) command += " --step";
    if (swarm.chance(0.3)) command += " --slew " + swarm.one_of<std::string>({"0.01", "0.9"});
    if (swarm.chance(0.3))
        command += " --skew " + std::to_string(swarm.from(0, n - 1)) + ":-" +
                   std::to_string(swarm.from(1, 900)) + "ms,+" +
                   std::to_string(swarm.from(0, 20'000)) + "ppm";
    if (swarm.chance(0.3)) command += " --server " + std::to_string(swarm.from(0, n - 1));
    return command;
}

/// Wrong clocks and a network that loses nothing.
std::string lundelius_lynch_command(Seed seed) {
    Swarm swarm{seed};
    auto const n = swarm.from(2, 6);
    std::string command = "simulate -n " + std::to_string(n) + " --seed " + std::to_string(seed) +
                          " --algorithm lundelius-lynch --every 400ms --sample 50ms";
    if (swarm.chance(0.5)) command += " --duplicate " + std::to_string(swarm.from(1, 50)) + '%';
    if (swarm.chance(0.3)) command += " --reorder " + std::to_string(swarm.from(1, 50)) + '%';
    if (swarm.chance(0.5))
        command += " --delay " + swarm.one_of<std::string>({"0ms", "0ms..1ms", "5ms..40ms"});
    if (swarm.chance(0.3)) command += " --jitter " + swarm.one_of<std::string>({"50us", "3ms"});
    if (swarm.chance(0.2)) command += " --step";
    if (swarm.chance(0.3))
        command += " --skew " + std::to_string(swarm.from(0, n - 1)) + ":-" +
                   std::to_string(swarm.from(1, 900)) + "ms,+" +
                   std::to_string(swarm.from(0, 20'000)) + "ppm";
    return command;
}

Tally sweep_time_sync(std::string const& algorithm) {
    return sweep(programs::clock_sync, affordable(1000), [&](Seed seed) {
        return algorithm == "lundelius-lynch" ? lundelius_lynch_command(seed)
                                              : clock_command(algorithm, seed);
    });
}

TEST(ClockSweeps, TS1_TS2_TS3_HoldForCristianByTheMean) {
    auto const tally = sweep_time_sync("cristian");
    for (auto const* id : {"TS1", "TS2", "TS3"}) tally.expect_cases(id, 0.95);
}
TEST(ClockSweeps, TS1_TS2_TS3_HoldForCristianByTheMinimum) {
    auto const tally = sweep_time_sync("cristian-min");
    for (auto const* id : {"TS1", "TS2", "TS3"}) tally.expect_cases(id, 0.95);
}
TEST(ClockSweeps, TS1_TS2_TS3_NTP1_HoldForNtp) {
    auto const tally = sweep_time_sync("ntp");
    for (auto const* id : {"TS1", "TS2", "TS3", "NTP1"}) tally.expect_cases(id, 0.95);
}
TEST(ClockSweeps, TS1_TS2_TS3_LL1_HoldForLundeliusLynch) {
    auto const tally = sweep_time_sync("lundelius-lynch");
    for (auto const* id : {"TS1", "TS2", "TS3", "LL1"}) tally.expect_cases(id, 1);
}
TEST(ClockSweeps, TS1_TS2_TS3_BK1_BK2_HoldForBerkeley) {
    auto const tally = sweep_time_sync("berkeley");
    for (auto const* id : {"TS1", "TS2", "TS3", "BK1"}) tally.expect_cases(id, 0.8);
    tally.expect_cases("BK2", 0.5);
}

}  // namespace
}  // namespace conclave::test
