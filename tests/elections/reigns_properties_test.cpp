#include "elections/reigns_properties.hpp"

#include <gtest/gtest.h>

#include "support/play.hpp"
#include "support/tale.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

Lines joint_reigns(Tale const& tale) {
    Lines lines;
    for (auto const& spell :
         check::joint_reigns(check::History{tale.outcome()}, &Election::elected))
        lines.push_back(spell.who + " for " + to_string(spell.length) + " from " +
                        to_string(spell.begin));
    return lines;
}

TEST(JointReigns, LastUntilAllButOneHaveGivenUp) {
    auto const tale = Tale{3}
                          .at(1s)
                          .elected(2, 2)
                          .elected(0, 2)
                          .at(2s)
                          .elected(1, 1)
                          .at(3s)
                          .elected(1, 1)
                          .at(4s)
                          .elected(1, 2)
                          .ends(9s);
    EXPECT_EQ(joint_reigns(tale), (Lines{"p1 and p2 for 2 s from 2 s"}));
}

TEST(JointReigns, NameAllThatReignedMeanwhile) {
    auto const tale = Tale{4}
                          .at(1s)
                          .elected(0, 0)
                          .at(2s)
                          .elected(3, 3)
                          .at(3s)
                          .elected(1, 1)
                          .at(4s)
                          .elected(0, 3)
                          .at(6s)
                          .elected(1, 3)
                          .at(7s)
                          .elected(2, 2)
                          .ends(9s);
    EXPECT_EQ(joint_reigns(tale),
              (Lines{"p0, p1 and p3 for 4 s from 2 s", "p2 and p3 for 2 s from 7 s"}))
        << "the second until the end of the run";
}

TEST(JointReigns, EndWithACrashButNotWithAPause) {
    auto const crashed = Tale{2}.at(1s).elected(1, 1).at(2s).crash(1).elected(0, 0).ends(9s);
    EXPECT_EQ(joint_reigns(crashed), Lines{});
    auto const paused = Tale{2}.at(1s).elected(1, 1).at(2s).pause(1).at(3s).elected(0, 0).ends(9s);
    EXPECT_EQ(joint_reigns(paused), (Lines{"p0 and p1 for 6 s from 3 s"}));
}

TEST(JointReigns, OfOneAfterTheOtherAreNone) {
    auto const tale = Tale{2}.at(1s).elected(0, 0).at(2s).elected(0, 1).elected(1, 1).ends(9s);
    EXPECT_EQ(joint_reigns(tale), Lines{});
}

TEST(JointReigns, AreNotTakenFromTheDoubtBetweenTwoClocks) {
    auto tale = Tale{2}.at(1s).elected(0, 0).at(2s).elected(1, 1).at(2003ms).elected(0, 1).ends(9s);
    EXPECT_EQ(joint_reigns(tale).size(), 1U);
    tale.another_machine(5ms);
    EXPECT_EQ(joint_reigns(tale), Lines{});
}

TEST(JointReigns, AreWhatAPartitionBrings) {
    auto const program = programs::bully();
    auto const run = play(program, words_of("simulate --partition 0,1/2,3,4@1s..5s"));
    auto const result = program.result(check::History{run.trial.outcome});
    ASSERT_EQ(result[1].first, "two_leaders");
    auto const spells = std::get<std::vector<check::Spell>>(result[1].second);
    ASSERT_EQ(spells.size(), 1U);
    EXPECT_EQ(spells[0].who, "p1 and p4");
    EXPECT_GT(spells[0].begin, Time{1s});
    EXPECT_GT(spells[0].length, 3s);
}

}  // namespace
}  // namespace conclave::test
