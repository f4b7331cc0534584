#include "elections/elections_properties.hpp"

#include <gtest/gtest.h>

#include "support/tale.hpp"
#include "support/verdicts.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using net::Condition;

check::Finding bully(Tale const& tale, std::string_view id) {
    return tale.judged(check::bully_election(), id);
}
check::Finding omega(Tale const& tale, std::string_view id) {
    return tale.judged(check::eventual_leader_detector(), id);
}

/// Three processes; p0 starts, and all elect p2.
Tale good_election() {
    Tale tale{3};
    tale.starts(0).at(10ms).starts(2);
    tale.wins(2).elected(2, 2).at(20ms).elected(0, 2).elected(1, 2);
    return tale;
}

TEST(ElectionChecks, HoldAfterAGoodElection) {
    auto const tale = good_election();
    EXPECT_TRUE(holds(bully(tale, "BE1")));
    EXPECT_TRUE(holds(bully(tale, "BE2")));
    EXPECT_TRUE(holds(bully(tale, "BE3")));
    EXPECT_EQ(bully(tale, "BE1").premises(), 3U);  // two starts and a win
    EXPECT_EQ(bully(tale, "BE2").premises(), 3U);
    EXPECT_EQ(bully(tale, "BE3").premises(), 3U);
}

TEST(ElectionChecks, SayNothingOfARunWithoutElections) {
    Tale const tale{3};
    for (auto const* id : {"BE1", "BE2", "BE3"})
        EXPECT_TRUE(inconclusive(bully(tale, id), no_premise)) << id;
}

TEST(ElectionChecks, BE1_IsViolatedByAnElectionWithoutEnd) {
    auto tale = good_election();
    tale.at(3s).starts(1);
    EXPECT_TRUE(violated(bully(tale, "BE1"), "the election that p1 started at 3 s came to no end"));
    tale.cut_off();
    EXPECT_TRUE(inconclusive(bully(tale, "BE1"), cut_short));
}

TEST(ElectionChecks, BE1_IsViolatedByAProcessThatElectsNobody) {
    Tale tale{2};
    tale.starts(1).wins(1).elected(1, 1);
    EXPECT_TRUE(violated(bully(tale, "BE1"), "p0 never elected anybody"));
}

TEST(ElectionChecks, BE1_WantsAnElectionInTheNewLifeToo) {
    auto tale = good_election();
    tale.at(1s).crash(1).at(2s).recover(1);
    EXPECT_TRUE(violated(bully(tale, "BE1"), "p1 never elected anybody"));
    tale.at(3s).elected(1, 2);
    EXPECT_TRUE(holds(bully(tale, "BE1")));
}

TEST(ElectionChecks, BE1_PromisesNothingToAStarterThatCrashed) {
    Tale tale{2};
    tale.starts(0).crash(0);
    EXPECT_TRUE(inconclusive(bully(tale, "BE1"), no_premise));
    Tale again{2};  // its new life owes nothing for the old one's start
    again.starts(0).crash(0).recover(0);
    again.elected(0, 1).elected(1, 1);
    EXPECT_TRUE(holds(bully(again, "BE1")));
}

TEST(ElectionChecks, BE2_IsViolatedByTwoLeaders) {
    auto tale = good_election();
    tale.at(1s).elected(0, 1);
    EXPECT_TRUE(violated(bully(tale, "BE2"), "in the end p0 follows p1, but p1 follows p2"));
    tale.cut_off();
    EXPECT_TRUE(inconclusive(bully(tale, "BE2"), cut_short));
}

TEST(ElectionChecks, BE2_LeavesOutWhoIsDownAtTheEnd) {
    for (Condition const condition : {Condition::crashed, Condition::dead, Condition::silent}) {
        auto tale = good_election();
        tale.at(1s).elected(0, 1).finds(0, condition);
        EXPECT_TRUE(holds(bully(tale, "BE2")));
        EXPECT_EQ(bully(tale, "BE2").premises(), 2U);
    }
}

TEST(ElectionChecks, BE3_IsViolatedByALowLeader) {
    Tale tale{3};
    tale.elected(0, 1).elected(1, 1).elected(2, 1);
    EXPECT_TRUE(holds(bully(tale, "BE2")));
    EXPECT_TRUE(violated(bully(tale, "BE3"), "in the end p0 follows p1, but p2 is up"));
    tale.cut_off();
    EXPECT_TRUE(inconclusive(bully(tale, "BE3"), cut_short));
}

TEST(ElectionChecks, BE3_IsViolatedByALeaderThatIsDown) {
    auto tale = good_election();
    tale.at(1s).crash(2);
    EXPECT_TRUE(violated(bully(tale, "BE3"), "in the end p0 follows p2, but p1 is up"));
    tale.at(2s).elected(0, 1).elected(1, 1);
    EXPECT_TRUE(holds(bully(tale, "BE3")));
}

TEST(ElectionChecks, BE3_IsNotPromisedWhereAMessageTookTooLong) {
    Tale tale{2};
    tale.elected(0, 0).elected(1, 0).at(1s).send(0, 1, 1, "Challenge").at(1200ms).receive(1, 0, 1);
    auto const at_most = [&](Duration d) { return tale.judged(check::bully_election(d), "BE3"); };
    EXPECT_TRUE(violated(at_most(200ms), "in the end p0 follows p0, but p1 is up"));
    EXPECT_TRUE(not_promised(at_most(199ms),
                             "it assumes that a message is handled within "
                             "`delay_max` of its sending, but Challenge(1) #1 from "
                             "p0 to p1, sent at 1 s, arrived only at 1.2 s; so in "
                             "the end p0 follows p0, but p1 is up"));
}

TEST(ElectionChecks, ELD1_IsViolatedByTrustInTheFallen) {
    Tale tale{3};
    tale.trust(0, 2).trust(1, 2).trust(2, 2).at(1s).crash(2).at(2s).trust(0, 1);
    EXPECT_TRUE(violated(omega(tale, "ELD1"), "in the end p1 trusts p2, which is down"));
    EXPECT_EQ(omega(tale, "ELD1").premises(), 2U);
    tale.at(3s).trust(1, 1);
    EXPECT_TRUE(holds(omega(tale, "ELD1")));
}

TEST(ElectionChecks, ELD1_IsViolatedByTrustInNobody) {
    Tale tale{2};
    tale.trust(0, 1);
    EXPECT_TRUE(violated(omega(tale, "ELD1"), "p1 trusts nobody"));
    tale.cut_off();
    EXPECT_TRUE(inconclusive(omega(tale, "ELD1"), cut_short));
}

TEST(ElectionChecks, ELD1_SaysNothingWhereNobodyIsLeft) {
    Tale tale{2};
    tale.crash(0).finds(1, Condition::dead);
    EXPECT_TRUE(inconclusive(omega(tale, "ELD1"), no_premise));
}

TEST(ElectionChecks, ELD2_IsViolatedByTwoLeaders) {
    Tale tale{2};
    tale.trust(0, 0).trust(1, 1);
    EXPECT_TRUE(holds(omega(tale, "ELD1")));
    EXPECT_TRUE(violated(omega(tale, "ELD2"), "in the end p0 follows p0, but p1 follows p1"));
    tale.at(1s).trust(0, 1);
    EXPECT_TRUE(holds(omega(tale, "ELD2")));
    EXPECT_TRUE(inconclusive(omega(Tale{2}, "ELD2"), no_premise));
}

TEST(AgreedLeader, IsTheOneThatAllWhoAreUpNamed) {
    auto tale = good_election();
    EXPECT_EQ(check::agreed_leader(check::History{tale.outcome()}, &Election::elected), process(2));
    tale.crash(2).elected(0, 1);
    EXPECT_EQ(check::agreed_leader(check::History{tale.outcome()}, &Election::elected),
              std::nullopt);
    tale.elected(1, 1);
    EXPECT_EQ(check::agreed_leader(check::History{tale.outcome()}, &Election::elected), process(1));
    EXPECT_EQ(
        check::agreed_leader(check::History{tale.outcome()}, &MonarchicalLeaderDetector::trust),
        std::nullopt);
}

}  // namespace
}  // namespace conclave::test
