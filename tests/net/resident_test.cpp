#include "net/resident.hpp"

#include <gtest/gtest.h>
#include <optional>

#include "core/port.hpp"
#include "core/timer.hpp"
#include "links/fair_loss_link.hpp"
#include "net/recorder.hpp"
#include "support/lone_process.hpp"

namespace conclave::net {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;
using enum Action::Kind;

/// Answers each call with one of its own.
class Parrot {
public:
    struct Call {
        std::uint32_t word{0};
    };

    Parrot(Context& ctx, Link& link) : port_{ctx, link, *this} {}
    [[nodiscard]] Channel channel() const { return port_.channel(); }

private:
    using Port = conclave::Port<Link, Parrot, Call>;
    friend Port;
    void upon(ProcessId from, Call const& call) { port_.send(from, call); }
    Port port_;
};

struct ParrotStack final : Stack {
    explicit ParrotStack(Context& context) : ctx{context} {}
    void start() override { alarm.start(50ms); }
    void request(std::string_view line) override { ctx.trace(line); }

    Context& ctx;
    FairLossLink fll{ctx};
    Parrot parrot{ctx, fll};
    Timer alarm{ctx, "alarm", [] {}};
};

/// p1, whose driver throws away what it sends.
class ResidentTest : public testing::Test {
protected:
    ResidentTest() { build(); }
    void build() {
        resident_.emplace(plan_, process(1), make_, outbox_, storage_, &recorder_);
        resident_->start(now_);
    }
    /// A call from p0. Its bytes are gone once it has been handed over.
    void call(std::uint32_t word) {
        Bytes const body = test::image(0, Parrot::Call{word});
        resident_->receive(now_, {process(0), process(1), Channel{0}, word, now_, view(body)});
    }
    void ask(std::string_view line) { resident_->request(now_, line); }
    void undergo(Action::Kind kind) {
        resident_->undergo(now_, {.kind = kind, .victim = process(1), .at = now_}, [this] {
            settled_.push_back(outbox_.size());
            outbox_.clear();
        });
    }
    void wait(Duration time) {
        now_ += time;
        resident_->advance_to(now_);
    }
    [[nodiscard]] Process& self() { return resident_->process(); }
    /// All that happened to it since the last look, but for what it sent.
    Lines story() {
        Lines lines;
        for (; told_ < recorder_.events().size(); ++told_)
            if (Event const& e = recorder_.events()[told_]; e.kind != Event::Kind::send)
                lines.push_back(to_string(e));
        return lines;
    }

    RunPlan plan_{.processes = 2};
    MakeStack make_{[](Context& ctx) { return std::make_unique<ParrotStack>(ctx); }};
    Outbox outbox_;
    MemoryStorage storage_;
    Recorder recorder_;
    std::optional<Resident> resident_;
    std::vector<std::size_t> settled_;  // how much there was to send each time
    Time now_{};

private:
    std::size_t told_{0};
};

TEST_F(ResidentTest, HandsOverWhatComes) {
    call(1);
    ask("a");
    wait(50ms);
    EXPECT_EQ(story(), (Lines{"p1 <- p0 Call(1)", "p1 * a", "p1 ~ alarm"}));
    EXPECT_EQ(resident_->delivered(), 1U);
    EXPECT_EQ(resident_->refused(), 0U);
}

TEST_F(ResidentTest, HoldsEverythingBackDuringAPause) {
    undergo(pause);
    call(1);
    ask("a");
    wait(60ms);
    EXPECT_EQ(story(), Lines{"p1 | pauses"});
    EXPECT_EQ(resident_->delivered(), 0U);
    EXPECT_EQ(resident_->next_deadline(), never);
}

TEST_F(ResidentTest, GoesOnWithTheMailThenTheRequestsThenTheTimers) {
    undergo(pause);
    ask("a");
    call(1);
    ask("b");
    call(2);
    wait(60ms);
    undergo(resume);
    EXPECT_EQ(story(), (Lines{"p1 | pauses", "p1 > goes on", "p1 <- p0 Call(1)", "p1 <- p0 Call(2)",
                              "p1 * a", "p1 * b", "p1 ~ alarm"}));
    EXPECT_EQ(resident_->delivered(), 2U);
    call(3);
    EXPECT_EQ(story(), Lines{"p1 <- p0 Call(3)"}) << "nothing is held back any more";
}

TEST_F(ResidentTest, SettlesAfterEachThingThatWasHeldBack) {
    undergo(pause);
    call(1);
    call(2);
    ask("a");
    settled_.clear();
    undergo(resume);
    EXPECT_EQ(settled_, (std::vector<std::size_t>{1, 1, 0, 0}))
        << "an answer to each call, a request, and the rest";
}

TEST_F(ResidentTest, ATimerThatIsNotDueYetWaitsForItsTime) {
    undergo(pause);
    wait(10ms);
    undergo(resume);
    EXPECT_EQ(story(), (Lines{"p1 | pauses", "p1 > goes on"}));
    EXPECT_EQ(resident_->next_deadline(), Time{50ms});
    wait(40ms);
    EXPECT_EQ(story(), Lines{"p1 ~ alarm"});
}

TEST_F(ResidentTest, WhatFindsItDownIsRefused) {
    undergo(crash);
    call(1);
    ask("a");
    wait(60ms);
    EXPECT_EQ(story(), Lines{"p1 # crashes"});
    EXPECT_EQ(resident_->refused(), 1U);
    EXPECT_EQ(resident_->condition(), Condition::crashed);
    undergo(recover);
    call(2);
    EXPECT_EQ(story(), (Lines{"p1 ^ recovers", "p1 <- p0 Call(2)"}));
    EXPECT_EQ(resident_->refused(), 1U);
    EXPECT_EQ(resident_->condition(), Condition::up);
}

TEST_F(ResidentTest, ACrashVoidsWhatWasHeldBack) {
    undergo(pause);
    call(1);
    call(2);
    ask("a");
    undergo(crash);
    EXPECT_FALSE(resident_->paused());
    EXPECT_EQ(resident_->refused(), 2U);
    undergo(resume);
    undergo(recover);
    undergo(resume);
    call(3);
    EXPECT_EQ(story(), (Lines{"p1 | pauses", "p1 # crashes", "p1 ^ recovers", "p1 <- p0 Call(3)"}));
}

TEST_F(ResidentTest, APauseWhileItIsDownDoesNothing) {
    undergo(crash);
    undergo(pause);
    EXPECT_FALSE(resident_->paused());
    call(1);
    EXPECT_EQ(resident_->refused(), 1U) << "and is not held back for its next life";
    undergo(recover);
    call(2);
    undergo(resume);
    EXPECT_EQ(story(), (Lines{"p1 # crashes", "p1 ^ recovers", "p1 <- p0 Call(2)"}));
}

TEST_F(ResidentTest, APauseDuringAPauseAndAResumeWithoutOneDoNothing) {
    undergo(resume);
    EXPECT_EQ(story(), Lines{});
    undergo(pause);
    call(1);
    undergo(pause);
    call(2);
    undergo(resume);
    undergo(resume);
    EXPECT_EQ(story(),
              (Lines{"p1 | pauses", "p1 > goes on", "p1 <- p0 Call(1)", "p1 <- p0 Call(2)"}));
}

TEST_F(ResidentTest, ASecondCrashAndARecoveryOfOneThatIsUpDoNothing) {
    undergo(recover);
    undergo(crash);
    undergo(crash);
    EXPECT_EQ(story(), Lines{"p1 # crashes"});
}

TEST_F(ResidentTest, WhereNoRankCanDieAKillIsACrash) {
    undergo(kill);
    EXPECT_EQ(story(), Lines{"p1 # crashes"});
}

TEST_F(ResidentTest, ACrashInTheMiddleOfTheHeldMailRefusesTheRest) {
    undergo(pause);
    for (std::uint32_t word = 1; word <= 4; ++word) call(word);
    ask("a");
    self().crash_at({.after = CrashPoint::After::send, .count = 2});
    undergo(resume);
    EXPECT_EQ(story(), (Lines{"p1 | pauses", "p1 > goes on", "p1 <- p0 Call(1)", "p1 <- p0 Call(2)",
                              "p1 # crashes in the middle of what it does"}));
    EXPECT_EQ(resident_->delivered(), 2U);
    EXPECT_EQ(resident_->refused(), 2U);
}

TEST_F(ResidentTest, HasTheClockOfThePlan) {
    plan_.faults.skews = {{process(1), {.drift_ppm = 1'000'000}}};
    build();
    EXPECT_EQ(resident_->next_deadline(), Time{25ms});
}

}  // namespace
}  // namespace conclave::net
