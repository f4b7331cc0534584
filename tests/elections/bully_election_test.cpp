#include "elections/bully_election.hpp"

#include <functional>
#include <gtest/gtest.h>

#include "links/fair_loss_link.hpp"
#include "support/lone_process.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::image;
using test::LoneProcess;
using Lines = std::vector<std::string>;

constexpr Duration delay_max = 10ms;  // so that an answer takes 20 ms at most

struct BullyStack final : Stack {
    explicit BullyStack(Context& ctx) : fll{ctx}, election{ctx, fll, delay_max} {
        election.elected.connect([this](ProcessId p) { elected.push_back(p); });
    }
    FairLossLink fll;
    BullyElection election;
    std::vector<ProcessId> elected;
};

/// Process p2 of five, by hand.
class BullyTest : public testing::Test {
protected:
    enum Kind : std::size_t { challenge, answer, victory };

    void receive(std::uint32_t from, Kind kind) {
        lone_.receive(process(from), Channel{0}, image(kind));
    }
    /// "Challenge p3", "Answer p0" ...: what was sent since this was last asked.
    Lines sent() {
        static constexpr std::array names{"Challenge ", "Answer ", "Victory "};
        Lines lines;
        for (auto const& s : lone_.sent()) lines.push_back(names.at(s.kind()) + to_string(s.to));
        return lines;
    }
    void start() {
        lone_->election.start();
        static_cast<void>(sent());
    }
    std::vector<ProcessId> const& elected() { return lone_->elected; }

    LoneProcess<BullyStack> lone_{2, 5,
                                  [](Context& ctx) { return std::make_unique<BullyStack>(ctx); }};
};

// Coulouris et al. 5e, §15.3: "a process can begin an election by sending an election message to
// those processes that have a higher identifier".
TEST_F(BullyTest, AnElectionBeginsWithAChallengeToEverySuperior) {
    lone_->election.start();
    EXPECT_EQ(sent(), (Lines{"Challenge p3", "Challenge p4"}));
    EXPECT_TRUE(lone_->election.electing());
}

// Garcia-Molina 1982, §III, and Coulouris: what makes a process begin. The story says which it was.
TEST_F(BullyTest, AnElectionSaysWhyItBegins) {
    auto const reason = [this](std::function<void()> const& happening) {
        receive(4, victory);
        lone_.pass(1s);
        auto const before = lone_.story(Event::Kind::decision).size();
        happening();
        auto const decisions = lone_.story(Event::Kind::decision);
        return decisions.size() > before ? decisions[before] : "none";
    };
    EXPECT_EQ(reason([&] { lone_->election.start(); }), "p2 * starts an election: it was asked to");
    EXPECT_EQ(reason([&] { lone_->election.start("it has recovered"); }),
              "p2 * starts an election: it has recovered");
    EXPECT_EQ(reason([&] { lone_->election.leader_failed(process(4)); }),
              "p2 * starts an election: the leader p4 failed");
    EXPECT_EQ(reason([&] { receive(1, challenge); }), "p2 * starts an election: p1 challenged it");
    EXPECT_EQ(reason([&] { receive(1, victory); }),
              "p2 * starts an election: p1, below it, claims to have won");
    EXPECT_EQ(reason([&] {
                  lone_->election.start();
                  receive(3, answer);
                  lone_.pass(1h);
              }),
              "p2 * starts an election: it was asked to");
    EXPECT_EQ(lone_.story(Event::Kind::decision).end()[-2],
              "p2 * starts an election: no victory came");
}

// "The process that knows it has the highest identifier can elect itself as the coordinator simply
// by sending a coordinator message to all processes with lower identifiers".
TEST(BullyHighest, BE3_Maximality_TheHighestElectsItselfAtOnce) {
    LoneProcess<BullyStack> lone{2, 3,
                                 [](Context& ctx) { return std::make_unique<BullyStack>(ctx); }};
    lone->election.start();
    auto const sent = lone.sent();
    ASSERT_EQ(sent.size(), 2U);
    for (std::uint32_t p = 0; p < 2; ++p) {
        EXPECT_EQ(sent[p].kind(), 2U);
        EXPECT_EQ(sent[p].to, process(p));
    }
    EXPECT_EQ(lone->elected, std::vector{process(2)});
    EXPECT_FALSE(lone->election.electing());
}

// "If none arrives within time T, the process considers itself the coordinator and sends a
// coordinator message to all processes with lower identifiers announcing this".
TEST_F(BullyTest, BE1_Termination_WhoHearsNoAnswerWins) {
    start();
    lone_.pass(20ms - Duration{1});
    EXPECT_EQ(elected(), std::vector<ProcessId>{});
    lone_.pass(Duration{1});
    EXPECT_EQ(elected(), std::vector{process(2)});
    EXPECT_EQ(sent(), (Lines{"Victory p0", "Victory p1"}));
    EXPECT_FALSE(lone_->election.electing());
    lone_.pass(1h);
    EXPECT_EQ(sent(), Lines{}) << "and that is the end of it";
}

// "If a process receives an election message, it sends back an answer message and begins another
// election - unless it has begun one already".
TEST_F(BullyTest, AChallengeIsAnsweredAndBeginsAnotherElection) {
    receive(0, challenge);
    EXPECT_EQ(sent(), (Lines{"Answer p0", "Challenge p3", "Challenge p4"}));
    receive(1, challenge);
    EXPECT_EQ(sent(), Lines{"Answer p1"}) << "it has begun one already";
    receive(3, answer);
    receive(0, challenge);
    EXPECT_EQ(sent(), Lines{"Answer p0"}) << "and it goes on, waiting for the victory";
}

// Only inferiors challenge: "those processes that have a higher identifier".
TEST_F(BullyTest, AChallengeOfASuperiorIsNoMessageOfTheProtocol) {
    receive(3, challenge);
    EXPECT_EQ(sent(), Lines{});
    EXPECT_FALSE(lone_->election.electing());
}

// "Otherwise, the process waits a further period T' for a coordinator message to arrive".
TEST_F(BullyTest, BE3_Maximality_WhoIsAnsweredDoesNotWin) {
    start();
    lone_.pass(19ms);
    receive(4, answer);
    lone_.pass(40ms - Duration{1});
    EXPECT_EQ(elected(), std::vector<ProcessId>{});
    EXPECT_EQ(sent(), Lines{});
    EXPECT_TRUE(lone_->election.electing());
    receive(4, victory);
    EXPECT_EQ(elected(), std::vector{process(4)});
}

// "If none arrives, it begins another election".
TEST_F(BullyTest, BE1_Termination_WithoutAVictoryItBeginsAgain) {
    start();
    lone_.pass(5ms);
    receive(4, answer);
    lone_.pass(40ms);
    EXPECT_EQ(sent(), (Lines{"Challenge p3", "Challenge p4"}));
    lone_.pass(20ms);  // now they are all dead
    EXPECT_EQ(elected(), std::vector{process(2)});
    EXPECT_EQ(lone_.story(Event::Kind::timeout), (Lines{"p2 ~ no victory", "p2 ~ no answer"}));
}

TEST_F(BullyTest, ASecondAnswerGrantsNoMoreTime) {
    start();
    receive(3, answer);
    lone_.pass(15ms);
    receive(4, answer);
    lone_.pass(25ms);
    EXPECT_EQ(sent(), (Lines{"Challenge p3", "Challenge p4"})) << "40 ms after the first";
}

TEST_F(BullyTest, AnAnswerOutsideAnElectionIsTooLate) {
    receive(4, answer);
    lone_.pass(1h);
    EXPECT_EQ(sent(), Lines{});
    EXPECT_EQ(elected(), std::vector<ProcessId>{});
}

// "It sets its variable elected to the identifier of the coordinator ... and treats that process
// as the coordinator".
TEST_F(BullyTest, BE2_Agreement_AVictoryEndsTheElectionWhereverItStands) {
    receive(3, victory);
    EXPECT_EQ(elected(), std::vector{process(3)}) << "without an election of one's own";
    start();
    receive(4, victory);
    EXPECT_FALSE(lone_->election.electing());
    start();
    receive(3, answer);
    receive(4, victory);
    EXPECT_FALSE(lone_->election.electing());
    lone_.pass(1h);
    EXPECT_EQ(elected(), (std::vector{process(3), process(4), process(4)}));
    EXPECT_EQ(sent(), Lines{});
}

// Garcia-Molina 1982, §III: a node never accepts a coordinator of lower priority than its own.
TEST_F(BullyTest, BE3_Maximality_AVictoryOfAnInferiorIsContested) {
    receive(1, victory);
    EXPECT_EQ(elected(), std::vector<ProcessId>{});
    EXPECT_EQ(sent(), (Lines{"Challenge p3", "Challenge p4"}));
    lone_.pass(20ms);
    EXPECT_EQ(sent(), (Lines{"Victory p0", "Victory p1"}));
}

TEST_F(BullyTest, BE2_Agreement_ALeaderTellsAChallengerAlone) {
    start();
    lone_.pass(20ms);
    static_cast<void>(sent());
    receive(1, challenge);
    EXPECT_EQ(sent(), Lines{"Victory p1"});
    EXPECT_FALSE(lone_->election.electing());
    EXPECT_EQ(elected(), std::vector{process(2)});
}

TEST_F(BullyTest, BE2_Agreement_ADeposedLeaderIsAnOrdinaryProcessAgain) {
    start();
    lone_.pass(20ms);
    receive(4, victory);
    lone_.pass(20ms + Duration{1});
    static_cast<void>(sent());
    receive(1, challenge);
    EXPECT_EQ(sent(), (Lines{"Answer p1", "Challenge p3", "Challenge p4"}));
    lone_.pass(20ms);
    static_cast<void>(sent());
    lone_->election.start();  // by itself: it must ask those above again
    receive(1, challenge);
    EXPECT_EQ(sent(), (Lines{"Challenge p3", "Challenge p4", "Answer p1"}));
}

// A challenge that was sent before its sender heard of the leader comes within a round trip.
TEST_F(BullyTest, AChallengeOfWhoMayNotHaveHeardOfTheLeaderIsOnlyAnswered) {
    receive(4, victory);
    lone_.pass(20ms);
    receive(1, challenge);
    EXPECT_EQ(sent(), Lines{"Answer p1"});
    EXPECT_FALSE(lone_->election.electing());
    lone_.pass(Duration{1});
    receive(1, challenge);
    EXPECT_EQ(sent(), (Lines{"Answer p1", "Challenge p3", "Challenge p4"}));
}

TEST_F(BullyTest, AChallengeAfterTheLeadersFailureBeginsAnElectionHoweverFreshItsVictory) {
    receive(4, victory);
    lone_->election.leader_failed(process(4));
    lone_.pass(1ms);
    receive(3, victory);
    EXPECT_EQ(elected(), (std::vector{process(4), process(3)})) << "and a lower one may win";
    lone_->election.leader_failed(process(3));
    static_cast<void>(sent());
    receive(1, challenge);
    EXPECT_EQ(sent(), Lines{"Answer p1"}) << "one is under way";
}

// p3 won, then p4 recovered and won, and p3's victory takes longer; or p4 has failed since.
TEST_F(BullyTest, BE2_Agreement_AVictoryThatAHigherOneMayHaveOvertakenIsNotBelieved) {
    receive(4, victory);
    lone_.pass(20ms);
    receive(3, victory);
    EXPECT_EQ(elected(), std::vector{process(4)});
    EXPECT_TRUE(lone_->election.electing());
    lone_.pass(40ms);
    EXPECT_EQ(sent(), (Lines{"Challenge p3", "Challenge p4"})) << "it asks, once all has arrived";
    receive(3, victory);
    EXPECT_EQ(elected(), (std::vector{process(4), process(3)})) << "p4 did not say so any more";
}

TEST_F(BullyTest, BE2_Agreement_ALowerVictoryLongAfterAHigherOneIsANewLeaders) {
    receive(4, victory);
    lone_.pass(20ms + Duration{1});
    receive(3, victory);
    EXPECT_EQ(elected(), (std::vector{process(4), process(3)}));
    EXPECT_FALSE(lone_->election.electing());
}

// "The process with the second-highest identifier notices the coordinator's failure. Then it can
// immediately elect itself and send N - 2 coordinator messages".
TEST(BullySecond, TheSecondHighestElectsItselfAtOnceWhenTheHighestFails) {
    LoneProcess<BullyStack> lone{3, 5,
                                 [](Context& ctx) { return std::make_unique<BullyStack>(ctx); }};
    lone->election.leader_failed(process(4));
    EXPECT_EQ(lone.sent().size(), 3U);
    EXPECT_EQ(lone->elected, std::vector{process(3)});
}

TEST_F(BullyTest, BE1_Termination_TheFailureOfTheLeaderBeginsAnElection) {
    lone_->election.leader_failed(process(4));
    EXPECT_EQ(sent(), (Lines{"Challenge p3", "Challenge p4"}));
    lone_->election.leader_failed(process(4));
    EXPECT_EQ(sent(), Lines{}) << "one is under way";
}

TEST_F(BullyTest, AnotherStartBeginsTheElectionAnew) {
    start();
    receive(4, answer);
    lone_.pass(15ms);
    start();
    lone_.pass(20ms);
    EXPECT_EQ(elected(), std::vector{process(2)}) << "the earlier answer is forgotten";
}

}  // namespace
}  // namespace conclave
