#include <gtest/gtest.h>

#include "clocks/hybrid_clock.hpp"
#include "clocks/lamport_clock.hpp"
#include "clocks/matrix_clock.hpp"
#include "clocks/vector_clock.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;

constexpr ProcessId p0{0};
constexpr ProcessId p1{1};
constexpr ProcessId p2{2};

// Lamport 1978, IR1: "each process Pi increments Ci between any two successive events".
TEST(LamportClock, LC1_ClockCondition_AnEventTicks) {
    LamportClock clock;
    clock.tick(p0, {});
    clock.tick(p0, {});
    EXPECT_EQ(to_string(clock), "2");
}

// IR2 (b): upon receiving m, Cj is set "greater than or equal to its present value and greater
// than Tm".
TEST(LamportClock, LC1_ClockCondition_AReceiptIsPastBoth) {
    LamportClock behind{3};
    behind.receive(p0, p1, LamportClock{7}, {});
    EXPECT_EQ(behind.count(), 8U);
    LamportClock ahead{9};
    ahead.receive(p0, p1, LamportClock{7}, {});
    EXPECT_EQ(ahead.count(), 10U);
}

// The story of the exercise: p2 has an event (1), sends (2); p1 receives it (3).
TEST(LamportClock, LC1_TheExercise) {
    LamportClock two;
    two.tick(p2, {});
    two.tick(p2, {});
    LamportClock one;
    one.receive(p1, p2, two, {});
    EXPECT_EQ(to_string(one), "3");
}

VectorClock vector(std::initializer_list<std::uint64_t> counts) {
    VectorClock clock{static_cast<std::uint32_t>(counts.size())};
    std::size_t i = 0;
    for (auto const count : counts) clock.raise(process(i++), count);
    return clock;
}

// Mattern 1989, §4: "each process increments its own component"; a receiver takes
// "sup(C, t)", the maximum of each component.
TEST(VectorClock, VC1_ClockCondition_TakesTheMaximumOfEachEntryAndTicksItsOwn) {
    VectorClock clock = vector({2, 0, 5});
    clock.receive(p1, p0, vector({3, 1, 4}), {});
    EXPECT_EQ(to_string(clock), "[3 2 5]");
}

TEST(VectorClock, VC3_OwnCount_CountsItsOwnEvents) {
    VectorClock clock{3};
    for (int i = 0; i < 4; ++i) clock.tick(p2, {});
    EXPECT_EQ(clock, vector({0, 0, 4}));
}

// §5: u < v iff u <= v and u != v; u || v iff neither is less.
TEST(VectorClock, VC2_Converse_WhatIsConcurrentIsUnordered) {
    EXPECT_LT(vector({1, 2}), vector({1, 3}));
    EXPECT_GT(vector({2, 3}), vector({1, 3}));
    EXPECT_EQ(vector({1, 2}) <=> vector({2, 1}), std::partial_ordering::unordered);
    EXPECT_FALSE(vector({1, 2}) < vector({1, 2}));
    EXPECT_TRUE(vector({1, 2}) <= vector({1, 2}));
}

TEST(VectorClock, CountsAMissingEntryAsNone) {
    EXPECT_EQ(vector({1}), vector({1, 0}));
    EXPECT_LT(vector({1}), vector({1, 1}));
    EXPECT_EQ(to_string(VectorClock{}), "[]");
    VectorClock grows;
    grows.tick(p2, {});
    EXPECT_EQ(to_string(grows), "[0 0 1]");
}

TEST(VectorClock, FitsOnlyTheSameNumberOfProcesses) {
    EXPECT_TRUE(VectorClock{3}.fits(vector({9, 0, 1})));
    EXPECT_FALSE(VectorClock{3}.fits(vector({9, 0})));
    EXPECT_FALSE(VectorClock{3}.fits(vector({9, 0, clock_count_max})));
    EXPECT_FALSE(LamportClock{}.fits(LamportClock{clock_count_max}));
}

// Wuu and Bernstein 1984: T_i[i,*] takes in T_k[k,*] of the sender k, and each other row the row of
// the message.
TEST(MatrixClock, MC1_OwnRow_TakesInTheSenders_MC2_OtherRows_WhatTheyKnew) {
    MatrixClock zero{3};
    MatrixClock one = zero;
    one.tick(p0, {});  // p0: [1 0 0]
    MatrixClock two = zero;
    two.receive(p1, p0, one, {});
    EXPECT_EQ(to_string(two), "[1 0 0 | 1 1 0 | 0 0 0]");
    MatrixClock three = zero;
    three.tick(p2, {});
    three.receive(p2, p1, two, {});
    EXPECT_EQ(to_string(three), "[1 0 0 | 1 1 0 | 1 1 2]");
}

TEST(MatrixClock, MC2_OtherRows_TellWhatEverybodyKnows) {
    MatrixClock one{2};
    one.tick(p0, {});
    EXPECT_EQ(one.known_to_all(p0), 0U);  // p1 has not heard of it
    MatrixClock two{2};
    two.receive(p1, p0, one, {});
    EXPECT_EQ(two.known_to_all(p0), 1U);  // here p1 knows, and knows that p0 does
    EXPECT_EQ(two.known_to_all(p1), 0U);
    one.receive(p0, p1, two, {});
    EXPECT_EQ(one.known_to_all(p0), 1U);
    EXPECT_EQ(one.known_to_all(p1), 1U);
    EXPECT_EQ(MatrixClock{}.known_to_all(p0), 0U);
}

TEST(MatrixClock, FitsOnlySquaresOfTheSameSize) {
    EXPECT_TRUE(MatrixClock{2}.fits(MatrixClock{2}));
    EXPECT_FALSE(MatrixClock{2}.fits(MatrixClock{3}));
    EXPECT_FALSE(MatrixClock{2}.fits(MatrixClock{}));
}

HybridClock hybrid(int ms, std::uint64_t count) { return {Time{1ms * ms}, count}; }

// Kulkarni et al. 2014, Figure 5, "send or local event": l := max(l, pt); c + 1 if l has not
// changed, else 0.
TEST(HybridClock, HLC1_ClockCondition_AnEventFollowsTheFastestClock) {
    HybridClock clock;
    clock.tick(p0, Time{10ms});
    EXPECT_EQ(clock, hybrid(10, 0));
    clock.tick(p0, Time{10ms});
    EXPECT_EQ(clock, hybrid(10, 1));
    clock.tick(p0, Time{9ms});  // a clock that stands, or was set back
    EXPECT_EQ(clock, hybrid(10, 2));
    clock.tick(p0, Time{11ms});
    EXPECT_EQ(clock, hybrid(11, 0));
}

// Figure 5, "receive event of message m": the four cases of l.
TEST(HybridClock, HLC1_HLC2_Closeness_TheFourCasesOfAReceipt) {
    auto const received = [](HybridClock clock, HybridClock const& stamp, int physical) {
        clock.receive(p0, p1, stamp, Time{1ms * physical});
        return clock;
    };
    EXPECT_EQ(received(hybrid(10, 2), hybrid(10, 5), 8), hybrid(10, 6));  // l = l' = l.m
    EXPECT_EQ(received(hybrid(10, 2), hybrid(9, 5), 8), hybrid(10, 3));   // l = l'
    EXPECT_EQ(received(hybrid(10, 2), hybrid(12, 5), 8), hybrid(12, 6));  // l = l.m
    EXPECT_EQ(received(hybrid(10, 2), hybrid(12, 5), 13), hybrid(13, 0));
}

TEST(HybridClock, HLC2_Closeness_WorksBelowZeroToo) {
    HybridClock clock;
    clock.tick(p0, Time{-5ms});
    EXPECT_EQ(clock.largest(), Time{-5ms});
    EXPECT_EQ(clock.count(), 0U);
}

TEST(HybridClock, ShowsEveryNanosecond) {
    EXPECT_EQ(to_string(HybridClock(Time{12345us}, 2)), "12.345 ms+2");
    EXPECT_EQ(to_string(HybridClock(Time{1s}, 0)), "1000 ms+0");
    EXPECT_EQ(to_string(HybridClock(Time{1ns}, 0)), "0.000001 ms+0");
    EXPECT_EQ(to_string(HybridClock(Time{-500us}, 1)), "-0.5 ms+1");
    EXPECT_EQ(to_string(HybridClock(Time{-3500us}, 1)), "-3.5 ms+1");
    EXPECT_EQ(to_string(HybridClock(Time{}, 0)), "0 ms+0");
}

}  // namespace
}  // namespace conclave::test
