#include "core/process.hpp"

#include <gtest/gtest.h>

#include "core/timer.hpp"
#include "links/fair_loss_link.hpp"
#include "support/correspondent.hpp"
#include "support/lone_process.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::image;
using test::LoneProcess;
using Lines = std::vector<std::string>;

struct Household final : Stack {
    explicit Household(Context& context) : ctx{context}, fll{ctx}, talk{ctx, fll} {}

    void start() override { ctx.trace("starts"); }
    void recover() override {
        ctx.trace("comes back with " +
                  std::to_string(ctx.storage().load<int>("savings").value_or(0)));
    }
    void request(std::string_view line) override {
        if (line == "break") ENSURE(false, "something that holds");
        ctx.trace("is asked to " + std::string{line});
    }
    [[nodiscard]] bool done() const override { return !nap.running(); }
    [[nodiscard]] std::optional<ProcessId> bearer(std::string_view role) const override {
        if (role != "leader") return std::nullopt;
        return process(7);
    }

    Context& ctx;
    FairLossLink fll;
    test::Correspondent talk;
    Timer nap{ctx, "nap", [] {}};
};

class ProcessTest : public testing::Test {
protected:
    LoneProcess<Household> lone_{
        1, 3, [](Context& ctx) { return std::make_unique<Household>(ctx); }, {}, 99};
};

TEST_F(ProcessTest, StartsItsStackOnce) { EXPECT_EQ(lone_.story(), Lines{"p1 * starts"}); }

TEST_F(ProcessTest, HandsRequestsToItsStack) {
    lone_.driver().request(lone_.now(), "dance");
    EXPECT_EQ(lone_.story().back(), "p1 * is asked to dance");
}

TEST_F(ProcessTest, ACrashEndsTheStackAndWhatArrivesThenIsLost) {
    Channel const channel = lone_->talk.channel();
    lone_->nap.start(10ms);
    lone_.crash();
    EXPECT_FALSE(lone_.driver().alive());
    EXPECT_EQ(lone_.driver().bearer("leader"), std::nullopt);
    EXPECT_TRUE(lone_.driver().done()) << "nothing is to be expected of it";
    auto const before = lone_.story();
    EXPECT_EQ(before.back(), "p1 # crashes");
    lone_.receive(process(0), channel, image(0, std::uint32_t{5}));
    lone_.driver().request(lone_.now(), "dance");
    lone_.crash();
    lone_.pass(1s);
    EXPECT_EQ(lone_.story(), before);
    EXPECT_EQ(lone_.channel(channel).garbled, 0U) << "lost, not garbled";
}

TEST_F(ProcessTest, RecoversWithNothingButItsStorage) {
    lone_->ctx.storage().store("savings", 12);
    Channel const channel = lone_->talk.channel();
    lone_.receive(process(0), channel, image(0, std::uint32_t{5}));
    ASSERT_EQ(lone_->talk.delivered.size(), 1U);
    lone_.crash();
    lone_.recover();
    EXPECT_TRUE(lone_->talk.delivered.empty()) << "a new stack";
    EXPECT_EQ(lone_.story()[lone_.story().size() - 2], "p1 ^ recovers");
    EXPECT_EQ(lone_.story().back(), "p1 * comes back with 12");
    lone_.receive(process(0), channel, image(0, std::uint32_t{6}));
    EXPECT_EQ(lone_->talk.delivered.size(), 1U) << "that hears again";
    lone_.recover();
    EXPECT_EQ(lone_->talk.delivered.size(), 1U) << "who is up does not recover";
}

TEST_F(ProcessTest, DoesNotDrawTheSameChanceAgainAfterARecovery) {
    auto const first = lone_->ctx.random().bits();
    lone_.crash();
    lone_.recover();
    EXPECT_NE(lone_->ctx.random().bits(), first);
}

TEST_F(ProcessTest, IsActiveWhenTheAlgorithmSendsReceivesOrDecides) {
    Process& driver = lone_.driver();
    Channel const channel = lone_->talk.channel();
    lone_.pass(1s);
    EXPECT_EQ(driver.last_active(), Time{}) << "the passing of time is no activity";
    lone_->talk.send(process(0), 1);
    EXPECT_EQ(driver.last_active(), Time{1s});
    lone_.pass(1s);
    lone_.receive(process(0), channel, image(0, std::uint32_t{5}));
    EXPECT_EQ(driver.last_active(), Time{2s});
    lone_.pass(1s);
    lone_->ctx.trace("decides");
    EXPECT_EQ(driver.last_active(), Time{3s});
    lone_.pass(1s);
    driver.request(lone_.now(), "dance");
    EXPECT_EQ(driver.last_active(), Time{4s});
    lone_.pass(1s);
    lone_.receive(process(0), channel, image(9));
    EXPECT_EQ(driver.last_active(), Time{4s}) << "rubbish keeps no run alive";
}

TEST_F(ProcessTest, TracesWhatTheNetworkTook) {
    lone_->talk.send(process(2), 77);
    auto const sent = lone_.sent();
    lone_.driver().note_lost(lone_.now(), {process(1), process(2), sent[0].channel, sent[0].number,
                                           sent[0].stamp, view(sent[0].body)});
    EXPECT_EQ(lone_.story().back(), "p1 x p2 Note(77) lost");
    EXPECT_EQ(lone_.events().back().number, 1U);
}

TEST_F(ProcessTest, ItsTimeNeverGoesBack) {
    lone_.pass(10ms);
    lone_.driver().advance_to(Time{5ms});
    EXPECT_EQ(lone_->ctx.now(), Time{10ms});
}

struct Another final {
    explicit Another(Context& ctx, Link& link) : port{ctx, link, *this} {}
    struct Hello {};
    void upon(ProcessId, Hello const&) {}
    Port<Link, Another, Hello> port;
};

struct Changeling final : Stack {
    Changeling(Context& ctx, bool other) : fll{ctx} {
        if (other)
            second.emplace(ctx, fll);
        else
            first.emplace(ctx, fll);
    }
    FairLossLink fll;
    std::optional<test::Correspondent> first;
    std::optional<Another> second;
};

using ProcessDeathTest = ProcessTest;

TEST_F(ProcessDeathTest, ABrokenInvariantPrintsProcessTimeSeedAndTheLastLines) {
    lone_.pass(1500ms);
    lone_->ctx.trace("was well");
    EXPECT_DEATH(lone_.driver().request(lone_.now(), "break"),
                 "broken invariant: something that holds \\(false\\) at .*process_test.cpp:[0-9]+"
                 ".*process p1, time 1.5 s, seed 99"
                 ".*p1 \\* starts.*\\[1.5 s\\] p1 \\* was well");
}

TEST_F(ProcessDeathTest, ABrokenInvariantOutsideAnyProcessIsSaidToo) {
    EXPECT_DEATH(ENSURE(1 + 1 == 3, "arithmetic"),
                 "broken invariant: arithmetic \\(1 \\+ 1 == 3\\)");
}

TEST(ChangelingDeathTest, ARecoveredStackMustBeBuiltLikeTheFirstOne) {
    bool other = false;
    LoneProcess<Changeling> lone{
        0, 1, [&other](Context& ctx) { return std::make_unique<Changeling>(ctx, other); }};
    lone.crash();
    other = true;
    EXPECT_DEATH(lone.recover(), "a recovered stack must be built like the first one");
}

TEST(Outbox, HandsOverDatagramsInSendingOrderWithBodiesOfTheirOwn) {
    Outbox outbox;
    for (std::uint8_t i = 0; i < 100; ++i) {
        std::vector<std::byte> body(i, std::byte{i});
        outbox.add({process(0), process(1), Channel{}, i, Time{}, body});
    }
    EXPECT_EQ(outbox.size(), 100U);
    std::uint64_t next = 0;
    outbox.drain([&next](Datagram const& d) {
        EXPECT_EQ(d.number, next);
        ASSERT_EQ(d.body.size(), next);
        for (std::byte const b : d.body) EXPECT_EQ(b, static_cast<std::byte>(next));
        ++next;
    });
    EXPECT_EQ(next, 100U);
    EXPECT_EQ(outbox.size(), 0U);
}

}  // namespace
}  // namespace conclave
