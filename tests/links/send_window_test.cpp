#include "links/send_window.hpp"

#include <gtest/gtest.h>
#include <utility>
#include <vector>

namespace conclave {
namespace {

using namespace std::chrono_literals;
using Sendings = std::vector<std::pair<std::uint64_t, char>>;

/// The letters a, b, c ..., in a window of three.
class SendWindowTest : public testing::Test {
protected:
    void add(std::string_view letters) {
        for (char const letter : letters) window_.add(letter);
    }
    Sendings waiting_at(Duration time) {
        Sendings all;
        window_.send_waiting(Time{time}, [&](auto n, char letter) { all.emplace_back(n, letter); });
        return all;
    }
    Sendings due_at(Duration time) {
        Sendings all;
        window_.send_due(Time{time}, [&](auto n, char letter) { all.emplace_back(n, letter); });
        return all;
    }

    SendWindow<char> window_{{.resend_after = 20ms, .resend_max = 40ms, .window = 3}};
};

TEST_F(SendWindowTest, NumbersTheLettersFromOneAndSendsEachOnce) {
    add("ab");
    EXPECT_EQ(waiting_at(0ms), (Sendings{{1, 'a'}, {2, 'b'}}));
    EXPECT_EQ(waiting_at(0ms), Sendings{});
}

TEST_F(SendWindowTest, HoldsBackWhatIsAWindowBeyondTheOldest) {
    add("abcde");
    EXPECT_EQ(waiting_at(0ms), (Sendings{{1, 'a'}, {2, 'b'}, {3, 'c'}}));
    EXPECT_TRUE(window_.acknowledge(2));
    EXPECT_EQ(waiting_at(0ms), Sendings{}) << "4 is a window beyond 1";
    EXPECT_TRUE(window_.acknowledge(1));
    EXPECT_EQ(window_.oldest(), 3U);
    EXPECT_EQ(waiting_at(0ms), (Sendings{{4, 'd'}, {5, 'e'}}));
}

TEST_F(SendWindowTest, TakesAnAcknowledgementOnce) {
    add("a");
    EXPECT_FALSE(window_.acknowledge(1)) << "not sent yet";
    static_cast<void>(waiting_at(0ms));
    EXPECT_FALSE(window_.acknowledge(2)) << "never sent";
    EXPECT_FALSE(window_.all_acknowledged());
    EXPECT_TRUE(window_.acknowledge(1));
    EXPECT_FALSE(window_.acknowledge(1));
    EXPECT_TRUE(window_.all_acknowledged());
}

TEST_F(SendWindowTest, IsNotDueBeforeItsTimeAndHasHalfAsLongAgainEachTimeUpToTheMaximum) {
    add("a");
    EXPECT_EQ(window_.resend_at(), never);
    static_cast<void>(waiting_at(0ms));
    for (auto const due : {20ms, 50ms, 90ms, 130ms}) {  // 20, 30, then 40 for ever
        EXPECT_EQ(window_.resend_at(), Time{due});
        EXPECT_EQ(due_at(due - 1ms), Sendings{});
        EXPECT_EQ(due_at(due), (Sendings{{1, 'a'}}));
    }
}

TEST_F(SendWindowTest, EveryLetterHasItsOwnTime) {
    add("a");
    static_cast<void>(waiting_at(0ms));
    add("b");
    static_cast<void>(waiting_at(15ms));
    EXPECT_EQ(due_at(20ms), (Sendings{{1, 'a'}}));
    EXPECT_EQ(window_.resend_at(), Time{35ms}) << "that of b";
    EXPECT_EQ(due_at(60ms), (Sendings{{1, 'a'}, {2, 'b'}}));
}

TEST_F(SendWindowTest, AnAcknowledgementPutsOffNoOtherLetter) {
    add("ab");
    static_cast<void>(waiting_at(0ms));
    EXPECT_TRUE(window_.acknowledge(2));
    EXPECT_EQ(window_.resend_at(), Time{20ms});
    EXPECT_EQ(due_at(20ms), (Sendings{{1, 'a'}}));
}

TEST_F(SendWindowTest, IsNeverDueOnceAllIsAcknowledged) {
    add("a");
    static_cast<void>(waiting_at(0ms));
    EXPECT_TRUE(window_.acknowledge(1));
    EXPECT_EQ(window_.resend_at(), never);
    EXPECT_EQ(due_at(1h), Sendings{});
    add("b");
    EXPECT_EQ(waiting_at(1h), (Sendings{{2, 'b'}})) << "the numbers go on";
    EXPECT_EQ(window_.resend_at(), Time{1h + 20ms}) << "and the short pause is back";
}

}  // namespace
}  // namespace conclave
