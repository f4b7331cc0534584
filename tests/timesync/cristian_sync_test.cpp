#include "timesync/cristian_sync.hpp"

#include <gtest/gtest.h>

#include "support/lone_process.hpp"
#include "support/time_messages.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using Variant = CristianSync::Variant;

TimeSyncSettings const cristian_settings{
    .every = 1s, .exchanges = 5, .step = true, .no_answer = 50ms, .tries = 3};

/// A client p1 whose clock is 1 s behind that of its server p0, by hand.
class CristianTest : public testing::Test {
protected:
    static constexpr Duration server_ahead = 1s;

    void begin(Variant variant, TimeSyncSettings const& with = cristian_settings) {
        lone_.emplace(1U, 2U, [=](Context& ctx) {
            return std::make_unique<SyncStack<CristianSync>>(ctx, with, variant);
        });
        lone_->stack().sync.start(Time{3s});
        lone_->pass(500ms);  // to the first round
    }
    /// The question on the network, which must be one.
    Time question() {
        auto const sent = lone_->sent();
        EXPECT_EQ(sent.size(), 1U);
        EXPECT_EQ(sent.at(0).kind(), question_kind);
        return sent.at(0).as<Question>().sent;
    }
    /// One exchange: so long there, so long back.
    void exchange(Duration there, Duration back) {
        Time const sent = question();
        lone_->pass(there);
        Time const at_server = lone_->now() + server_ahead;
        lone_->pass(back);
        answer({sent, at_server, at_server});
    }
    void answer(TimeAnswer const& answer) {
        lone_->receive(process(0), Channel{0}, answer_kind, answer);
    }
    Duration error() { return lone_->stack().sync.read() - (lone_->now() + server_ahead); }
    Duration bound() { return lone_->stack().sync.error_bound().value(); }
    bool synchronised() { return lone_->stack().sync.error_bound().has_value(); }

    std::optional<LoneProcess<SyncStack<CristianSync>>> lone_;
};

// The exercise: "one-way time = ((ts4 - ts1) - (ts3 - ts2)) / 2, five times, averaged; then ask for
// the time, and set their clock to the answer plus the one-way time".
TEST_F(CristianTest, TheMeanOfFiveIsAddedToTheAnswer) {
    begin(Variant::mean);
    for (auto const way : {2ms, 4ms, 6ms, 8ms, 10ms}) exchange(way, way);  // 6 ms on average
    EXPECT_FALSE(synchronised()) << "it has not asked for the time yet";
    exchange(6ms, 6ms);
    EXPECT_EQ(error(), 0ms);
    EXPECT_EQ(lone_->sent().size(), 0U) << "that was the round";
}

// Cristian 1989, §3: the answer was under way for no less than the minimum, and no longer than the
// rest of its round trip.
TEST_F(CristianTest, TS1_Accuracy_TheBoundOfTheMeanIsMetInTheExtremeCases) {
    auto with = cristian_settings;
    with.one_way_min = 1ms;
    for (bool const quick_answer : {true, false}) {
        begin(Variant::mean, with);
        for (int i = 0; i < 5; ++i) exchange(3ms, 3ms);
        if (quick_answer)
            exchange(9ms, 1ms);  // 3 ms are added, but it took 1
        else
            exchange(1ms, 9ms);
        EXPECT_EQ(error(), quick_answer ? 2ms : -6ms);
        EXPECT_EQ(bound(), 6ms) << "max(10 - 1 - 3, 3 - 1)";
    }
}

// Cristian 1989, §3: "the shorter the round trip, the better": half of it, less the minimum.
TEST_F(CristianTest, TS1_Accuracy_TheMinimumIsBoundedByHalfItsRoundTrip) {
    auto with = cristian_settings;
    with.one_way_min = 1ms;
    begin(Variant::minimum, with);
    exchange(9ms, 3ms);
    exchange(5ms, 1ms);  // the shortest
    exchange(4ms, 9ms);
    exchange(8ms, 8ms);
    EXPECT_FALSE(synchronised());
    exchange(2ms, 7ms);
    EXPECT_EQ(error(), 2ms);
    EXPECT_EQ(bound(), 2ms);
}

TEST_F(CristianTest, ALaterRoundCountsWhatIsCorrectedAlready) {
    begin(Variant::minimum);
    for (int i = 0; i < 5; ++i) exchange(3ms, 3ms);
    EXPECT_EQ(error(), 0ms);
    lone_->pass(1s);
    for (int i = 0; i < 5; ++i) exchange(4ms, 4ms);
    EXPECT_EQ(error(), 0ms);
}

TEST_F(CristianTest, TS2_Monotonicity_TheClockIsSlewed) {
    auto with = cristian_settings;
    with.step = false;
    with.slew_ppm = 100'000;
    begin(Variant::minimum, with);
    for (int i = 0; i < 5; ++i) exchange(3ms, 3ms);
    EXPECT_EQ(error(), -1s) << "not at once";
    EXPECT_EQ(bound(), 1s + 3ms) << "and it knows";
    lone_->pass(5s);
    EXPECT_EQ(error(), -500ms);
    EXPECT_EQ(bound(), 500ms + 3ms);
}

TEST_F(CristianTest, TS1_Accuracy_TheBoundGrowsByWhatClocksMayDrift) {
    auto with = cristian_settings;
    with.drift_max_ppm = 100;
    begin(Variant::minimum, with);
    for (int i = 0; i < 5; ++i) exchange(3ms, 3ms);
    auto const at_first = bound();
    lone_->pass(100s);
    auto const grown = bound() - at_first;
    EXPECT_GE(grown, 20ms) << "both clocks may drift";
    EXPECT_LE(grown, 20ms + 3us);
}

TEST_F(CristianTest, TS1_Accuracy_TheBoundAllowsForJitter) {
    auto with = cristian_settings;
    with.jitter = 1ms;
    begin(Variant::minimum, with);
    for (int i = 0; i < 5; ++i) exchange(3ms, 3ms);
    EXPECT_GE(bound(), 3ms);
    EXPECT_LE(std::chrono::abs(error()), bound());
    EXPECT_NE(error(), 0ms);
}

TEST_F(CristianTest, TS3_Progress_ALostQuestionIsAskedAgain) {
    begin(Variant::minimum);
    Time const first = question();
    lone_->pass(50ms);
    Time const second = question();
    EXPECT_EQ(second, first + 50ms) << "with a new stamp";
    EXPECT_EQ(lone_->story(Event::Kind::timeout).back(), "p1 ~ no answer");
}

TEST_F(CristianTest, AnAnswerToAnEarlierQuestionOrASecondCopyIsDropped) {
    begin(Variant::minimum);
    Time const first = question();
    lone_->pass(50ms);
    Time const second = question();
    answer({first, Time{2s}, Time{2s}});
    EXPECT_EQ(lone_->sent().size(), 0U) << "it waits for the other answer";
    answer({second, Time{2s}, Time{2s}});
    Time const third = question();
    answer({second, Time{2s}, Time{2s}});
    EXPECT_EQ(lone_->sent().size(), third == second ? 1U : 0U);
}

TEST_F(CristianTest, OnlyTheServerIsBelieved) {
    begin(Variant::minimum);
    Time const sent = question();
    lone_->receive(process(1), Channel{0}, answer_kind, TimeAnswer{sent, Time{9s}, Time{9s}});
    EXPECT_EQ(lone_->sent().size(), 0U);
}

TEST_F(CristianTest, AServerThatDoesNotAnswerIsGivenUpUntilTheNextRound) {
    begin(Variant::minimum);
    lone_->pass(150ms);
    EXPECT_EQ(lone_->sent().size(), 3U) << "as many tries";
    EXPECT_EQ(lone_->story(Event::Kind::decision).back(), "p1 * p0 does not answer");
    lone_->pass(500ms);
    EXPECT_EQ(lone_->sent().size(), 0U);
    lone_->pass(350ms);  // the second round
    for (int i = 0; i < 5; ++i) exchange(3ms, 3ms);
    EXPECT_EQ(error(), 0ms) << "it is back";
}

TEST_F(CristianTest, ItIsDoneAfterItsRoundsAndReadings) {
    begin(Variant::minimum);
    lone_->pass(3s);
    EXPECT_TRUE(lone_->stack().done());
    EXPECT_EQ(lone_->sent().size(), 9U) << "three rounds of three tries";
    lone_->pass(1h);
    EXPECT_EQ(lone_->sent().size(), 0U);
}

// "ts2 server receives, ts3 server answers": time stands still in a handler.
TEST(CristianServer, AnswersWithItsOwnClockAndIsNeverWrong) {
    LoneProcess<SyncStack<CristianSync>> lone{0,
                                              2,
                                              [](Context& ctx) {
                                                  return std::make_unique<SyncStack<CristianSync>>(
                                                      ctx, cristian_settings, Variant::mean);
                                              },
                                              {.offset = 7s}};
    lone->sync.start(Time{3s});
    lone.pass(2s);
    EXPECT_EQ(lone.sent().size(), 0U) << "it asks nobody";
    lone.receive(process(1), Channel{0}, question_kind, Question{Time{123ms}});
    auto const sent = lone.sent();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].to, process(1));
    auto const answer = sent[0].as<TimeAnswer>();
    EXPECT_EQ(answer.sent, Time{123ms});
    EXPECT_EQ(answer.received, Time{9s});
    EXPECT_EQ(answer.answered, Time{9s});
    EXPECT_EQ(lone->sync.error_bound(), Duration{0});
}

}  // namespace
}  // namespace conclave::test
