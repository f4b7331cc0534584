#include "council/closing.hpp"

#include <gtest/gtest.h>

namespace conclave::council {
namespace {

using namespace std::chrono_literals;
using End = net::Outcome::End;

constexpr Duration silence_max = 1s;

/// Rank 0 of three, the reporter. Everybody was heard of at `now`, and is done.
class ClosingTest : public testing::Test {
protected:
    void hear(Time now) {
        for (int rank = 0; rank < 3; ++rank) {
            members_.heard(rank, now);
            archive_.summary(rank).watermark = now;
            archive_.summary(rank).done = true;
        }
    }
    void all_say_their_last() {
        for (int rank = 0; rank < 3; ++rank) archive_.summary(rank).final = true;
    }

    net::RunPlan plan_{.limit = 60s, .settle = 2s};
    Archive archive_{3, 3, 1};
    Membership members_{0, 3};
    std::optional<Closing> made_;
    Closing& closing() {
        if (!made_) made_.emplace(plan_, members_, archive_, silence_max);
        return *made_;
    }
};

TEST_F(ClosingTest, TheStoryIsOverOnceAllAreDoneAndWereIdleForTheTimeToSettle) {
    archive_.summary(1).last_active = Time{1s};
    hear(Time{3s});
    EXPECT_EQ(closing().due(Time{3s}, false), std::nullopt) << "not longer than the time to settle";
    hear(Time{3s + 1ms});
    EXPECT_EQ(closing().due(Time{3s + 1ms}, false), End::story_over);
    archive_.summary(2).done = false;
    EXPECT_EQ(closing().due(Time{3s + 1ms}, false), std::nullopt);
}

TEST_F(ClosingTest, TheStoryIsNotOverBeforeThePlanIsAndTheTimeToSettle) {
    plan_.requests = {{Time{10s}, process(0), "late"}};
    hear(Time{9s});
    EXPECT_EQ(closing().due(Time{9s}, false), std::nullopt);
    hear(Time{12s});
    EXPECT_EQ(closing().due(Time{12s}, false), std::nullopt);
    hear(Time{12s + 1ms});
    EXPECT_EQ(closing().due(Time{12s + 1ms}, false), End::story_over);
}

/// What was cut off is sent again after the cut: nobody has been active for long by then.
TEST_F(ClosingTest, WhatHealsLateHasItsTimeToSettleToo) {
    plan_.faults.cuts = {{process(0), process(1), {Time{1s}, Time{8s}}}};
    archive_.summary(0).last_active = Time{2s};
    hear(Time{9s});
    EXPECT_EQ(closing().due(Time{9s}, false), std::nullopt);
    hear(Time{10s + 1ms});
    EXPECT_EQ(closing().due(Time{10s + 1ms}, false), End::story_over);
}

TEST_F(ClosingTest, TheSilentAreNotWaitedFor) {
    hear(Time{3s});
    archive_.summary(2).done = false;
    members_.heard(1, Time{5s});
    archive_.summary(1).watermark = Time{5s};
    EXPECT_EQ(closing().due(Time{5s}, false), End::story_over);
}

TEST_F(ClosingTest, ADeathKeepsTheStoryGoingUntilTheOthersHadTime) {
    hear(Time{3s});
    members_.died(2, Time{2s});
    EXPECT_EQ(closing().due(Time{3s}, false), std::nullopt);
}

TEST_F(ClosingTest, TheLimitAndAnInterruptEndIt) {
    plan_.stay = true;
    hear(Time{10s});
    EXPECT_EQ(closing().due(Time{10s}, false), std::nullopt) << "it stays";
    EXPECT_EQ(closing().due(Time{10s}, true), End::interrupted);
    hear(Time{60s});
    EXPECT_EQ(closing().due(Time{60s}, false), End::story_over) << "it had come to rest";
    archive_.summary(1).done = false;
    EXPECT_EQ(closing().due(Time{60s}, false), End::time_limit);
}

TEST_F(ClosingTest, WaitsForLastWordsButNotForThoseWhoAreSilent) {
    hear(Time{5s});
    closing().finish(End::story_over, Time{5s});
    EXPECT_FALSE(closing().all_final(Time{5s}));
    archive_.summary(0).final = archive_.summary(1).final = true;
    EXPECT_FALSE(closing().all_final(Time{7s})) << "p2 may still speak";
    EXPECT_TRUE(closing().all_final(Time{7s + 1ms}));
    members_.heard(2, Time{7s});
    EXPECT_FALSE(closing().all_final(Time{7s + 1ms})) << "it does";
    members_.died(2, Time{7s});
    EXPECT_TRUE(closing().all_final(Time{7s + 1ms}));
}

TEST_F(ClosingTest, WhoInterruptsDoesNotWaitLong) {
    hear(Time{5s});
    closing().finish(End::interrupted, Time{5s});
    EXPECT_FALSE(closing().all_final(Time{5s + 250ms}));
    EXPECT_TRUE(closing().all_final(Time{5s + 251ms}));
}

TEST_F(ClosingTest, EndsInGoodOrderOnlyIfNobodyIsMissing) {
    all_say_their_last();
    closing().finish(End::story_over, Time{5s});
    closing().conclude(1, Time{5s});
    EXPECT_TRUE(closing().ending().orderly);
    EXPECT_EQ(closing().ending().status, 1);
    EXPECT_EQ(closing().phase(), Phase::leaving);

    archive_.summary(2).final = false;
    closing().conclude(1, Time{5s});
    EXPECT_FALSE(closing().ending().orderly);
    EXPECT_EQ(closing().ending().left_behind, (std::vector<std::uint8_t>{0, 0, 1}));
    EXPECT_FALSE(closing().all_left(Time{5s})) << "p1 has not said so";
    closing().left(1);
    EXPECT_TRUE(closing().all_left(Time{5s})) << "p2 is left behind";

    members_.died(2, Time{5s});
    closing().conclude(1, Time{5s});
    EXPECT_FALSE(closing().ending().orderly) << "after a death nobody finalizes";
    EXPECT_EQ(closing().ending().left_behind, (std::vector<std::uint8_t>{0, 0, 0}));
}

TEST_F(ClosingTest, NobodyWaitsForEverForTheLastToLeave) {
    all_say_their_last();
    closing().finish(End::story_over, Time{5s});
    closing().conclude(0, Time{5s});
    EXPECT_FALSE(closing().all_left(Time{7s}));
    EXPECT_TRUE(closing().all_left(Time{7s + 1ms}));
}

TEST_F(ClosingTest, FollowsOnlyForward) {
    EXPECT_TRUE(closing().follow({.phase = Phase::reporting, .left_behind = {0, 0, 0}}, Time{1s}));
    EXPECT_EQ(closing().phase(), Phase::reporting);
    EXPECT_GT(closing().patience(), silence_max) << "a report may take its time";
    EXPECT_FALSE(closing().follow({.phase = Phase::finishing, .status = 3}, Time{2s}));
    EXPECT_FALSE(closing().follow({.phase = Phase::reporting, .status = 3}, Time{2s}));
    EXPECT_EQ(closing().ending().status, 0);
}

}  // namespace
}  // namespace conclave::council
