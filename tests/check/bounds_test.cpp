#include "check/bounds.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "links/perfect_link.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using check::Bounds;

net::RunPlan lossy(double loss) {
    net::RunPlan plan;
    plan.faults = {.loss = loss, .delay_max = 10ms};
    return plan;
}

TEST(Bounds, OfAQuietNetworkAreItsDelay) {
    Bounds const bounds{lossy(0)};
    EXPECT_EQ(bounds.hop_max(), 10ms);
    EXPECT_EQ(bounds.arrival_max(), 10ms);
    EXPECT_EQ(bounds.tries(), 1U);
    EXPECT_EQ(bounds.settle(1s), 1010ms);
    EXPECT_FALSE(bounds.hopeless());
}

TEST(Bounds, HoldBackWhatIsReordered) {
    auto plan = lossy(0);
    plan.faults.reorder = 0.1;
    EXPECT_EQ(Bounds{plan}.hop_max(), 30ms);
}

TEST(Bounds, AllowRealRanksToWaitForEachOther) {
    EXPECT_EQ(Bounds(lossy(0), true).hop_max(), 110ms);
    EXPECT_EQ(Bounds(lossy(0), true).arrival_max(), 110ms);
}

TEST(Bounds, ReachPastTheLostCopies) {
    EXPECT_EQ(Bounds{lossy(0.1)}.arrival_max(), PerfectLink::delay_max(10ms, 0.1, {}));
    EXPECT_GT(Bounds{lossy(0.1)}.arrival_max(), 10ms + 4 * 100ms);
    EXPECT_EQ(Bounds{lossy(0.1)}.tries(), 9U);
}

TEST(Bounds, OfAHopelessNetworkAreTheRunsLimit) {
    for (double const loss : {0.995, 1.0}) {
        Bounds const bounds{lossy(loss)};
        EXPECT_TRUE(bounds.hopeless()) << loss;
        EXPECT_EQ(bounds.arrival_max(), 60s) << loss;
    }
}

/// A timer of one second on a clock that loses half of each second takes two.
TEST(Bounds, AreStretchedByTheSlowestClock) {
    auto plan = lossy(0);
    plan.faults.skews = {{process(0), {.offset = 1h, .drift_ppm = -500'000}},
                         {process(1), {.offset = {}, .drift_ppm = 1'000'000}},
                         {process(2), {.offset = {}, .drift_ppm = -100'000}}};
    Bounds const bounds{plan};
    EXPECT_EQ(bounds.stretched(1s), 2s);
    EXPECT_EQ(bounds.shown_max(1s), 2s);
    EXPECT_EQ(bounds.settle(1s), 2010ms);
    plan.faults.loss = 0.1;
    EXPECT_EQ(Bounds{plan}.arrival_max(), 2 * PerfectLink::delay_max(10ms, 0.1, {}));
}

TEST(Bounds, OfAClockThatHardlyMovesAreYearsAndNotMore) {
    auto plan = lossy(0);
    plan.faults.skews = {{process(0), {.offset = {}, .drift_ppm = -999'999}}};
    EXPECT_EQ(Bounds{plan}.stretched(1s), 1'000'000s);
    EXPECT_EQ(Bounds{plan}.stretched(24h * 365), 24h * 365 * 3);
}

/// One more or less in another machine's libm would change every history.
TEST(PerfectLinkDelay, CountsTriesExactlyWhereALogarithmIsWhole) {
    auto const tries_after = [](double loss) {
        // Of equal intervals: so many repetitions after the first try.
        PerfectLink::Options const options{.resend_after = 1ms, .resend_max = 1ms};
        return (PerfectLink::delay_max(0ms, loss, options)) / 1ms;
    };
    EXPECT_EQ(tries_after(0.1), 8);
    EXPECT_EQ(tries_after(0.001), 2);
    EXPECT_EQ(tries_after(std::nextafter(0.001, 1.0)), 2);
    EXPECT_EQ(tries_after(std::nextafter(0.001, 0.0)), 2);
    EXPECT_EQ(tries_after(0.5), 29);
    EXPECT_EQ(tries_after(0), 0);
}

TEST(TriesBeyondChance, AreSoManyThatAllFailInOneCaseOfABillion) {
    EXPECT_EQ(check::tries_beyond_chance(0), 1U);
    EXPECT_EQ(check::tries_beyond_chance(0.1), 9U);
    EXPECT_EQ(check::tries_beyond_chance(0.5), 30U);  // 2^-30 < 10^-9 < 2^-29
    EXPECT_EQ(check::tries_beyond_chance(1), UINT64_MAX);
}

TEST(TriesBeyondChance, AreMoreForSeveralSuccesses) {
    EXPECT_EQ(check::tries_beyond_chance(0, 3), 3U);
    EXPECT_EQ(check::tries_beyond_chance(1, 3), UINT64_MAX);
    EXPECT_EQ(check::tries_beyond_chance(0.3, 1), check::tries_beyond_chance(0.3));
    std::uint64_t const k = check::tries_beyond_chance(0.3, 3);
    auto const fewer_than_three = [](std::uint64_t tries) {
        auto const t = static_cast<double>(tries);
        return std::pow(0.3, t) + t * 0.7 * std::pow(0.3, t - 1) +
               t * (t - 1) / 2 * 0.49 * std::pow(0.3, t - 2);
    };
    EXPECT_LE(fewer_than_three(k), 1e-9);
    EXPECT_GT(fewer_than_three(k - 1), 1e-9);
}

}  // namespace
}  // namespace conclave::test
