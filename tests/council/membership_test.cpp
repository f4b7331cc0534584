#include "council/membership.hpp"

#include <gtest/gtest.h>

namespace conclave::council {
namespace {

using namespace std::chrono_literals;
using Collectors = std::vector<int>;

constexpr Duration mute_after = 1s;
constexpr Time at(Duration since_start) { return Time{} + since_start; }

TEST(Membership, TheLowestTwoRanksCollect) {
    Membership const members{2, 4};
    EXPECT_EQ(members.collectors(), (Collectors{0, 1}));
    EXPECT_EQ(members.reporter(), 0);
}

TEST(Membership, ALoneRankCollectsForItself) {
    Membership const members{0, 1};
    EXPECT_EQ(members.collectors(), Collectors{0});
}

TEST(Membership, TheNextRankTakesTheDeadOnesPlace) {
    Membership members{2, 4};
    members.died(0, at(1s));
    EXPECT_EQ(members.collectors(), (Collectors{1, 2}));
    members.died(1, at(1s));
    members.died(3, at(1s));
    EXPECT_EQ(members.collectors(), Collectors{2});
}

TEST(Membership, ASilentCollectorLosesItsPlaceForGood) {
    Membership members{2, 4};
    members.heard(1, at(2s));
    members.judge(at(2s), mute_after);
    EXPECT_EQ(members.collectors(), (Collectors{1, 2}));
    members.heard(0, at(3s));
    members.judge(at(3s), mute_after);
    EXPECT_EQ(members.collectors(), (Collectors{1, 2}));
}

TEST(Membership, ANewCollectorGetsTimeToBegin) {
    Membership members{3, 4};
    members.judge(at(5s), mute_after);  // neither 0 nor 1 was ever heard, and 2 need not have been
    EXPECT_EQ(members.collectors(), (Collectors{2, 3}));
    members.judge(at(5s + mute_after), mute_after);
    EXPECT_EQ(members.reporter(), 2);
    members.judge(at(5s + mute_after + 1ms), mute_after);
    EXPECT_EQ(members.reporter(), 3);
}

TEST(Membership, OnceAllWereAccusedTheFewestAccusationsDecide) {
    Membership members{1, 2};
    members.judge(at(2s), mute_after);
    ASSERT_EQ(members.reporter(), 1);
    Membership other{0, 2};
    other.judge(at(2s), mute_after);
    ASSERT_EQ(other.reporter(), 0);
    members.merge(other.attendance(), at(3s));
    other.merge(members.attendance(), at(3s));
    EXPECT_EQ(members.reporter(), 0);
    EXPECT_EQ(other.reporter(), 0);
}

TEST(Membership, OwnAbsenceAccusesNobody) {
    Membership members{2, 4};
    members.excuse(10s);
    members.judge(at(10s), mute_after);
    EXPECT_EQ(members.reporter(), 0);
}

TEST(Membership, NobodyIsTalkedIntoItsOwnDeath) {
    Membership members{1, 3};
    members.merge({.accusations = {0, 0, 0}, .dead = {1, 1, 0}}, at(1s));
    EXPECT_TRUE(members.dead(0));
    EXPECT_FALSE(members.dead(1));
    EXPECT_EQ(members.last_death(), at(1s));
}

}  // namespace
}  // namespace conclave::council
