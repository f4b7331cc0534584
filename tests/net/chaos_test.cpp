#include "net/chaos.hpp"

#include <gtest/gtest.h>
#include <set>

namespace conclave::net {
namespace {

using namespace std::chrono_literals;

TEST(WrongClocks, AreAllButTheRightOneAndWithinTheirBounds) {
    std::set<std::int64_t> drifts;
    for (Seed seed = 1; seed <= 200; ++seed) {
        auto const clocks = wrong_clocks(5, seed, process(2), 50ms, 3);
        EXPECT_EQ(clocks.size(), 4U);
        EXPECT_FALSE(clocks.contains(process(2)));
        for (auto const& [p, clock] : clocks) {
            EXPECT_LE(std::chrono::abs(clock.offset), 50ms);
            drifts.insert(clock.drift_ppm);
        }
    }
    EXPECT_EQ(drifts, (std::set<std::int64_t>{-3, -2, -1, 0, 1, 2, 3}));
}

/// Who is right changes no other's clock.
TEST(WrongClocks, AreDrawnFromTheSeedAlone) {
    auto const first = wrong_clocks(4, 7, process(0), 50ms, 50);
    auto const second = wrong_clocks(4, 7, process(1), 50ms, 50);
    EXPECT_EQ(first.at(process(3)).offset, second.at(process(3)).offset);
    EXPECT_EQ(first.at(process(3)).drift_ppm, second.at(process(3)).drift_ppm);
    EXPECT_NE(first.at(process(3)).offset,
              wrong_clocks(4, 8, process(0), 50ms, 50).at(process(3)).offset);
}

}  // namespace
}  // namespace conclave::net
