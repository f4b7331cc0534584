#include "broadcasts/broadcasts_properties.hpp"

#include <gtest/gtest.h>

#include "support/tale.hpp"
#include "support/verdicts.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;

check::Finding judged(Tale const& tale, std::string_view id) {
    auto properties = check::best_effort_broadcast();
    properties.push_back(check::reliable_broadcast_agreement());
    return tale.judged(properties, id);
}

TEST(Broadcasts, AreNamedByOriginChannelAndNumber) {
    Tale tale{2};
    tale.broadcast(0, 1).broadcast(1, 1).deliver(1, 0, 1).deliver(0, 1, 1).deliver(1, 1, 1);
    check::History const history{tale.outcome()};
    auto const all = check::broadcasts(history);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(to_string(all[0]), "Line(1) #1 of p0");
    EXPECT_EQ(all[0].broadcast, &history.events()[0]);
    EXPECT_EQ(all[0].delivered, std::vector{&history.events()[2]});
    EXPECT_EQ(all[1].delivered.size(), 2U);
    EXPECT_TRUE(all[0].delivered_by(process(1)));
    EXPECT_FALSE(all[0].delivered_by(process(0)));
}

TEST(Broadcasts, AreThoseOfTheModuleOnTop) {
    Tale tale{2};
    auto outcome = tale.broadcast(0, 1).broadcast(0, 2).deliver(1, 0, 2).deliver(1, 0, 1).outcome();
    for (auto const i : {1U, 2U}) outcome.events[i].channel = Channel{1};
    EXPECT_EQ(check::broadcasts(check::History{outcome}).size(), 1U);
    for (auto& event : outcome.events) event.layer = Layer::support;
    EXPECT_TRUE(check::broadcasts(check::History{outcome}).empty());
}

TEST(Validity, BEB1_IsThatEveryCorrectProcessDelivers) {
    Tale tale{3};
    tale.at(10ms).broadcast(0, 7).deliver(0, 0, 7).at(20ms).deliver(1, 0, 7);
    EXPECT_TRUE(violated(judged(tale, "BEB1"),
                         "Line(7) #7 of p0, broadcast at 10 ms, was to be delivered by everyone, "
                         "and p2 never did"));
    EXPECT_TRUE(inconclusive(judged(Tale{tale}.cut_off(), "BEB1"), cut_short));
    EXPECT_TRUE(holds(judged(Tale{tale}.crash(2), "BEB1")));
    EXPECT_TRUE(holds(judged(Tale{tale}.deliver(2, 0, 7), "BEB1")));
    EXPECT_TRUE(inconclusive(judged(Tale{tale}.crash(0), "BEB1"), no_premise));
    EXPECT_EQ(judged(Tale{tale}.deliver(2, 0, 7), "BEB1").premises(), 3U);
}

TEST(NoDuplication, BEB2_IsAtMostOnceInALife) {
    Tale tale{2};
    tale.broadcast(0, 7).broadcast(1, 7).deliver(1, 0, 7).deliver(0, 0, 7).deliver(1, 1, 7);
    EXPECT_TRUE(holds(judged(tale, "BEB2")));
    EXPECT_TRUE(violated(judged(Tale{tale}.at(30ms).deliver(1, 0, 7), "BEB2"),
                         "p1 delivered Line(7) #7 of p0 at 30 ms, again"));
    EXPECT_TRUE(holds(judged(Tale{tale}.crash(1).recover(1).deliver(1, 0, 7), "BEB2")));
    EXPECT_TRUE(inconclusive(judged(Tale{2}.broadcast(0, 7), "BEB2"), no_premise));
}

TEST(NoCreation, BEB3_IsThatTheOriginBroadcastTheVeryMessageBefore) {
    Tale tale{3};
    EXPECT_TRUE(holds(judged(Tale{tale}.broadcast(0, 7).deliver(1, 0, 7), "BEB3")));
    EXPECT_TRUE(violated(judged(Tale{tale}.at(5ms).deliver(1, 0, 7).broadcast(0, 7), "BEB3"),
                         "p1 delivered Line(7) #7 of p0 at 5 ms, which was not broadcast before"));
    EXPECT_TRUE(violated(judged(Tale{tale}.broadcast(0, 7).deliver(1, 2, 7), "BEB3"),
                         "p1 delivered Line(7) #7 of p2"));
    EXPECT_TRUE(violated(judged(Tale{tale}.broadcast(0, 7).deliver(1, 0, 7, "8"), "BEB3"),
                         "but it was broadcast as Line(7)"));
    EXPECT_TRUE(
        inconclusive(judged(Tale{tale}.deliver(1, 0, 7).finds(0, net::Condition::dead), "BEB3"),
                     "as far as is known of p0"));
    EXPECT_TRUE(inconclusive(judged(Tale{tale}.broadcast(0, 7), "BEB3"), no_premise));
}

TEST(Agreement, RB4_IsThatAllCorrectProcessesDeliverWhatOneDelivers) {
    Tale tale{3};
    tale.at(10ms).broadcast(0, 7).deliver(1, 0, 7).crash(0);
    EXPECT_TRUE(
        violated(judged(tale, "RB4"), "p1 delivered Line(7) #7 of p0 at 10 ms, and p2 never did"));
    EXPECT_TRUE(inconclusive(judged(Tale{tale}.cut_off(), "RB4"), cut_short));
    EXPECT_TRUE(holds(judged(Tale{tale}.deliver(2, 0, 7), "RB4")));
    EXPECT_TRUE(inconclusive(judged(Tale{tale}.crash(1), "RB4"), no_premise))
        << "delivered by nobody who is correct";
}

}  // namespace
}  // namespace conclave::test
