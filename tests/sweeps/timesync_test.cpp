#include <gtest/gtest.h>

#include "commands.hpp"

namespace conclave::test {
namespace {

constexpr Seed seeds = affordable(1000);

/// Every property of this algorithm, in many runs.
class ClockSweep {
public:
    explicit ClockSweep(std::string const& algorithm) {
        for (Seed seed = 1; seed <= seeds && !tally_.hopeless(); ++seed) {
            auto const command = algorithm == "lundelius-lynch" ? lundelius_lynch_command(seed)
                                                                : clock_command(algorithm, seed);
            ClockSync const clocks;
            auto const run = play(clocks.program, words_of(command));
            EXPECT_EQ(run.trial.outcome.end, net::Outcome::End::story_over)
                << "clock_sync " << command;
            tally_.add("clock_sync " + command, run.trial);
            check::History const history{run.trial.outcome};
            for (auto const& row : clocks.story.theory(history, run.trial.outcome))
                EXPECT_TRUE(row.holds()) << row.what << "\n    clock_sync " << command;
        }
    }
    void expect_cases(std::string_view id, double share) const { tally_.expect_cases(id, share); }

private:
    Tally tally_;
};

TEST(ClockSweeps, TS1_TS2_TS3_HoldForCristianByTheMean) {
    ClockSweep const sweep{"cristian"};
    for (auto const* id : {"TS1", "TS2", "TS3"}) sweep.expect_cases(id, 0.95);
}
TEST(ClockSweeps, TS1_TS2_TS3_HoldForCristianByTheMinimum) {
    ClockSweep const sweep{"cristian-min"};
    for (auto const* id : {"TS1", "TS2", "TS3"}) sweep.expect_cases(id, 0.95);
}
TEST(ClockSweeps, TS1_TS2_TS3_NTP1_HoldForNtp) {
    ClockSweep const sweep{"ntp"};
    for (auto const* id : {"TS1", "TS2", "TS3", "NTP1"}) sweep.expect_cases(id, 0.95);
}
TEST(ClockSweeps, TS1_TS2_TS3_LL1_HoldForLundeliusLynch) {
    ClockSweep const sweep{"lundelius-lynch"};
    for (auto const* id : {"TS1", "TS2", "TS3", "LL1"}) sweep.expect_cases(id, 1);
}
TEST(ClockSweeps, TS1_TS2_TS3_BK1_BK2_HoldForBerkeley) {
    ClockSweep const sweep{"berkeley"};
    for (auto const* id : {"TS1", "TS2", "TS3", "BK1"}) sweep.expect_cases(id, 0.8);
    sweep.expect_cases("BK2", 0.5);
}

}  // namespace
}  // namespace conclave::test
