#include <gtest/gtest.h>

#include "elections/elections_properties.hpp"
#include "links/links_properties.hpp"
#include "support/tale.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using Durations = std::vector<Duration>;

Durations latencies(Tale const& tale) {
    return check::failure_to_new_leader(check::History{tale.outcome()}, &Election::elected).samples;
}

/// All of three processes follow p2, which crashes at 1 s.
Tale leader_crashes() {
    Tale tale{3};
    tale.elected(2, 2).elected(0, 2).elected(1, 2).at(1s).crash(2);
    return tale;
}

TEST(FailureToNewLeader, EndsWhenTheLastSurvivorHasTheNewOne) {
    auto tale = leader_crashes();
    tale.at(1500ms).elected(1, 1).at(1510ms).elected(0, 1);
    EXPECT_EQ(latencies(tale), Durations{510ms});
}

TEST(FailureToNewLeader, IsNotOverWhereSurvivorsDisagree) {
    auto tale = leader_crashes();
    tale.at(1500ms).elected(1, 1).at(1510ms).elected(0, 0);
    EXPECT_EQ(latencies(tale), Durations{});
    tale.at(2s).elected(0, 1);
    EXPECT_EQ(latencies(tale), Durations{1s});
}

TEST(FailureToNewLeader, DoesNotBeginWithTheCrashOfAFollower) {
    Tale tale{3};
    tale.elected(2, 2).elected(0, 2).elected(1, 2).at(1s).crash(0).at(2s).elected(1, 2);
    EXPECT_EQ(latencies(tale), Durations{});
}

TEST(FailureToNewLeader, BeginsWithThePauseOfALeaderToo) {
    Tale tale{2};
    tale.elected(1, 1).elected(0, 1).at(1s).pause(1).at(2s).elected(0, 0);
    EXPECT_EQ(latencies(tale), Durations{1s});
}

TEST(FailureToNewLeader, CountsAFailureOnTopOfAnotherAsOne) {
    Tale tale{3};
    tale.elected(2, 2).elected(0, 2).elected(1, 2).at(1s).crash(2);
    tale.at(1500ms).elected(1, 1).at(1600ms).crash(1).at(3s).elected(0, 0);
    EXPECT_EQ(latencies(tale), Durations{2s});
}

TEST(FailureToNewLeader, IsNotEndedByLateNewsOfTheFailedOne) {
    auto tale = leader_crashes();
    tale.at(1010ms).elected(0, 2).at(1020ms).elected(1, 2);  // sent before the crash
    tale.at(1500ms).elected(1, 1).at(1510ms).elected(0, 1);
    EXPECT_EQ(latencies(tale), Durations{510ms});
}

TEST(FailureToNewLeader, IsNoSampleWhereTheLeaderWasBackBeforeAnybodyNoticed) {
    auto tale = leader_crashes();
    tale.at(1050ms).recover(2).elected(2, 2).at(1060ms).elected(0, 2).elected(1, 2);
    EXPECT_EQ(latencies(tale), Durations{});
    tale.at(9s).crash(2).at(10s).elected(0, 1).elected(1, 1);
    EXPECT_EQ(latencies(tale), Durations{1s});
}

TEST(FailureToNewLeader, WaitsForNobodyWhoIsDownAtTheEndOrRoseLater) {
    Tale tale{4};
    tale.elected(3, 3).elected(0, 3).elected(1, 3).elected(2, 3).at(1s).crash(3).crash(0);
    tale.at(1500ms).elected(2, 2).at(1600ms).elected(1, 2).at(4s).recover(0).elected(0, 2);
    EXPECT_EQ(latencies(tale), Durations{600ms});
}

/// p0 and p1 start, p2 is down, p1 wins: 3 Challenges are due, and 1 Victory.
std::vector<check::TheoryRow> messages(int challenges, int delivered, int answers, int victories) {
    Tale tale{3};
    tale.starts(0).starts(1).wins(1);
    std::uint64_t number = 0;
    for (int i = 0; i < challenges; ++i) {
        tale.send(0, 1, ++number, "Challenge");
        if (i < delivered) tale.receive(1, 0, number, "Challenge");
    }
    for (int i = 0; i < answers; ++i) tale.send(1, 0, ++number, "Answer");
    for (int i = 0; i < victories; ++i) tale.send(1, 0, ++number, "Victory");
    return check::bully_messages(check::History{tale.outcome()});
}

TEST(BullyMessages, AreHeldAgainstStartsAndWins) {
    auto const rows = messages(3, 1, 1, 1);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].measured, 3);
    EXPECT_EQ(rows[0].expected, 3);
    EXPECT_EQ(rows[1].measured, 1);
    EXPECT_EQ(rows[1].expected, 1);
    EXPECT_EQ(rows[2].measured, 1);
    for (auto const& row : rows) EXPECT_TRUE(row.holds()) << row.what;
}

TEST(BullyMessages, ShowAChallengeTooManyOrTooFew) {
    EXPECT_FALSE(messages(4, 1, 1, 1)[0].holds());
    EXPECT_FALSE(messages(2, 1, 1, 1)[0].holds());
}

TEST(BullyMessages, ShowAVictoryThatWasNotTold) { EXPECT_FALSE(messages(3, 1, 1, 0)[1].holds()); }

/// A crash in the middle of a start, or of a win: what it would have sent besides is no fault.
TEST(BullyMessages, AskNoMoreOfWhoCrashedInTheMiddle) {
    Tale tale{4};
    tale.at(1s).starts(0).send(0, 1, 1, "Challenge").crash(0);
    tale.at(2s).wins(3).send(3, 0, 1, "Victory").crash(3);
    for (auto const& row : check::bully_messages(check::History{tale.outcome()}))
        EXPECT_TRUE(row.holds()) << row.what;
    Tale whole{4};
    whole.at(1s).starts(0).send(0, 1, 1, "Challenge").at(2s).crash(0);
    EXPECT_FALSE(check::bully_messages(check::History{whole.outcome()})[0].holds());
}

TEST(BullyMessages, CountALeadersVictoryToAChallengerAsAReply) {
    EXPECT_TRUE(messages(3, 3, 1, 3)[2].holds());   // 1 + 2 replies
    EXPECT_FALSE(messages(3, 3, 2, 3)[2].holds());  // 2 + 2
    EXPECT_FALSE(messages(3, 2, 1, 3)[2].holds());  // only 2 Challenges arrived
}

TEST(SendingToDelivery, IsThatOfTheFirstCopyAtAnotherProcess) {
    Tale tale{2};
    tale.at(1s).send(0, 1, 1).at(1010ms).receive(1, 0, 1).at(1020ms).receive(1, 0, 1);
    tale.at(2s).send(0, 0, 1).receive(0, 0, 1).send(1, 0, 2);  // to itself, and one that is lost
    EXPECT_EQ(check::sending_to_delivery(check::History{tale.outcome()}).samples, Durations{10ms});
}

}  // namespace
}  // namespace conclave::test
