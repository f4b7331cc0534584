#include "timesync/berkeley_sync.hpp"

#include <gtest/gtest.h>

#include "support/lone_process.hpp"
#include "support/time_messages.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

constexpr std::size_t poll_kind = 0;
constexpr std::size_t adjust_kind = 2;
struct Poll {
    Time round{};
    Time sent{};
};
struct Answer {
    Time round{};
    Time sent{};
    Time received{};
    Time answered{};
    Time since{};
};
struct Adjust {
    Time round{};
    Time since{};
    Duration difference{};
    Duration error_max{};
};

TimeSyncSettings const berkeley_settings{
    .every = 1s, .step = true, .no_answer = 50ms, .tries = 3, .outlier = 200ms};
using Lone = LoneProcess<SyncStack<BerkeleySync>>;

std::unique_ptr<SyncStack<BerkeleySync>> make(Context& ctx) {
    return std::make_unique<SyncStack<BerkeleySync>>(ctx, berkeley_settings);
}

/// The master p0 of four, by hand, at the beginning of its first round.
class BerkeleyMaster : public testing::Test {
protected:
    BerkeleyMaster() {
        lone_->sync.start(Time{3s});
        lone_.pass(500ms);
    }
    /// The answer of a slave whose clock is so far ahead, 2 ms and 2 ms under way.
    void answer(std::uint32_t p, Duration ahead) {
        Time const there = lone_.now() - 2ms + ahead;
        lone_.receive(process(p), Channel{0}, answer_kind,
                      Answer{Time{500ms}, lone_.now() - 4ms, there, there, Time{77ms}});
    }
    /// What each was told, after "Adjust".
    std::map<ProcessId, Duration> told() {
        std::map<ProcessId, Duration> all;
        for (auto const& sent : lone_.sent()) {
            if (sent.kind() != adjust_kind) continue;
            auto const adjust = sent.as<Adjust>();
            EXPECT_EQ(adjust.since, Time{77ms}) << "as the slave said";
            EXPECT_EQ(adjust.error_max, 2ms) << "half the delay";
            all[sent.to] = adjust.difference;
        }
        return all;
    }
    Lone lone_{0, 4, make};
};

// "The master asks all slaves for their time."
TEST_F(BerkeleyMaster, ARoundBeginsWithAPollOfEverySlave) {
    auto const sent = lone_.sent();
    ASSERT_EQ(sent.size(), 3U);
    for (std::uint32_t i = 0; i < 3; ++i) {
        EXPECT_EQ(sent[i].to, process(i + 1));
        EXPECT_EQ(sent[i].kind(), poll_kind);
    }
}

// "It averages the differences, and tells each slave its own": not the time.
TEST_F(BerkeleyMaster, TellsEachItsDifferenceToTheAverage) {
    static_cast<void>(lone_.sent());
    lone_.pass(4ms);
    answer(1, 20ms);
    answer(2, -40ms);
    EXPECT_EQ(told().size(), 0U) << "before it has heard of all";
    answer(3, 60ms);
    using Told = std::map<ProcessId, Duration>;
    EXPECT_EQ(told(), (Told{{process(1), -10ms}, {process(2), 50ms}, {process(3), -50ms}}));
    EXPECT_EQ(lone_->sync.read(), lone_.now() + 10ms) << "and follows itself";
}

TEST_F(BerkeleyMaster, BK2_Outliers_AreToldButDoNotCount) {
    static_cast<void>(lone_.sent());
    lone_.pass(4ms);
    answer(1, 30ms);
    answer(2, 60ms);
    answer(3, 1h);
    auto const all = told();
    EXPECT_EQ(all.at(process(1)), 0ms);
    EXPECT_EQ(all.at(process(3)), 30ms - Duration{1h});
}

TEST_F(BerkeleyMaster, TS3_Progress_WhoDoesNotAnswerIsPolledAgainAndThenLeftOut) {
    static_cast<void>(lone_.sent());
    lone_.pass(4ms);
    answer(1, 20ms);
    answer(2, 40ms);
    lone_.pass(100ms);
    auto const again = lone_.sent();
    ASSERT_EQ(again.size(), 2U);
    EXPECT_EQ(again[0].to, process(3));
    lone_.pass(50ms);
    EXPECT_EQ(told().size(), 2U);
    EXPECT_EQ(lone_->sync.read(), lone_.now() + 20ms);
}

TEST_F(BerkeleyMaster, TS3_Progress_WhoAsksForTheLostWordIsToldAgain) {
    static_cast<void>(lone_.sent());
    lone_.pass(4ms);
    for (std::uint32_t p = 1; p < 4; ++p) answer(p, 0ms);
    EXPECT_EQ(told().size(), 3U);
    answer(2, 0ms);
    EXPECT_EQ(told().size(), 1U);
}

TEST_F(BerkeleyMaster, ASecondCopyOfAnAnswerChangesNothing) {
    static_cast<void>(lone_.sent());
    lone_.pass(4ms);
    answer(1, 20ms);
    answer(1, 40ms);
    answer(1, 60ms);
    EXPECT_EQ(told().size(), 0U);
}

TEST_F(BerkeleyMaster, TS3_Progress_WithoutAnyAnswerItFollowsItself) {
    lone_.pass(150ms);
    EXPECT_EQ(lone_.story(Event::Kind::decision).back(),
              "p0 * goes on without 3 that did not answer");
    EXPECT_EQ(lone_.story(Event::Kind::indication).back(), "p0 ! adjusted 500 ms, 0 ms, 0 ms");
    EXPECT_EQ(lone_->sync.read(), lone_.now());
}

/// The slave p1, whose clock is its own.
class BerkeleySlave : public testing::Test {
protected:
    BerkeleySlave() {
        lone_->sync.start(Time{3s});
        lone_.pass(600ms);
    }
    void poll(Time round) {
        lone_.receive(process(0), Channel{0}, poll_kind, Poll{round, Time{1s}});
    }
    void adjust(Time round, Time since, Duration difference) {
        lone_.receive(process(0), Channel{0}, adjust_kind, Adjust{round, since, difference, 2ms});
    }
    std::vector<Answer> answers() {
        std::vector<Answer> all;
        for (auto const& sent : lone_.sent()) all.push_back(sent.as<Answer>());
        return all;
    }
    Duration correction() { return lone_->sync.read() - lone_.now(); }
    Lone lone_{1, 4, make};
};

TEST_F(BerkeleySlave, AnswersAPollAndFollowsTheMastersWord) {
    poll(Time{500ms});
    auto const all = answers();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].sent, Time{1s});
    EXPECT_EQ(all[0].received, Time{600ms});
    lone_.pass(10ms);
    adjust(Time{500ms}, all[0].since, 30ms);
    EXPECT_EQ(correction(), 30ms);
    EXPECT_EQ(lone_->sync.error_bound(), 2ms);
    lone_.pass(1s);
    EXPECT_EQ(answers().size(), 0U);
}

TEST_F(BerkeleySlave, TS3_Progress_AsksAgainForAWordThatDoesNotCome) {
    poll(Time{500ms});
    static_cast<void>(answers());
    lone_.pass(99ms);
    EXPECT_EQ(answers().size(), 0U);
    lone_.pass(1ms);
    EXPECT_EQ(answers().size(), 1U);
    lone_.pass(1h);
    EXPECT_EQ(answers().size(), 2U) << "not for ever";
}

TEST_F(BerkeleySlave, TS1_Accuracy_AWordIsFollowedOnce) {
    poll(Time{500ms});
    auto const since = answers().at(0).since;
    adjust(Time{500ms}, since, 30ms);
    adjust(Time{500ms}, since, 30ms);
    EXPECT_EQ(correction(), 30ms);
    poll(Time{500ms});  // a late copy, which must not begin the round anew
    EXPECT_EQ(answers().size(), 0U);
    adjust(Time{500ms}, since, 30ms);
    EXPECT_EQ(correction(), 30ms);
}

TEST_F(BerkeleySlave, TS1_Accuracy_AWordOfAnEarlierRoundOrLifeIsNotFollowed) {
    poll(Time{500ms});
    auto const since = answers().at(0).since;
    lone_.pass(10ms);
    poll(Time{1500ms});
    adjust(Time{500ms}, since, 30ms);
    EXPECT_EQ(correction(), 0ms);
    lone_.crash();
    lone_.recover();
    lone_.pass(10ms);
    poll(Time{500ms});  // late, and heard for the first time in this life
    EXPECT_EQ(answers().size(), 2U);
    adjust(Time{500ms}, since, 30ms);
    EXPECT_EQ(correction(), 0ms) << "it was meant for the clock of the life before";
}

TEST_F(BerkeleySlave, RemarksThatTheMasterIsSilent) {
    poll(Time{500ms});
    lone_.pass(3s);
    EXPECT_EQ(lone_.story(Event::Kind::decision),
              (Lines{"p1 * answers again", "p1 * answers again", "p1 * answers again",
                     "p1 * p0 does not ask any more"}));
}

}  // namespace
}  // namespace conclave::test
