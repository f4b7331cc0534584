#include "core/duration_arithmetic.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace conclave {
namespace {

using namespace std::chrono_literals;
constexpr Duration three_years = 24h * 365 * 3;

TEST(DurationArithmetic, ScalesExactlyAndRoundsTowardsZero) {
    EXPECT_EQ(scaled(10ms, 3, 2), 15ms);
    EXPECT_EQ(scaled(Duration{7}, 1, 2), Duration{3});
    EXPECT_EQ(scaled(Duration{-7}, 1, 2), Duration{-3});
    EXPECT_EQ(scaled(Duration::max(), 1, 1), Duration::max()) << "itself";
    // The product alone is beyond 64 bits.
    EXPECT_EQ(scaled(24h * 365, 1'000'000, 999'999), 24h * 365 + 31536031536ns);
}

TEST(DurationArithmetic, ScalesToThreeYearsAtMost) {
    EXPECT_EQ(scaled(24h * 365, 1'000'000'000, 1'000'000), three_years);
    EXPECT_EQ(scaled(-24h * 365, 1'000'000'000, 1'000'000), -three_years);
    EXPECT_EQ(scaled(Duration::max(), INT64_MAX, 1), three_years);
}

TEST(DurationArithmetic, TakesTheMeanOfWhatItsSumIsTooLongFor) {
    EXPECT_EQ(mean(std::vector<Duration>{1ms, 2ms, 6ms}), 3ms);
    EXPECT_EQ(mean(std::vector{Duration{-3}, Duration{-4}}), Duration{-3});
    EXPECT_EQ(mean(std::vector<Duration>(1000, three_years)), three_years);
    EXPECT_EQ(mean(std::vector{Duration::max(), Duration::max() - Duration{2}}),
              Duration::max() - Duration{1});
}

}  // namespace
}  // namespace conclave
