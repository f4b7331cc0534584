#include "timesync/exchange.hpp"

#include <cstdlib>
#include <gtest/gtest.h>

#include "core/random.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;

/// An exchange between clocks that differ by `offset`: each message's way and the server's time.
Exchange exchange(Duration offset, Duration there, Duration at_server, Duration back) {
    Time const sent{1s};
    Time const arrived = sent + there;
    Time const answered = arrived + at_server;
    return {sent, arrived + offset, answered + offset, answered + back};
}

// Mills, RFC 5905, §8: "theta = [(T2-T1) + (T3-T4)] / 2, delta = (T4-T1) - (T3-T2)".
TEST(Exchange, OfEqualWaysGivesTheOffsetItself) {
    auto const e = exchange(30ms, 4ms, 1ms, 4ms);
    EXPECT_EQ(e.offset(), 30ms);
    EXPECT_EQ(e.delay(), 8ms);
    EXPECT_EQ(e.error_max(), 4ms);
}

TEST(Exchange, OfUnequalWaysIsOffByHalfTheirDifference) {
    EXPECT_EQ(exchange(0ms, 2ms, 7ms, 8ms).offset(), -3ms);
    EXPECT_EQ(exchange(0ms, 8ms, 7ms, 2ms).offset(), 3ms);
}

// Cristian 1989, §3: the error is at most half the round trip less the shortest one-way time.
TEST(Exchange, KnowsMoreWhenNoMessageIsFasterThanTheMinimum) {
    auto const e = exchange(-5ms, 2ms, 0ms, 8ms);
    EXPECT_EQ(e.error_max(2ms), 3ms);
    EXPECT_TRUE(e.estimate(2ms).contains(-5ms));
    EXPECT_FALSE(e.estimate(2ms).contains(-5ms + 1ns));  // the extreme case: the bound is met
}

TEST(Exchange, ErrorIsNeverBelowZero) {
    EXPECT_EQ(exchange(0ms, 1ms, 0ms, 1ms).error_max(5ms), 0ms);
    Exchange const backwards{Time{4ms}, Time{0ms}, Time{1ms}, Time{4ms}};  // a clock that jumped
    EXPECT_LT(backwards.delay(), 0ms);
    EXPECT_EQ(backwards.error_max(), 0ms);
}

TEST(Exchange, BoundHoldsToTheNanosecondForEveryOffsetAndWay) {
    Random random{1, 0};
    for (int i = 0; i < 20'000; ++i) {
        Duration const offset = random.between(-5ns, 5ns) * (i % 3 == 0 ? 1'000'003 : 1);
        Duration const least = random.between(0ns, 4ns);
        auto const e = exchange(offset, least + random.between(0ns, 9ns), random.between(0ns, 3ns),
                                least + random.between(0ns, 9ns));
        EXPECT_TRUE(e.estimate(least).contains(offset))
            << "offset " << offset.count() << ", delay " << e.delay().count();
        EXPECT_LE(e.error_max_of(e.offset(), least), e.error_max(least));
        Duration const guess = offset + random.between(-20ns, 20ns);
        EXPECT_LE(std::chrono::abs(guess - offset), e.error_max_of(guess, least));
    }
}

TEST(BestExchange, KeepsTheShortest) {
    BestExchange best;
    EXPECT_FALSE(best.exchange());
    EXPECT_FALSE(best.estimate());
    best.add(exchange(10ms, 3ms, 0ms, 9ms));
    best.add(exchange(10ms, 2ms, 50ms, 2ms));  // the server's own time does not count
    best.add(exchange(10ms, 1ms, 0ms, 4ms));
    ASSERT_TRUE(best.estimate());
    EXPECT_EQ(best.estimate()->offset, 10ms);
    EXPECT_EQ(best.estimate(1ms)->error_max, 1ms);
}

TEST(BestExchange, OfEqualOnesKeepsTheFirst) {
    BestExchange best;
    best.add(exchange(1ms, 2ms, 0ms, 4ms));
    best.add(exchange(1ms, 4ms, 0ms, 2ms));
    EXPECT_EQ(best.exchange()->offset(), 0ms);
}

}  // namespace
}  // namespace conclave::test
