#include "core/time.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace conclave {
namespace {

using namespace std::chrono_literals;

TEST(Duration, IsWrittenWithItsLargestFittingUnit) {
    EXPECT_EQ(to_string(Duration{250ms}), "250 ms");
    EXPECT_EQ(to_string(Duration{1500ms}), "1.5 s");
    EXPECT_EQ(to_string(Duration{800us}), "800 us");
    EXPECT_EQ(to_string(Duration{17}), "17 ns");
    EXPECT_EQ(to_string(Duration{0}), "0 ms");
    EXPECT_EQ(to_string(Duration{999}), "999 ns");
    EXPECT_EQ(to_string(Duration{1000}), "1 us");
    EXPECT_EQ(to_string(Duration{2h}), "7200 s");
    EXPECT_EQ(to_string(Duration{-1500ms}), "-1.5 s");
    EXPECT_EQ(to_string(Duration{-17}), "-17 ns");
    EXPECT_EQ(to_string(Time{} + 30ms), "30 ms");
}

TEST(Duration, OfManyHoursIsStillWrittenInPlainSeconds) {
    EXPECT_EQ(to_string(Duration{10h}), "36000 s");
    EXPECT_EQ(to_string(Duration{-100h}), "-360000 s");
}

TEST(Duration, OfManySecondsIsToldToATenthOfAMillisecond) {
    EXPECT_EQ(to_string(Duration{10012500us}), "10.0125 s");
    EXPECT_EQ(to_string(Duration{-3599998ms}), "-3599.998 s");
    EXPECT_EQ(to_string(Duration{9999ms}), "9.999 s");
    EXPECT_EQ(to_string(Duration{10s + 17us}), "10 s");
}

TEST(Duration, TimesANumberIsThreeYearsAtMost) {
    constexpr Duration three_years = 24h * 365 * 3;
    EXPECT_EQ(times(20ms, 0), Duration{0});
    EXPECT_EQ(times(20ms, 50), Duration{1s});
    EXPECT_EQ(times(0ms, UINT64_MAX), Duration{0});
    EXPECT_EQ(times(1h, 24 * 365 * 3), three_years);
    EXPECT_EQ(times(1h, 24 * 365 * 3 + 1), three_years);
    EXPECT_EQ(times(60min, 1'000'000), three_years);
    EXPECT_EQ(times(three_years, UINT64_MAX), three_years);
    EXPECT_EQ(times(Duration{1}, UINT64_MAX), three_years);
    EXPECT_EQ(times(Duration{100'000'000'000'000'000}, 2), three_years) << "longer to begin with";
}

std::vector<LocalClock> clocks() {
    std::vector<LocalClock> all;
    for (Duration const offset : {Duration{0}, Duration{5ms}, Duration{-3s}, Duration{1}})
        for (std::int64_t const drift : {0, 1, -1, 50, -50, 123'456, -500'000, -999'999, 1'000'000})
            all.push_back({offset, drift});
    return all;
}

TEST(LocalClock, ReadsOffsetAndDriftOfTheTrueTime) {
    EXPECT_EQ((LocalClock{}.local(Time{5s})), Time{5s});
    EXPECT_EQ((LocalClock{.offset = 5ms}.local(Time{1s})), Time{1005ms});
    EXPECT_EQ((LocalClock{.drift_ppm = 20}.local(Time{1s})), Time{1s + 20us});
    EXPECT_EQ((LocalClock{.drift_ppm = -500'000}.local(Time{10s})), Time{5s});
    EXPECT_EQ((LocalClock{.offset = -1s, .drift_ppm = 1'000'000}.local(Time{10s})), Time{19s});
}

TEST(LocalClock, IsMonotone) {
    for (LocalClock const& clock : clocks())
        for (Duration const start : {Duration{0}, Duration{1s}, Duration{-2s}, Duration{1000h}})
            for (std::int64_t i = 0; i < 200; ++i) {
                Time const t = Time{start} + Duration{i};
                ASSERT_LE(clock.local(t), clock.local(t + Duration{1})) << clock.drift_ppm;
            }
}

TEST(LocalClock, WhenIsTheEarliestTrueTimeOfAReading) {
    for (LocalClock const& clock : clocks())
        for (Duration const start : {Duration{0}, Duration{1s}, Duration{1h}})
            for (std::int64_t i = 0; i < 50; ++i) {
                Time const reading = Time{start} + Duration{i * 7};
                Time const when = clock.when(reading);
                ASSERT_GE(clock.local(when), reading) << clock.drift_ppm;
                ASSERT_LT(clock.local(when - Duration{1}), reading) << clock.drift_ppm;
            }
}

TEST(LocalClock, NeverStaysNever) {
    for (LocalClock const& clock : clocks()) EXPECT_EQ(clock.when(never), never);
}

TEST(LocalClock, DoesNotOverflowOverTenYears) {
    LocalClock const clock{.drift_ppm = 100};
    Time const decade{24h * 3650};
    EXPECT_EQ(clock.local(decade), decade + decade.time_since_epoch() / 10'000);
    EXPECT_EQ(clock.when(clock.local(decade)), decade);
}

TEST(LocalClock, ReadsNoFurtherThanItsProcessCanWaitFrom) {
    LocalClock const clock{.offset = 24h * 365 * 3, .drift_ppm = 1'000'000'000};
    Time const late = clock.local(Time{24h * 365 * 3});
    EXPECT_GT(late, Time{24h * 365 * 100});
    EXPECT_LT(late, never - 24h * 365 * 100);
    EXPECT_EQ(clock.when(late + 24h * 365), never);
}

TEST(LocalClock, AReadingBeyondAllTimeIsNever) {
    // A millionth of the true speed: a thousand hours would take a hundred thousand years.
    EXPECT_EQ((LocalClock{.drift_ppm = -999'999}.when(Time{1000h})), never);
}

}  // namespace
}  // namespace conclave
