#include <gtest/gtest.h>

#include "support/sweep.hpp"

namespace conclave::test {
namespace {

Tally sweep_time_sync(std::string const& algorithm) {
    return sweep<ClockSync>(affordable(1000), [&](Seed seed) {
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
