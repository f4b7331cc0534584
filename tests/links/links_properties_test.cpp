#include "links/links_properties.hpp"

#include <gtest/gtest.h>

#include "support/tale.hpp"
#include "support/verdicts.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using net::Condition;

check::Finding perfect_link(Tale const& tale, std::string_view id) {
    return tale.judged(check::perfect_link(), id);
}
check::Finding fifo(Tale const& tale, std::string_view id) {
    return tale.judged(check::fifo_perfect_link(), id);
}
check::Finding fair(Tale const& tale, std::string_view id, std::uint64_t tries = 3,
                    Time since = {}) {
    return tale.judged(check::fair_loss_link(tries, since), id);
}
check::Finding stubborn(Tale const& tale, std::string_view id) {
    return tale.judged(check::stubborn_link(1s, Time{}), id);
}

TEST(LinkChecks, PL1_HoldsWhereEverySentMessageIsDelivered) {
    Tale tale{2};
    tale.send(0, 1, 1).send(0, 1, 2).receive(1, 0, 2).receive(1, 0, 1);
    EXPECT_TRUE(holds(perfect_link(tale, "PL1")));
    EXPECT_EQ(perfect_link(tale, "PL1").premises(), 2U);
}

TEST(LinkChecks, PL1_IsViolatedByAMessageThatNeverArrives) {
    Tale tale{3};
    tale.send(0, 1, 1).at(5ms).send(0, 2, 1, "Line", "\"hi\"").receive(1, 0, 1);
    EXPECT_TRUE(violated(perfect_link(tale, "PL1"),
                         "Line(\"hi\") #1 from p0 to p2, sent at 5 ms, was never delivered"));
    EXPECT_TRUE(violated(fifo(tale, "FPL1"), "#1 from p0 to p2"));
}

TEST(LinkChecks, PL1_IsOpenWhereTheRunWasCutOff) {
    Tale tale{2};
    tale.send(0, 1, 1).cut_off();
    EXPECT_TRUE(inconclusive(perfect_link(tale, "PL1"), cut_short));
}

TEST(LinkChecks, PL1_PromisesNothingToOrFromProcessesThatAreNotCorrect) {
    Tale tale{4};
    tale.send(0, 1, 1).send(1, 0, 1).crash(1).recover(1);  // crashed in between: not crash-stop
    tale.send(0, 2, 1).finds(2, Condition::dead).send(0, 3, 1).finds(3, Condition::silent);
    EXPECT_TRUE(inconclusive(perfect_link(tale, "PL1"), no_premise));
    EXPECT_EQ(perfect_link(tale, "PL1").premises(), 0U);
}

TEST(LinkChecks, PL2_IsViolatedByASecondDelivery) {
    Tale tale{2};
    tale.send(0, 1, 1).receive(1, 0, 1).at(30ms).receive(1, 0, 1);
    EXPECT_TRUE(
        violated(perfect_link(tale, "PL2"), "p1 delivered Line(1) #1 from p0 to p1 again at 30"));
    EXPECT_TRUE(violated(fifo(tale, "FPL2"), "again"));
    EXPECT_EQ(perfect_link(tale, "PL2").premises(), 2U);
}

TEST(LinkChecks, PL2_SpeaksOfAllLivesOfTheReceiver) {
    Tale tale{2};
    tale.send(0, 1, 1).receive(1, 0, 1).crash(1).recover(1).receive(1, 0, 1);
    EXPECT_TRUE(violated(perfect_link(tale, "PL2"), "again"));
    Tale sender_crashed{2};
    sender_crashed.send(0, 1, 1).receive(1, 0, 1).crash(0).recover(0).receive(1, 0, 1);
    EXPECT_TRUE(violated(perfect_link(sender_crashed, "PL2"), "again"));
}

TEST(LinkChecks, PL2_SpeaksOfOneLifeOfTheReceiverWhereTheSenderHadCrashedBefore) {
    Tale tale{2};
    tale.crash(0).recover(0).send(0, 1, 1).receive(1, 0, 1).crash(1).recover(1).receive(1, 0, 1);
    EXPECT_TRUE(holds(perfect_link(tale, "PL2")));
    tale.receive(1, 0, 1);
    EXPECT_TRUE(violated(perfect_link(tale, "PL2"), "again"));
}

TEST(LinkChecks, PL2_IsNotPromisedByTheBooksOwnLinkAcrossARecovery) {
    Tale tale{2};
    tale.send(0, 1, 1).receive(1, 0, 1).crash(1).at(19ms).recover(1).receive(1, 0, 1);
    EXPECT_TRUE(not_promised(tale.judged(check::eliminate_duplicates(), "PL2"),
                             "it assumes crash-stop, but p1 recovered at 19 ms; so p1 delivered"));
}

TEST(LinkChecks, PL2_EqualNumbersOnOtherRoutesAreOtherMessages) {
    Tale tale{3};
    tale.send(0, 1, 1).send(0, 2, 1).send(2, 1, 1);
    tale.receive(1, 0, 1).receive(2, 0, 1).receive(1, 2, 1);
    EXPECT_TRUE(holds(perfect_link(tale, "PL2")));
    EXPECT_TRUE(inconclusive(perfect_link(Tale{2}, "PL2"), no_premise));
}

TEST(LinkChecks, PL3_IsViolatedByAMessageThatNobodySent) {
    Tale tale{3};
    tale.send(0, 1, 1).receive(1, 0, 1).at(2ms).receive(1, 2, 1);
    auto const witness = "p1 delivered Line(1) #1 from p2 to p1 at 2 ms, which was never sent";
    EXPECT_TRUE(violated(perfect_link(tale, "PL3"), witness));
    EXPECT_TRUE(violated(fifo(tale, "FPL3"), witness));
    EXPECT_TRUE(violated(fair(tale, "FLL3"), witness));
    EXPECT_TRUE(violated(stubborn(tale, "SL2"), witness));
    EXPECT_EQ(perfect_link(tale, "PL3").premises(), 2U);
}

TEST(LinkChecks, PL3_IsViolatedByADeliveryBeforeTheSending) {
    Tale tale{2};
    tale.receive(1, 0, 1).send(0, 1, 1);
    EXPECT_TRUE(violated(perfect_link(tale, "PL3"), "never sent"));
}

TEST(LinkChecks, PL3_IsViolatedByAMessageThatChangedOnItsWay) {
    Tale tale{2};
    tale.send(0, 1, 1, "Line", "yes").receive(1, 0, 1, "Line", "no");
    EXPECT_TRUE(violated(perfect_link(tale, "PL3"),
                         "Line(no) #1 from p0 to p1 at 0 ms, but what was "
                         "sent is Line(yes)"));
}

TEST(LinkChecks, PL3_IsOpenWhereTheSenderTookItsHistoryToTheGrave) {
    for (Condition const condition : {Condition::dead, Condition::silent}) {
        Tale tale{2};
        tale.receive(1, 0, 1).finds(0, condition);
        EXPECT_TRUE(inconclusive(perfect_link(tale, "PL3"), "as far as is known of p0"));
    }
    Tale crashed{2};  // logically: its history is complete
    crashed.crash(0).receive(1, 0, 1);
    EXPECT_TRUE(violated(perfect_link(crashed, "PL3"), "never sent"));
}

TEST(LinkChecks, FPL4_HoldsInOrderAndWithGaps) {
    Tale tale{3};
    tale.receive(1, 0, 1).receive(1, 0, 3).receive(1, 2, 2).receive(1, 0, 4);
    EXPECT_TRUE(holds(fifo(tale, "FPL4")));
    EXPECT_EQ(fifo(tale, "FPL4").premises(), 4U);
    EXPECT_TRUE(inconclusive(fifo(Tale{3}, "FPL4"), no_premise));
}

TEST(LinkChecks, FPL4_IsViolatedByAMessageThatPassesAnEarlierOne) {
    Tale tale{2};
    tale.receive(1, 0, 2).at(9ms).receive(1, 0, 1);
    EXPECT_TRUE(
        violated(fifo(tale, "FPL4"), "p1 delivered Line(1) #1 from p0 to p1 at 9 ms after #2"));
}

TEST(LinkChecks, FPL4_SpeaksOfOneLifeOfTheReceiverAndAllOfTheSender) {
    Tale sender_crashed{2};
    sender_crashed.receive(1, 0, 2).crash(0).recover(0).receive(1, 0, 1);
    EXPECT_TRUE(violated(fifo(sender_crashed, "FPL4"), "after #2"));
    Tale receiver_crashed{2};
    receiver_crashed.receive(1, 0, 2).crash(1).recover(1).receive(1, 0, 1).receive(1, 0, 3);
    EXPECT_TRUE(holds(fifo(receiver_crashed, "FPL4")));
    receiver_crashed.receive(1, 0, 2);
    EXPECT_TRUE(violated(fifo(receiver_crashed, "FPL4"), "after #3"));
}

TEST(LinkChecks, PL1_IsNotPromisedWhereACutLastsToTheEnd) {
    Tale tale{2};
    tale.at(2s).send(0, 1, 1).ends(9s);
    tale.faults({.cuts = {{process(0), process(1), {Time{1s}, Time{8s}}}}});
    EXPECT_TRUE(violated(perfect_link(tale, "PL1"), "never delivered")) << "it could be repeated";
    tale.faults({.cuts = {{process(0), process(1), {.begin = Time{1s}}}}});
    EXPECT_TRUE(not_promised(perfect_link(tale, "PL1"),
                             "it assumes a fair-loss link below, but p0 could not reach p1 from 1 "
                             "s to the end; so Line(1) #1 from p0 to p1, sent at 2 s"));
}

TEST(LinkChecks, FLL1_WantsOneOfSoManyInARow) {
    Tale tale{2};
    for (std::uint64_t i = 1; i <= 7; ++i) tale.send(0, 1, i);
    tale.receive(1, 0, 3).receive(1, 0, 5);
    EXPECT_TRUE(holds(fair(tale, "FLL1")));
    EXPECT_EQ(fair(tale, "FLL1").premises(), 5U);  // from the third on
    tale.send(0, 1, 8);                            // 6, 7 and 8 are lost
    EXPECT_TRUE(violated(fair(tale, "FLL1"), "3 messages in a row from p0 to p1, up to Line(8)"));
}

TEST(LinkChecks, FLL1_PromisesNothingForFewMessagesNorBeforeTheCalm) {
    Tale tale{2};
    for (std::uint64_t i = 1; i <= 3; ++i) tale.send(0, 1, i);
    EXPECT_TRUE(inconclusive(fair(tale, "FLL1", 4), no_premise));
    EXPECT_TRUE(inconclusive(fair(tale, "FLL1", 3, Time{1s}), no_premise));
    tale.cut_off();
    EXPECT_TRUE(inconclusive(fair(tale, "FLL1", 3), cut_short));
}

TEST(LinkChecks, FLL1_LeavesOutCrashedAndDeadProcesses) {
    Tale tale{3};
    for (std::uint64_t i = 1; i <= 3; ++i) tale.send(0, 1, i).send(0, 2, i);
    tale.crash(1).finds(2, Condition::dead);
    EXPECT_TRUE(inconclusive(fair(tale, "FLL1"), no_premise));
}

TEST(LinkChecks, FLL2_AllowsADuplicateAndNoMore) {
    Tale tale{2};
    tale.send(0, 1, 1).receive(1, 0, 1).receive(1, 0, 1);
    EXPECT_TRUE(holds(fair(tale, "FLL2")));
    tale.receive(1, 0, 1);
    EXPECT_TRUE(violated(fair(tale, "FLL2"), "p1 delivered Line(1) #1 from p0 to p1 again"));
}

TEST(LinkChecks, FLL3_HoldsWhereAllWasSent) {
    Tale tale{2};
    tale.send(0, 1, 1).receive(1, 0, 1);
    EXPECT_TRUE(holds(fair(tale, "FLL3")));
    EXPECT_TRUE(holds(stubborn(tale, "SL2")));
    EXPECT_TRUE(inconclusive(fair(Tale{2}, "FLL3"), no_premise));
}

TEST(LinkChecks, SL1_WantsRepeatedDeliveries) {
    Tale tale{2};
    tale.send(0, 1, 1).receive(1, 0, 1).receive(1, 0, 1).ends(1s);
    EXPECT_TRUE(violated(stubborn(tale, "SL1"),
                         "Line(1) #1 from p0 to p1, sent at 0 ms, was delivered only 2 times"));
    tale.receive(1, 0, 1).ends(1s);
    EXPECT_TRUE(holds(stubborn(tale, "SL1")));
    EXPECT_EQ(stubborn(tale, "SL1").premises(), 1U);
}

TEST(LinkChecks, SL1_PromisesNothingForALateMessageOrACrashedProcess) {
    Tale late{2};
    late.at(1ms).send(0, 1, 1).ends(1s);
    EXPECT_TRUE(inconclusive(stubborn(late, "SL1"), no_premise));
    Tale crashed{2};
    crashed.send(0, 1, 1).crash(1).ends(2s);
    EXPECT_TRUE(inconclusive(stubborn(crashed, "SL1"), no_premise));
}

TEST(LinkChecks, SL1_CountsFromTheEndOfTheFaults) {
    Tale tale{2};
    tale.send(0, 1, 1).ends(3s);
    EXPECT_TRUE(violated(tale.judged(check::stubborn_link(1s, Time{2s}), "SL1"), "only 0 times"));
    EXPECT_TRUE(
        inconclusive(tale.judged(check::stubborn_link(1s, Time{2500ms}), "SL1"), no_premise));
}

TEST(LinkChecks, TellOtherLayersFromTheAlgorithm) {
    Tale tale{2};
    tale.suspect(0, 1).receive(1, 0, 1);
    auto outcome = tale.outcome();
    outcome.events.back().layer = Layer::link;
    check::History const history{outcome};
    for (check::Property const& property : check::perfect_link())
        EXPECT_EQ(property.judge(history).premises(), 0U) << property.id;
}

}  // namespace
}  // namespace conclave::test
