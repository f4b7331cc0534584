#include "timesync/fault_tolerant_average.hpp"

#include <gtest/gtest.h>

namespace conclave::test {
namespace {

using namespace std::chrono_literals;

TEST(FaultTolerantAverage, OfClocksThatAreNearEachOtherIsTheirMean) {
    EXPECT_EQ(fault_tolerant_average({10ms, 0ms, 20ms}, 20ms).average, 10ms);
    EXPECT_EQ(fault_tolerant_average({-6ms, 0ms}, 20ms).average, -3ms);
    EXPECT_EQ(fault_tolerant_average({5ms}, 1ms).average, 5ms);
}

// Gusella and Zatti 1989, §II: "the largest set of clocks that do not differ from each other by
// more than a small quantity".
TEST(FaultTolerantAverage, LeavesOutWhoIsFarFromMost) {
    EXPECT_EQ(fault_tolerant_average({0ms, 4ms, 10s}, 20ms).average, 2ms);
    EXPECT_EQ(fault_tolerant_average({0ms, 15ms, 30ms, 45ms, 60ms}, 40ms).average, 15ms)
        << "of equal groups the lowest";
    EXPECT_EQ(fault_tolerant_average({-10s, 5ms, 9ms, 10s}, 20ms).average, 7ms);
}

TEST(FaultTolerantAverage, SaysWhoIsInAndWhoIsOut) {
    auto const agreeing = fault_tolerant_average({-10s, 5ms, 9ms, 10s}, 20ms);
    EXPECT_TRUE(agreeing.include(5ms));
    EXPECT_TRUE(agreeing.include(9ms));
    EXPECT_FALSE(agreeing.include(-10s));
    EXPECT_FALSE(agreeing.include(10s));
}

TEST(FaultTolerantAverage, DoesNotOverflow) {
    EXPECT_EQ(fault_tolerant_average(std::vector<Duration>(100'000, 24h * 365), 1ms).average,
              24h * 365);
}

}  // namespace
}  // namespace conclave::test
