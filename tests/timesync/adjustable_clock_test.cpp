#include "timesync/adjustable_clock.hpp"

#include <gtest/gtest.h>

#include "core/random.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;

TEST(AdjustableClock, ReadsTheOwnClockAtFirst) {
    AdjustableClock const clock{100'000};
    EXPECT_EQ(clock.read(Time{3s}), Time{3s});
    EXPECT_EQ(clock.read(Time{-3s}), Time{-3s});
    EXPECT_EQ(clock.pending(Time{3s}), 0ms);
}

TEST(AdjustableClock, WorksACorrectionInAtTheRateAndNoFurther) {
    AdjustableClock clock{100'000};  // a tenth of a second each second
    clock.adjust(Time{1s}, 50ms);
    EXPECT_EQ(clock.read(Time{1s}), Time{1s});
    EXPECT_EQ(clock.target(Time{1s}), Time{1050ms});
    EXPECT_EQ(clock.read(Time{1250ms}), Time{1275ms});
    EXPECT_EQ(clock.pending(Time{1250ms}), 25ms);
    EXPECT_EQ(clock.read(Time{1500ms}), Time{1550ms});
    EXPECT_EQ(clock.read(Time{9s}), Time{9050ms});
    EXPECT_EQ(clock.pending(Time{9s}), 0ms);
}

TEST(AdjustableClock, RunsSlowerWhereItIsAhead) {
    AdjustableClock clock{500'000};
    clock.adjust(Time{0s}, -1s);
    EXPECT_EQ(clock.read(Time{1s}), Time{500ms});
    EXPECT_EQ(clock.pending(Time{1s}), -500ms);
    EXPECT_EQ(clock.read(Time{2s}), Time{1s});
    EXPECT_EQ(clock.read(Time{3s}), Time{2s});
}

TEST(AdjustableClock, ACorrectionOnTheWayCanBeChanged) {
    AdjustableClock clock{100'000};
    clock.adjust(Time{0s}, 100ms);
    clock.adjust(Time{500ms}, -200ms);  // it has worked in 50 ms
    EXPECT_EQ(clock.read(Time{500ms}), Time{550ms});
    EXPECT_EQ(clock.target(Time{500ms}), Time{400ms});
    EXPECT_EQ(clock.read(Time{1s}), Time{1s});
    EXPECT_EQ(clock.read(Time{2s}), Time{1900ms});
    EXPECT_EQ(clock.correction(), -100ms);
}

TEST(AdjustableClock, AStepIsTakenAtOnceWithAllThatWasPending) {
    AdjustableClock clock{100'000};
    clock.adjust(Time{0s}, 100ms);
    clock.step(Time{500ms}, -300ms);
    EXPECT_EQ(clock.read(Time{500ms}), Time{300ms});
    EXPECT_EQ(clock.pending(Time{500ms}), 0ms);
}

TEST(AdjustableClock, TS2_Monotonicity_ForEverySequenceOfAdjustments) {
    for (std::int64_t const ppm : {1, 7, 100'000, 333'333, 999'999}) {
        Random random{static_cast<Seed>(ppm), 0};
        AdjustableClock clock{ppm};
        Time own{-1ms};
        Time last = clock.read(own);
        for (int i = 0; i < 20'000; ++i) {
            own += random.chance(0.5) ? random.between(0ns, 5ns) : random.between(0ns, 1ms);
            Time const now = clock.read(own);
            ASSERT_GE(now, last) << "at " << own.time_since_epoch().count() << ", rate " << ppm;
            last = now;
            if (!random.chance(0.1)) continue;
            clock.adjust(
                own, random.chance(0.5) ? random.between(-9ns, 9ns) : random.between(-10s, 10s));
            ASSERT_EQ(clock.read(own), now) << "an adjustment moves nothing at once";
        }
    }
}

TEST(AdjustableClock, ReachesItsTargetInTheEnd) {
    Random random{5, 0};
    AdjustableClock clock{123'456};
    Duration sum{0};
    for (int i = 0; i < 100; ++i) {
        Duration const by = random.between(-1s, 1s);
        clock.adjust(Time{i * 100ms}, by);
        sum += by;
    }
    EXPECT_EQ(clock.read(Time{1h}), Time{1h} + sum);
}

TEST(AdjustableClock, HasNoOverflowInAHundredYears) {
    AdjustableClock clock{999'999};
    clock.adjust(Time{}, -1h);
    EXPECT_EQ(clock.read(Time{24h * 365 * 100}), Time{24h * 365 * 100 - 1h});
}

TEST(AdjustableClockDeath, RefusesARateThatCouldTurnItBack) {
    EXPECT_DEATH(AdjustableClock{1'000'000}, "slewing rate");
    EXPECT_DEATH(AdjustableClock{0}, "slewing rate");
}

}  // namespace
}  // namespace conclave::test
