#include "check/round_trips.hpp"

#include <gtest/gtest.h>

#include "support/tale.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;

std::vector<Duration> durations(Tale const& tale) {
    std::vector<Duration> all;
    for (auto const& trip : check::round_trips(check::History{tale.outcome()}))
        all.push_back(trip.duration());
    return all;
}

TEST(RoundTrips, AreAMessageAndOneTheOtherWayWhoseSenderHadReceivedIt) {
    Tale tale{2};
    tale.at(1s).send(0, 1, 1).at(2s).receive(1, 0, 1).send(1, 0, 1).at(4s).receive(0, 1, 1);
    check::History const history{tale.outcome()};
    auto const trips = check::round_trips(history);
    ASSERT_EQ(trips.size(), 1U);
    EXPECT_EQ(trips[0].asker(), process(0));
    EXPECT_EQ(trips[0].other(), process(1));
    EXPECT_EQ(trips[0].duration(), 3s);
}

TEST(RoundTrips, AreNoneWhereTheMessagesPassEachOther) {
    Tale tale{2};
    tale.at(1s).send(0, 1, 1).send(1, 0, 1).at(2s).receive(1, 0, 1).receive(0, 1, 1);
    EXPECT_TRUE(durations(tale).empty());
}

TEST(RoundTrips, BeginWithTheLatestMessageThatWasReceivedBefore) {
    Tale tale{2};
    tale.at(1s).send(0, 1, 1).at(2s).receive(1, 0, 1).at(3s).send(0, 1, 2).at(4s);
    tale.receive(1, 0, 2).send(1, 0, 1).at(5s).receive(0, 1, 1);
    EXPECT_EQ(durations(tale), std::vector<Duration>{2s});
}

TEST(RoundTrips, AreOfTwoProcessesAndOfOneLife) {
    Tale tale{3};
    tale.at(1s).send(0, 1, 1).at(2s).receive(1, 0, 1).send(1, 2, 1).at(3s).receive(2, 1, 1);
    tale.crash(1).recover(1).send(1, 0, 1).at(4s).receive(0, 1, 1);
    EXPECT_TRUE(durations(tale).empty());
}

}  // namespace
}  // namespace conclave::test
