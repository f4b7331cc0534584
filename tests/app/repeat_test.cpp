#include <gtest/gtest.h>

#include "support/play.hpp"
#include "support/repeats.hpp"

/// The sweeps of the families repeat the first of their runs, too.
namespace conclave::test {
namespace {

TEST(ACommand, RepeatsTheVeryRunOfEveryProgram) {
    for (auto const make : programs::every)
        for (int seed = 1; seed <= 5; ++seed)
            expect_repeats(make, "simulate --loss 10% --reorder 20% --duplicate 10% --seed " +
                                     std::to_string(seed));
}

TEST(ASeed, GivesAHistoryOfItsOwn) {
    auto const hash = [](std::string const& seed) {
        return play(programs::bully(), words_of("simulate --chaos --seed " + seed)).trial.hash;
    };
    EXPECT_NE(hash("1"), hash("2"));
    EXPECT_EQ(hash("3"), hash("3"));
}

}  // namespace
}  // namespace conclave::test
