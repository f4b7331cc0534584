#include "links/perfect_link.hpp"

#include <gtest/gtest.h>

#include "links/fair_loss_link.hpp"
#include "support/link_messages.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::Correspondent;
using test::LoneProcess;
using test::PerfectAck;
using test::PerfectData;
using Deliveries = std::vector<Correspondent::Delivery>;

constexpr PerfectLink::Options options{.resend_after = 20ms, .resend_max = 60ms, .window = 4};

struct PerfectStack final : Stack {
    explicit PerfectStack(Context& ctx) : fll{ctx}, pl{ctx, fll, options}, top{ctx, pl} {}
    FairLossLink fll;
    PerfectLink pl;
    Correspondent top;
};

class PerfectLinkTest : public testing::Test {
protected:
    static constexpr std::size_t data = 0;
    static constexpr std::size_t ack = 1;
    static constexpr std::size_t hello = 2;
    static constexpr Channel link{0};

    void receive(ProcessId from, PerfectData message, std::uint32_t text) {
        message.parcel = test::note(top_, text, message.sequence);
        lone_.receive(from, link, data, message);
    }
    void acknowledge(std::uint64_t sequence, PerfectAck message = {}, ProcessId from = process(1)) {
        message.sequence = sequence;
        lone_.receive(from, link, ack, message);
    }
    void begin_life_2() {
        lone_.crash();
        lone_.recover();
        static_cast<void>(lone_.sent());  // the hellos
    }
    /// The data messages among what was sent just now: (sequence, text).
    std::vector<std::pair<std::uint64_t, std::uint32_t>> data_sent() {
        std::vector<std::pair<std::uint64_t, std::uint32_t>> all;
        for (auto const& sent : lone_.sent()) {
            if (sent.kind() != data) continue;
            auto const message = sent.as<PerfectData>();
            all.emplace_back(message.sequence, test::text_of(message.parcel));
        }
        return all;
    }
    using Pairs = std::vector<std::pair<std::uint64_t, std::uint32_t>>;

    /// When data was sent during this time from now on.
    std::vector<Duration> sending_times(Duration duration) {
        std::vector<Duration> times;
        Time const begin = lone_.now();
        for (Duration d{0}; d < duration; d += 1ms) {
            if (!data_sent().empty()) times.push_back(lone_.now() - begin);
            lone_.pass(1ms);
        }
        return times;
    }
    std::uint64_t garbled() { return lone_.channel(link).garbled; }

    ProcessId const p1_ = process(1);
    ProcessId const p2_ = process(2);
    LoneProcess<PerfectStack> lone_{
        0, 3, [](Context& ctx) { return std::make_unique<PerfectStack>(ctx); }};
    Channel const top_ = lone_->top.channel();
};

TEST_F(PerfectLinkTest, SendsAtOnceInSequenceForEachReceiver) {
    lone_->top.send(p1_, 5);
    lone_->top.send(p2_, 6);
    lone_->top.send(p1_, 7);
    EXPECT_EQ(data_sent(), (Pairs{{1, 5}, {1, 6}, {2, 7}}));
}

// Module 2.3: "if a correct process p sends a message m to a correct process q, then q eventually
// delivers m": over a fair-loss link by sending it until it is acknowledged.
TEST_F(PerfectLinkTest, PL1_ReliableDelivery_RepeatsUntilTheAcknowledgement) {
    lone_->top.send(p1_, 5);
    EXPECT_EQ(data_sent(), (Pairs{{1, 5}}));
    for (int i = 0; i < 100; ++i) {
        lone_.pass(options.resend_max);
        EXPECT_FALSE(data_sent().empty()) << i;
    }
    acknowledge(1);
    lone_.pass(1h);
    EXPECT_TRUE(data_sent().empty());
    EXPECT_EQ(lone_.driver().next_deadline(), never) << "nothing is left to do";
}

TEST_F(PerfectLinkTest, PL1_ReliableDelivery_AcknowledgesEveryDatagramThatMakesSense) {
    for (int i = 0; i < 2; ++i) {
        receive(p1_, {.life = 3, .sequence = 2, .oldest = 1}, 5);
        auto const sent = lone_.sent();
        ASSERT_EQ(sent.size(), 1U) << "a duplicate too: the first acknowledgement may be lost";
        EXPECT_EQ(sent[0].to, p1_);
        ASSERT_EQ(sent[0].kind(), ack);
        auto const answer = sent[0].as<PerfectAck>();
        EXPECT_EQ(answer.life, 1U);
        EXPECT_EQ(answer.to_life, 3U);
        EXPECT_EQ(answer.sequence, 2U);
    }
}

TEST_F(PerfectLinkTest, WaitsHalfAsLongAgainAtEachRepetitionUpToAMaximum) {
    lone_->top.send(p1_, 5);
    EXPECT_EQ(sending_times(300ms),
              (std::vector<Duration>{0ms, 20ms, 50ms, 95ms, 155ms, 215ms, 275ms}));
}

TEST_F(PerfectLinkTest, BeginsWithTheShortPauseAgainForANewMessage) {
    lone_->top.send(p1_, 5);
    lone_.pass(500ms);
    acknowledge(1);
    static_cast<void>(data_sent());
    lone_->top.send(p1_, 6);
    EXPECT_EQ(sending_times(100ms), (std::vector<Duration>{0ms, 20ms, 50ms, 95ms}));
}

TEST_F(PerfectLinkTest, IsAsFastForANewMessageToAPeerThatHasNotAnsweredTheOthers) {
    lone_->top.send(p1_, 5);
    lone_.pass(275ms);  // the first one was just repeated, and will be again at 335 ms
    static_cast<void>(data_sent());
    lone_->top.send(p1_, 6);
    EXPECT_EQ(data_sent(), (Pairs{{2, 6}}));
    lone_.pass(20ms);
    EXPECT_EQ(data_sent(), (Pairs{{2, 6}}));
}

TEST_F(PerfectLinkTest, PL1_ReliableDelivery_IsNotPutOffByAcknowledgementsOfLaterMessages) {
    // A stream that flows well but for its first message, which must come within delay_max.
    lone_->top.send(p1_, 0);
    static_cast<void>(data_sent());
    std::vector<Time> repeated_at;
    for (std::uint32_t i = 1; i <= 3; ++i) {
        lone_->top.send(p1_, i);
        lone_.pass(7ms);
        acknowledge(1 + i);
        for (auto const& [sequence, text] : data_sent())
            if (sequence == 1) repeated_at.push_back(lone_.now());
    }
    EXPECT_EQ(repeated_at, std::vector{Time{21ms}}) << "due at 20 ms, looked at every 7";
}

TEST_F(PerfectLinkTest, DoesNotRepeatWhatIsOnlyJustSent) {
    for (std::uint32_t i = 0; i < 50; ++i) {  // a stream with an answer after 15 ms
        lone_->top.send(p1_, i);
        ASSERT_EQ(data_sent(), (Pairs{{i + 1, i}})) << "each message once";
        if (i > 0) acknowledge(i);
        lone_.pass(15ms);
    }
}

TEST_F(PerfectLinkTest, HoldsBackWhatIsBeyondTheWindowAndSendsItLater) {
    for (std::uint32_t i = 1; i <= 10; ++i) lone_->top.send(p1_, i);
    EXPECT_EQ(data_sent(), (Pairs{{1, 1}, {2, 2}, {3, 3}, {4, 4}}));
    acknowledge(2);
    EXPECT_EQ(data_sent(), Pairs{}) << "1 is the oldest still, and 5 is beyond its window";
    acknowledge(1);
    EXPECT_EQ(data_sent(), (Pairs{{5, 5}, {6, 6}})) << "now 3 is";
    for (std::uint64_t i = 3; i <= 10; ++i) acknowledge(i);
    EXPECT_EQ(data_sent(), (Pairs{{7, 7}, {8, 8}, {9, 9}, {10, 10}}));
    lone_.pass(1h);
    EXPECT_EQ(data_sent(), Pairs{});
}

TEST_F(PerfectLinkTest, AFullWindowToOnePeerHoldsUpNobodyElse) {
    for (std::uint32_t i = 1; i <= 10; ++i) lone_->top.send(p1_, i);
    static_cast<void>(data_sent());
    lone_->top.send(p2_, 5);
    EXPECT_EQ(data_sent(), (Pairs{{1, 5}}));
}

TEST_F(PerfectLinkTest, TellsTheReceiverWhatItMayForget) {
    for (std::uint32_t i = 1; i <= 3; ++i) lone_->top.send(p1_, i);
    for (auto const& sent : lone_.sent()) EXPECT_EQ(sent.as<PerfectData>().oldest, 1U);
    acknowledge(1);
    acknowledge(2);
    lone_->top.send(p1_, 4);
    EXPECT_EQ(lone_.sent().back().as<PerfectData>().oldest, 3U);
}

// Algorithm 2.2: "if m is not in delivered then ... trigger <pl, Deliver | p, m>".
TEST_F(PerfectLinkTest, PL2_NoDuplication_ADatagramThatComesTwiceIsDeliveredOnce) {
    for (std::uint64_t const sequence : {1, 1, 3, 3, 2, 1, 2, 3})
        receive(p1_, {.sequence = sequence}, static_cast<std::uint32_t>(sequence) * 10);
    EXPECT_EQ(lone_->top.delivered, (Deliveries{{p1_, 10}, {p1_, 30}, {p1_, 20}}));
}

TEST_F(PerfectLinkTest, PL2_NoDuplication_HoldsForWhatTheReceiverHasForgottenToo) {
    for (std::uint64_t i = 1; i <= 1000; ++i) receive(p1_, {.sequence = i, .oldest = i}, 1);
    EXPECT_EQ(lone_->top.delivered.size(), 1000U);
    for (std::uint64_t i = 1; i <= 1000; ++i) receive(p1_, {.sequence = i, .oldest = i}, 1);
    EXPECT_EQ(lone_->top.delivered.size(), 1000U);
}

TEST_F(PerfectLinkTest, PL2_NoDuplication_SendersAndSequencesDoNotMixUp) {
    receive(p1_, {.sequence = 1}, 5);
    receive(p2_, {.sequence = 1}, 5);
    EXPECT_EQ(lone_->top.delivered, (Deliveries{{p1_, 5}, {p2_, 5}}));
}

TEST_F(PerfectLinkTest, PL3_NoCreation_WhatMakesNoSenseIsDroppedAndNotAcknowledged) {
    receive(p1_, {.sequence = 0, .oldest = 0}, 5);
    receive(p1_, {.sequence = 1, .oldest = 0}, 5);
    receive(p1_, {.sequence = 1, .oldest = 2}, 5);
    receive(p1_, {.life = 0}, 5);
    receive(p1_, {.to_life = 2}, 5);  // a life that we have not had
    lone_.receive(p1_, link, data, PerfectData{.parcel = test::note(Channel{7}, 5)});
    EXPECT_EQ(garbled(), 6U);
    EXPECT_EQ(lone_->top.delivered, Deliveries{});
    EXPECT_TRUE(lone_.sent().empty());
}

TEST_F(PerfectLinkTest, RemembersNoMoreThanAWindowOfDeliveries) {
    // All that it must remember lies between the oldest and the newest message of the sender, and
    // who claims more than a window between them is refused.
    receive(p1_, {.sequence = 4, .oldest = 1}, 4);
    EXPECT_EQ(garbled(), 0U);
    receive(p1_, {.sequence = 5, .oldest = 1}, 5);
    receive(p1_, {.sequence = 1'000'000, .oldest = 999'996}, 6);
    EXPECT_EQ(garbled(), 2U);
    receive(p1_, {.sequence = ~0ULL, .oldest = ~0ULL - 3}, 7);
    EXPECT_EQ(lone_->top.delivered, (Deliveries{{p1_, 4}, {p1_, 7}}));
}

TEST_F(PerfectLinkTest, WhatAnEndedLifeSentIsIgnored) {
    receive(p1_, {.life = 2}, 5);
    static_cast<void>(lone_.sent());
    receive(p1_, {.life = 1, .sequence = 2}, 6);
    EXPECT_EQ(lone_->top.delivered, (Deliveries{{p1_, 5}}));
    EXPECT_TRUE(lone_.sent().empty()) << "and not acknowledged";
    EXPECT_EQ(garbled(), 0U) << "it was a true message once";
}

TEST_F(PerfectLinkTest, ANewLifeBeginsItsSequenceAnew) {
    receive(p1_, {.life = 1, .sequence = 1}, 5);
    receive(p1_, {.life = 2, .sequence = 1}, 6);
    receive(p1_, {.life = 2, .sequence = 1}, 6);
    EXPECT_EQ(lone_->top.delivered, (Deliveries{{p1_, 5}, {p1_, 6}}));
}

TEST_F(PerfectLinkTest, SaysForWhichLifeOfTheReceiverAMessageIsMeant) {
    auto const meant_for = [this](std::uint32_t text) {
        for (auto const& sent : lone_.sent())
            if (sent.kind() == data && test::text_of(sent.as<PerfectData>().parcel) == text)
                return std::optional{sent.as<PerfectData>().to_life};
        return std::optional<std::uint64_t>{};
    };
    lone_->top.send(p1_, 1);
    EXPECT_EQ(meant_for(1), 1U) << "the first: another one would have made itself known";
    receive(p1_, {.life = 3}, 9);
    lone_->top.send(p1_, 2);
    EXPECT_EQ(meant_for(2), 3U);
    lone_->top.send(p1_, 3);
    lone_->top.send(p1_, 4);
    lone_->top.send(p1_, 5);  // waits for a place in the window
    receive(p1_, {.life = 4}, 9);
    lone_.pass(20ms);
    EXPECT_EQ(meant_for(2), 3U) << "a repetition keeps the life it was meant for";
    acknowledge(1, {.life = 4});
    EXPECT_EQ(meant_for(5), 3U) << "and so does what had to wait";
    acknowledge(2, {.life = 4});
    lone_->top.send(p1_, 6);
    EXPECT_EQ(meant_for(6), 4U);
}

TEST_F(PerfectLinkTest, PL2_NoDuplication_WhatWasSentToAnEndedLifeIsNotDeliveredToTheNext) {
    begin_life_2();
    receive(p1_, {.to_life = 1, .sequence = 1}, 5);
    EXPECT_EQ(lone_->top.delivered, Deliveries{});
    ASSERT_EQ(lone_.sent().size(), 1U) << "acknowledged, so that the sender can go on";
    receive(p1_, {.to_life = 2, .sequence = 2}, 6);
    receive(p1_, {.to_life = 0, .sequence = 3}, 7);
    EXPECT_EQ(lone_->top.delivered, (Deliveries{{p1_, 6}, {p1_, 7}}));
}

TEST_F(PerfectLinkTest, ALaterLifeMakesItselfKnownToAllOthersUntilTheyHaveHeard) {
    EXPECT_TRUE(lone_.sent().empty()) << "the first need not";
    lone_.crash();
    lone_.recover();
    std::vector<ProcessId> told;
    for (auto const& sent : lone_.sent()) {
        EXPECT_EQ(sent.kind(), hello);
        auto const message = sent.as<test::PerfectHello>();
        EXPECT_EQ(message.life, 2U);
        EXPECT_EQ(message.sequence, 1U);
        EXPECT_EQ(message.oldest, 1U);
        told.push_back(sent.to);
    }
    EXPECT_EQ(told, (std::vector{p1_, p2_}));
    acknowledge(1, {.life = 1, .to_life = 2});
    for (int i = 0; i < 10; ++i) {
        lone_.pass(options.resend_max);
        for (auto const& sent : lone_.sent()) EXPECT_EQ(sent.to, p2_);
    }
}

TEST_F(PerfectLinkTest, AHelloTellsForWhichLifeTheNextMessageIs) {
    lone_.receive(p1_, link, hello, test::PerfectHello{.life = 3});
    auto const answer = lone_.sent().at(0);
    ASSERT_EQ(answer.kind(), ack);
    EXPECT_EQ(answer.as<PerfectAck>().to_life, 3U);
    lone_->top.send(p1_, 5);
    EXPECT_EQ(lone_.sent().at(0).as<PerfectData>().to_life, 3U);
    receive(p1_, {.life = 2, .sequence = 2}, 9);
    EXPECT_EQ(lone_->top.delivered, Deliveries{}) << "that life has ended";
    EXPECT_EQ(garbled(), 0U);
    lone_.receive(p1_, link, hello, test::PerfectHello{.life = 1});  // the first says none
    lone_.receive(p1_, link, hello, test::PerfectHello{.sequence = 0});
    EXPECT_EQ(garbled(), 2U);
}

TEST_F(PerfectLinkTest, ARecoveredSenderSpeaksToAnyLifeUntilItKnowsWhich) {
    begin_life_2();
    auto const meant_for = [this](ProcessId to) {
        lone_->top.send(to, 5);
        return lone_.sent().back().as<PerfectData>().to_life;
    };
    EXPECT_EQ(meant_for(p1_), 0U);
    EXPECT_EQ(meant_for(process(0)), 2U) << "its own it knows";
    acknowledge(1, {.life = 4, .to_life = 2});
    EXPECT_EQ(meant_for(p1_), 4U);
    EXPECT_EQ(meant_for(p2_), 0U);
}

// What a recovered sender sends to a process that is down must not wait there for its next life.
TEST_F(PerfectLinkTest, PL2_NoDuplication_WhatIsOlderThanALifeWasSentToAnother) {
    lone_.pass(1h);
    begin_life_2();
    lone_.pass(5ms);
    receive(p1_, {.life = 3, .age = 5ms + Duration{1}, .sequence = 1}, 5);
    EXPECT_EQ(lone_.sent().size(), 1U) << "acknowledged all the same";
    receive(p1_, {.life = 3, .age = 5ms, .sequence = 2}, 6);
    receive(p1_, {.life = 3, .to_life = 2, .age = 1h, .sequence = 3}, 7);
    EXPECT_EQ(lone_->top.delivered, (Deliveries{{p1_, 6}, {p1_, 7}}));
    receive(p1_, {.life = 3, .age = -1ms, .sequence = 4}, 8);
    EXPECT_EQ(garbled(), 1U);
}

TEST_F(PerfectLinkTest, ARepetitionSaysHowOldItIs) {
    begin_life_2();
    acknowledge(1, {.life = 1, .to_life = 2}, p2_);
    lone_->top.send(p2_, 5);
    EXPECT_EQ(lone_.sent().at(0).as<PerfectData>().age, 0ms);
    lone_.pass(20ms);
    auto const repeated = lone_.sent();
    ASSERT_EQ(repeated.size(), 2U) << "the hello to p1, and this";
    EXPECT_EQ(repeated.back().as<PerfectData>().age, 20ms);
}

TEST_F(PerfectLinkTest, CountsItsLivesOnStableStorage) {
    for (std::uint64_t life = 1; life <= 4; ++life) {
        static_cast<void>(lone_.sent());
        lone_->top.send(p1_, 5);
        auto const message = lone_.sent().at(0).as<PerfectData>();
        EXPECT_EQ(message.life, life);
        EXPECT_EQ(message.sequence, life == 1 ? 1U : 2U) << "after the hello of a later one";
        lone_.crash();
        lone_.recover();
    }
}

TEST_F(PerfectLinkTest, BelievesNoAcknowledgementOfAnotherLifeOrMessage) {
    begin_life_2();
    receive(p1_, {.life = 5}, 9);
    acknowledge(1, {.life = 5, .to_life = 2});  // the hello
    acknowledge(1, {.life = 5, .to_life = 2}, p2_);
    lone_->top.send(p1_, 5);
    acknowledge(2, {.life = 5, .to_life = 1});       // to our ended life
    acknowledge(2, {.life = 4, .to_life = 2});       // of its ended life
    acknowledge(3, {.life = 5, .to_life = 2});       // of another message
    acknowledge(2, {.life = 5, .to_life = 2}, p2_);  // of somebody else
    static_cast<void>(lone_.sent());
    lone_.pass(20ms);
    EXPECT_EQ(data_sent(), (Pairs{{2, 5}}));
    acknowledge(2, {.life = 5, .to_life = 2});
    lone_.pass(1h);
    EXPECT_EQ(data_sent(), Pairs{});
}

TEST(PerfectLinkDelayMax, IsTheHopWithoutLoss) {
    EXPECT_EQ(PerfectLink::delay_max(10ms, 0, options), Duration{10ms});
}

TEST(PerfectLinkDelayMax, CountsTheRepetitionsUntilOneInABillionIsLeft) {
    // 0.01^5 < 10^-9: four repetitions, after 20, 30, 45 and 60 ms.
    EXPECT_EQ(PerfectLink::delay_max(10ms, 0.01, options), Duration{165ms});
    // 0.5^30 < 10^-9: 29 repetitions.
    EXPECT_EQ(PerfectLink::delay_max(10ms, 0.5, options), Duration{10ms + 95ms + 26 * 60ms});
    EXPECT_EQ(PerfectLink::delay_max(10ms, 1e-12, options), Duration{10ms});
}

TEST(PerfectLinkDeathTest, RefusesOptionsThatCannotWork) {
    EXPECT_DEATH(PerfectLink::delay_max(10ms, 1, options), "a probability of loss");
    auto const without_window = [](Context& ctx) {
        struct Bad final : Stack {
            explicit Bad(Context& ctx) : fll{ctx}, pl{ctx, fll, {.window = 0}} {}
            FairLossLink fll;
            PerfectLink pl;
        };
        return std::make_unique<Bad>(ctx);
    };
    EXPECT_DEATH((LoneProcess<Stack>{0, 1, without_window}), "PerfectLink::Options");
}

}  // namespace
}  // namespace conclave
