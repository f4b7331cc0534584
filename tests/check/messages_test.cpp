#include "check/messages.hpp"

#include <gtest/gtest.h>

#include "check/promises.hpp"
#include "support/tale.hpp"
#include "support/verdicts.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using check::History;

struct Line {
    std::uint32_t text{0};
};

TEST(Messages, PairSendingsWithReceiptsByTheirNames) {
    Tale tale{3};
    tale.send(0, 1, 1).send(0, 2, 1).receive(2, 0, 1).receive(1, 0, 1).receive(1, 0, 1);
    History const history{tale.outcome()};
    auto const all = check::messages(history);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].from(), process(0));
    EXPECT_EQ(all[0].to(), process(1));
    EXPECT_EQ(all[0].sent, &tale.outcome().events[0]);
    EXPECT_EQ(all[0].delivered.size(), 2U);
    EXPECT_EQ(all[1].delivered.size(), 1U);
    EXPECT_EQ(to_string(all[1]), "Line(1) #1 from p0 to p2");
}

TEST(Messages, OfWhichOnlyTheDeliveryIsKnownBearItsName) {
    Tale tale{2};
    tale.receive(1, 0, 4);
    History const history{tale.outcome()};
    auto const all = check::messages(history);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].sent, nullptr);
    EXPECT_EQ(all[0].from(), process(0));
    EXPECT_EQ(to_string(all[0]), "Line(4) #4 from p0 to p1");
}

TEST(Messages, BetweenTheCorrectAreThoseOfWhomNeitherCrashed) {
    Tale tale{4};
    tale.send(0, 1, 1).send(0, 2, 1).send(2, 0, 1).crash(2).recover(2).receive(1, 3, 1);
    History const history{tale.outcome()};
    auto const all = check::between_correct(history);
    ASSERT_EQ(all.size(), 1U);  // the one from p3 was never sent
    EXPECT_EQ(all[0].to(), process(1));
}

TEST(Messages, OfOtherLayersAreLeftOut) {
    Tale tale{2};
    tale.send(0, 1, 1).receive(1, 0, 1);
    auto outcome = tale.outcome();
    for (Event& event : outcome.events) event.layer = Layer::detector;
    History const history{outcome};
    EXPECT_TRUE(check::messages(history).empty());
    EXPECT_EQ(check::messages(history, Layer::detector).size(), 1U);
}

TEST(Deliveries, KnowOnlyWhatCameBefore) {
    Tale tale{2};
    tale.receive(1, 0, 2).send(0, 1, 2).receive(1, 0, 2).receive(1, 0, 1);
    History const history{tale.outcome()};
    auto const all = check::deliveries(history);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].sent, nullptr);
    EXPECT_EQ(all[0].latest_before, 0U);
    EXPECT_NE(all[1].sent, nullptr);
    EXPECT_EQ(all[1].times, 2U);
    EXPECT_EQ(all[2].times, 1U);
    EXPECT_EQ(all[2].latest_before, 2U);
}

TEST(Deliveries, AreCountedAnewInEachLifeOfTheReceiver) {
    Tale tale{2};
    tale.send(0, 1, 1).receive(1, 0, 1).crash(1).recover(1).receive(1, 0, 1).receive(1, 0, 1);
    History const history{tale.outcome()};
    auto const all = check::deliveries(history);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[1].times, 1U);
    EXPECT_EQ(all[2].times, 2U);
}

TEST(MessagesOfAType, AreFoundByTheTypeAndRead) {
    Tale tale{2};
    tale.send(0, 1, 1).send(0, 1, 2, "Other").receive(1, 0, 1);
    auto outcome = tale.outcome();
    outcome.events[0].body = encode(Line{7});
    History const history{outcome};
    ASSERT_EQ(check::sent<Line>(history).size(), 1U);
    EXPECT_EQ(check::received<Line>(history).size(), 1U);
    EXPECT_EQ(check::message_of<Line>(history.events()[0]).value().text, 7U);
    EXPECT_EQ(check::message_of<Line>(history.events()[1]), std::nullopt);
}

TEST(Lives, EndWithEachCrash) {
    Tale tale{2};
    tale.elected(0, 1).crash(0).recover(0).elected(0, 0).elected(1, 1);
    History const history{tale.outcome()};
    auto const& events = history.events();
    EXPECT_EQ(history.life_of(events[0]), 0U);
    EXPECT_EQ(history.life_of(events[3]), 1U);
    EXPECT_TRUE(history.erased(events[0]));
    EXPECT_FALSE(history.erased(events[3]));
    EXPECT_FALSE(history.erased(events[4]));
}

bool even(int number) { return number % 2 == 0; }
std::string odd(int number) { return std::to_string(number) + " is odd"; }

TEST(Promises, AreJudgedInEveryCase) {
    EXPECT_TRUE(holds(check::always(std::vector{2, 4}, even, odd)));
    EXPECT_TRUE(violated(check::always(std::vector{2, 3, 5}, even, odd), "3 is odd"));
    EXPECT_EQ(check::always(std::vector{2, 3, 5}, even, odd).premises(), 3U);
    EXPECT_TRUE(inconclusive(check::always(std::vector<int>{}, even, odd), no_premise));
}

TEST(Promises, AreOpenWhereTooLittleIsKnown) {
    auto const small = [](int number) { return number < 4; };
    EXPECT_TRUE(inconclusive(check::always(std::vector{2, 5}, even, small, odd), "5 is odd"));
    EXPECT_TRUE(violated(check::always(std::vector{5, 3}, even, small, odd), "3 is odd"));
}

TEST(Promises, OfTheEndAreOpenWhereTheRunWasCutOff) {
    Tale tale{1};
    EXPECT_TRUE(violated(check::in_the_end(History{tale.outcome()}, std::vector{3}, even, odd),
                         "3 is odd"));
    EXPECT_TRUE(inconclusive(
        check::in_the_end(History{tale.cut_off().outcome()}, std::vector{3}, even, odd),
        cut_short));
}

TEST(Cases, CanBeThoseOfWhichSomethingIsTrue) {
    EXPECT_EQ(check::those(std::vector{1, 2, 3, 4}, even), (std::vector{2, 4}));
}

}  // namespace
}  // namespace conclave::test
