#include "timesync/lundelius_lynch_sync.hpp"

#include <gtest/gtest.h>

#include "support/lone_process.hpp"
#include "support/time_messages.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;

struct ClockMessage {
    std::uint32_t round{0};
    Time clock{};
};

TimeSyncSettings const lundelius_lynch_settings{
    .every = 1s, .step = true, .one_way_min = 2ms, .one_way_max = 8ms, .no_answer = 50ms};

/// One of four whose clocks are all right, by hand, in its first round. All send at 500 ms.
class LundeliusLynchTest : public testing::Test {
protected:
    LundeliusLynchTest() : lone_{make(1)} {}

    using Lone = LoneProcess<SyncStack<LundeliusLynchSync>>;
    static std::unique_ptr<Lone> make(std::uint32_t self) {
        auto lone = std::make_unique<Lone>(self, 4U, [](Context& ctx) {
            return std::make_unique<SyncStack<LundeliusLynchSync>>(ctx, lundelius_lynch_settings);
        });
        lone->stack().sync.start(Time{3s});
        lone->pass(500ms);
        return lone;
    }
    static void hear(Lone& lone, std::uint32_t from, std::uint32_t round = 1,
                     Time clock = Time{500ms}) {
        lone.receive(process(from), Channel{0}, 0, ClockMessage{round, clock});
    }
    static Duration error(Lone& lone) { return lone.stack().sync.read() - lone.now(); }

    std::unique_ptr<Lone> lone_;
};

// Lundelius and Lynch 1984, §4: "each process sends its local time to all others".
TEST_F(LundeliusLynchTest, EachTellsAllOthersItsClock) {
    auto const sent = lone_->sent();
    ASSERT_EQ(sent.size(), 3U);
    for (auto const& s : sent) EXPECT_EQ(s.as<ClockMessage>().clock, Time{500ms});
}

// "... estimates each other's clock by the middle of the delay, and moves to the average, its own
// clock counted as well".
TEST_F(LundeliusLynchTest, MovesToTheMeanOfAllClocks) {
    lone_->pass(5ms);  // the middle of 2 and 8
    hear(*lone_, 0, 1, Time{540ms});
    hear(*lone_, 2, 1, Time{480ms});
    EXPECT_EQ(error(*lone_), 0ms) << "before it has heard of all";
    hear(*lone_, 3, 1, Time{500ms});
    EXPECT_EQ(error(*lone_), 5ms);
}

// "No algorithm can synchronise n clocks more closely than u(1 - 1/n)", and this one does so: the
// bound is met where one hears all others as late as can be, and one as soon.
TEST_F(LundeliusLynchTest, LL1_Optimality_TheBoundIsMetInTheExtremeCase) {
    auto soon = make(2);
    soon->pass(2ms);
    for (auto const from : {0U, 1U, 3U}) hear(*soon, from);
    lone_->pass(8ms);
    for (auto const from : {0U, 2U, 3U}) hear(*lone_, from);
    EXPECT_EQ(error(*soon) - error(*lone_), 4500us);
    EXPECT_EQ(lone_->stack().sync.error_bound(), 4500us + 2ns) << "in whole nanoseconds";
}

// So that all are in a round within one message's time of each other, however clocks drift.
TEST_F(LundeliusLynchTest, TS3_Progress_WhoHearsOfARoundJoinsIt) {
    lone_->pass(5ms);
    for (auto const from : {0U, 2U, 3U}) hear(*lone_, from);
    static_cast<void>(lone_->sent());
    lone_->pass(900ms);
    hear(*lone_, 0, 2, Time{1400ms});
    EXPECT_EQ(lone_->sent().size(), 3U) << "95 ms before its own time";
    hear(*lone_, 2, 2, Time{1400ms});
    hear(*lone_, 3, 2, Time{1400ms});
    EXPECT_EQ(error(*lone_), 0ms);
    lone_->pass(999ms);
    EXPECT_EQ(lone_->sent().size(), 0U);
    lone_->pass(1ms);
    EXPECT_EQ(lone_->sent().size(), 3U) << "the next is a full interval away";
}

TEST_F(LundeliusLynchTest, WhoIsAheadInItsRoundsIsHeardInGoodTime) {
    hear(*lone_, 0, 2, Time{503ms});  // while the first is under way
    lone_->pass(5ms);
    for (auto const from : {0U, 2U, 3U}) hear(*lone_, from);
    EXPECT_EQ(error(*lone_), 0ms);
    lone_->pass(995ms);
    hear(*lone_, 2, 2, Time{1500ms});
    hear(*lone_, 3, 2, Time{1500ms});
    EXPECT_EQ(error(*lone_), 4500us) << "8, 5, 5 and 0 ms ahead";
}

TEST_F(LundeliusLynchTest, ASecondCopyChangesNothing) {
    lone_->pass(5ms);
    for (auto const from : {0U, 0U, 2U, 2U}) hear(*lone_, from);
    EXPECT_FALSE(lone_->story(Event::Kind::indication).back().starts_with("p1 ! adjusted"));
    hear(*lone_, 3);
    EXPECT_TRUE(lone_->story(Event::Kind::indication).back().starts_with("p1 ! adjusted"));
}

TEST_F(LundeliusLynchTest, ARoundInWhichSomebodyIsMissingIsGivenUp) {
    lone_->pass(5ms);
    hear(*lone_, 0);
    lone_->pass(45ms);
    EXPECT_EQ(lone_->story(Event::Kind::decision).back(), "p1 * does not hear of all");
    lone_->pass(950ms);
    static_cast<void>(lone_->sent());
    lone_->pass(5ms);
    for (auto const from : {0U, 2U, 3U}) hear(*lone_, from, 2, Time{1500ms});
    EXPECT_EQ(error(*lone_), 0ms) << "the next round is a round again";
}

}  // namespace
}  // namespace conclave::test
