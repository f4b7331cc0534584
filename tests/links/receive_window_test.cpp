#include "links/receive_window.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "core/random.hpp"

namespace conclave {
namespace {

TEST(ReceiveWindow, TakesEachLetterOnceInAnyOrder) {
    ReceiveWindow window;
    std::vector<bool> fresh;
    for (std::uint64_t const sequence : {1, 1, 3, 3, 2, 1, 2, 3})
        fresh.push_back(window.take(sequence, 1));
    EXPECT_EQ(fresh, (std::vector<bool>{true, false, true, false, true, false, false, false}));
}

TEST(ReceiveWindow, RemembersOnlyWhatLiesBeyondAGap) {
    ReceiveWindow window;
    EXPECT_TRUE(window.take(2, 1));
    EXPECT_TRUE(window.take(4, 1));
    EXPECT_EQ(window.remembered(), 2U);
    EXPECT_TRUE(window.take(1, 1));
    EXPECT_EQ(window.remembered(), 1U) << "1 and 2 lie below the floor now, 4 does not";
    EXPECT_TRUE(window.take(3, 1));
    EXPECT_EQ(window.remembered(), 0U);
}

TEST(ReceiveWindow, ForgetsWhatTheSenderWillNotRepeat) {
    ReceiveWindow window;
    EXPECT_TRUE(window.take(3, 1));
    EXPECT_TRUE(window.take(10, 9));
    EXPECT_EQ(window.remembered(), 1U);
    EXPECT_FALSE(window.take(5, 5)) << "a late copy: all before 9 are acknowledged";
    EXPECT_TRUE(window.take(9, 9));
    EXPECT_EQ(window.remembered(), 0U);
}

TEST(ReceiveWindow, KnowsWhatASenderCanHaveSent) {
    constexpr std::uint64_t size = 4;
    EXPECT_TRUE(ReceiveWindow::makes_sense(1, 1, size));
    EXPECT_TRUE(ReceiveWindow::makes_sense(4, 1, size));
    EXPECT_TRUE(ReceiveWindow::makes_sense(~0ULL, ~0ULL - 3, size));
    EXPECT_FALSE(ReceiveWindow::makes_sense(5, 1, size)) << "more than a window";
    EXPECT_FALSE(ReceiveWindow::makes_sense(1, 2, size)) << "acknowledged already";
    EXPECT_FALSE(ReceiveWindow::makes_sense(1, 0, size)) << "numbers begin at 1";
    EXPECT_FALSE(ReceiveWindow::makes_sense(0, 0, size));
}

/// Against the book's own set of all that was delivered, which grows for ever.
TEST(ReceiveWindow, IsTheSetOfAllThatCameInMemoryForAWindow) {
    constexpr std::uint64_t size = 8;
    Random random{1, 0};
    ReceiveWindow window;
    std::set<std::uint64_t> delivered;
    std::uint64_t oldest = 1;
    for (int step = 0; step < 10'000; ++step) {
        while (delivered.contains(oldest) && random.chance(0.7)) ++oldest;
        auto const sequence = oldest + random.below(size);
        EXPECT_EQ(window.take(sequence, oldest), delivered.insert(sequence).second) << step;
        ASSERT_LT(window.remembered(), size);
    }
    EXPECT_GT(delivered.size(), 1000U);
}

TEST(ReceiveWindow, IsCompleteToTheFirstGapOrWhatTheSenderNeedNotRepeat) {
    ReceiveWindow window;
    EXPECT_EQ(window.complete_to(), 0U);
    window.take(2, 1);
    EXPECT_EQ(window.complete_to(), 0U);
    window.take(1, 1);
    EXPECT_EQ(window.complete_to(), 2U);
    window.take(7, 6);
    EXPECT_EQ(window.complete_to(), 5U) << "3 to 5 are acknowledged, and 6 is not";
    window.take(6, 6);
    EXPECT_EQ(window.complete_to(), 7U);
}

}  // namespace
}  // namespace conclave
