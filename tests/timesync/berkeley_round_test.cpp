#include "timesync/berkeley_round.hpp"

#include <gtest/gtest.h>

namespace conclave::test {
namespace {

using namespace std::chrono_literals;

MasterRound::Clock ahead_by(Duration offset) { return {{offset, 1ms}, Time{}}; }

TEST(MasterRound, BeforeTheFirstNobodyIsAwaitedOrTold) {
    MasterRound const none;
    EXPECT_FALSE(none.awaits(process(1)));
    EXPECT_FALSE(none.difference_for(process(1)));
}

TEST(MasterRound, AwaitsEachUntilItsAnswerIsNoted) {
    MasterRound round{Time{5s}};
    EXPECT_EQ(round.name(), Time{5s});
    EXPECT_TRUE(round.awaits(process(1)));
    round.note(process(1), ahead_by(7ms));
    EXPECT_FALSE(round.awaits(process(1)));
    EXPECT_TRUE(round.awaits(process(2)));
}

TEST(MasterRound, TheFirstAnswerCounts) {
    MasterRound round{Time{5s}};
    round.note(process(1), ahead_by(7ms));
    round.note(process(1), ahead_by(9ms));
    EXPECT_EQ(round.differences(), (std::vector<Duration>{0ms, 7ms}));
}

TEST(MasterRound, TheMastersOwnClockIsOneOfThem) {
    EXPECT_EQ(MasterRound{Time{5s}}.differences(), std::vector<Duration>{0ms});
}

TEST(MasterRound, WhoAnsweredIsToldItsDifferenceAsOftenAsItAsks) {
    MasterRound round{Time{5s}};
    round.note(process(1), ahead_by(7ms));
    EXPECT_FALSE(round.difference_for(process(1))) << "the round is open";
    round.close(2ms);
    EXPECT_EQ(round.difference_for(process(1)), -5ms);
    EXPECT_EQ(round.difference_for(process(1)), -5ms);
    EXPECT_FALSE(round.difference_for(process(2))) << "it was left out";
    EXPECT_FALSE(round.awaits(process(2))) << "it is too late";
}

TEST(SlaveRound, HearsOfEachRoundOnceUntilItIsOver) {
    SlaveRound slave;
    EXPECT_FALSE(slave.since());
    EXPECT_TRUE(slave.hear(Time{5s}, Time{1s}, 3));
    EXPECT_TRUE(slave.hear(Time{5s}, Time{2s}, 3)) << "the master asks again";
    EXPECT_EQ(slave.since(), Time{1s}) << "when it heard of it first";
    EXPECT_TRUE(slave.end(Time{5s}, Time{1s}));
    EXPECT_FALSE(slave.hear(Time{5s}, Time{3s}, 3)) << "a late copy";
    EXPECT_FALSE(slave.hear(Time{4s}, Time{3s}, 3)) << "an earlier round";
    EXPECT_TRUE(slave.hear(Time{6s}, Time{3s}, 3));
}

TEST(SlaveRound, EndsWithTheWordThatIsMeantForIt) {
    SlaveRound slave;
    EXPECT_FALSE(slave.end(Time::min(), Time{}));
    EXPECT_TRUE(slave.hear(Time{5s}, Time{1s}, 3));
    EXPECT_FALSE(slave.end(Time{4s}, Time{1s})) << "of another round";
    EXPECT_FALSE(slave.end(Time{5s}, Time{900ms})) << "of another life";
    EXPECT_TRUE(slave.end(Time{5s}, Time{1s}));
    EXPECT_FALSE(slave.end(Time{5s}, Time{1s})) << "a second copy";
}

TEST(SlaveRound, AnswersAgainAsOftenAsItMayInEachRound) {
    SlaveRound slave;
    EXPECT_FALSE(slave.may_answer_again());
    EXPECT_TRUE(slave.hear(Time{5s}, Time{1s}, 2));
    EXPECT_TRUE(slave.may_answer_again());
    EXPECT_TRUE(slave.hear(Time{5s}, Time{2s}, 2)) << "asked again, it has no more";
    EXPECT_TRUE(slave.may_answer_again());
    EXPECT_FALSE(slave.may_answer_again());
    EXPECT_FALSE(slave.may_answer_again()) << "however often it asks";
    EXPECT_TRUE(slave.hear(Time{6s}, Time{3s}, 2));
    EXPECT_TRUE(slave.may_answer_again());
}

}  // namespace
}  // namespace conclave::test
