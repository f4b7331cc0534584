#include "core/timer.hpp"

#include <gtest/gtest.h>

#include "support/lone_process.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::LoneProcess;

struct Clockwork final : Stack {
    explicit Clockwork(Context& context) : ctx{context} {}

    void ring(char const* name) {
        rung.emplace_back(name);
        rung_at.push_back(ctx.now());
        if (on_ring) on_ring();
    }

    Context& ctx;
    std::vector<std::string> rung;
    std::vector<Time> rung_at;
    std::function<void()> on_ring;
    Timer a{ctx, "a", [this] { ring("a"); }};
    Timer b{ctx, "b", [this] { ring("b"); }};
    std::unique_ptr<Timer> c{std::make_unique<Timer>(ctx, "c", [this] { ring("c"); })};
};

class TimerTest : public testing::Test {
protected:
    using Names = std::vector<std::string>;
    LoneProcess<Clockwork> lone_{0, 1,
                                 [](Context& ctx) { return std::make_unique<Clockwork>(ctx); }};
};

TEST_F(TimerTest, RunsOutWhenItsTimeHasComeAndNotBefore) {
    lone_->a.start(10ms);
    EXPECT_TRUE(lone_->a.running());
    EXPECT_EQ(lone_.driver().next_deadline(), Time{10ms});
    lone_.pass(10ms - Duration{1});
    EXPECT_EQ(lone_->rung, Names{});
    lone_.pass(Duration{1});
    EXPECT_EQ(lone_->rung, Names{"a"});
    EXPECT_FALSE(lone_->a.running());
    EXPECT_EQ(lone_.driver().next_deadline(), never);
    lone_.pass(1s);
    EXPECT_EQ(lone_->rung, Names{"a"}) << "once";
    EXPECT_EQ(lone_.story(), Names{"p0 ~ a"});
}

TEST_F(TimerTest, RunsOutInTheOrderOfDeadlines) {
    lone_->a.start(30ms);
    lone_->b.start(10ms);
    lone_->c->start(20ms);
    lone_.driver().advance_to(Time{1s});  // all at once: a late driver does not change the order
    EXPECT_EQ(lone_->rung, (Names{"b", "c", "a"}));
}

TEST_F(TimerTest, RunsOutInTheOrderOfStartsAtEqualDeadlines) {
    lone_->c->start(10ms);
    lone_->a.start(10ms);
    lone_->b.start(10ms);
    lone_->c->start(10ms);  // anew: now the last
    lone_.pass(10ms);
    EXPECT_EQ(lone_->rung, (Names{"a", "b", "c"}));
}

TEST_F(TimerTest, StartedAnewCountsFromNow) {
    lone_->a.start(10ms);
    lone_.pass(9ms);
    lone_->a.start(10ms);
    lone_.pass(9ms);
    EXPECT_EQ(lone_->rung, Names{});
    lone_.pass(1ms);
    EXPECT_EQ(lone_->rung_at, std::vector{Time{19ms}});
}

TEST_F(TimerTest, StoppedDoesNotRunOut) {
    lone_->a.start(10ms);
    lone_->b.start(10ms);
    lone_->a.stop();
    lone_->a.stop();
    EXPECT_FALSE(lone_->a.running());
    lone_.pass(1s);
    EXPECT_EQ(lone_->rung, Names{"b"});
}

TEST_F(TimerTest, StoppedByTheActionOfAnotherThatIsDueTooDoesNotRunOut) {
    lone_->on_ring = [this] { lone_->b.stop(); };
    lone_->a.start(10ms);
    lone_->b.start(10ms);
    lone_.pass(10ms);
    EXPECT_EQ(lone_->rung, Names{"a"});
}

TEST_F(TimerTest, StartedAnewInItsOwnActionIsPeriodic) {
    lone_->on_ring = [this] { lone_->a.start(10ms); };
    lone_->a.start(10ms);
    lone_.pass(35ms);
    EXPECT_EQ(lone_->rung_at, (std::vector{Time{10ms}, Time{20ms}, Time{30ms}}));
}

TEST_F(TimerTest, StartedAnewWithoutDelayInItsOwnActionWaitsForTheNextCall) {
    lone_->on_ring = [this] { lone_->a.start(0ms); };
    lone_->a.start(0ms);
    lone_.driver().advance_to(Time{});
    EXPECT_EQ(lone_->rung.size(), 1U) << "the call returns";
    EXPECT_EQ(lone_.driver().next_deadline(), Time{}) << "and is due again";
    lone_.driver().advance_to(Time{});
    EXPECT_EQ(lone_->rung.size(), 2U);
}

TEST_F(TimerTest, ADurationBelowZeroCountsAsZero) {
    lone_.pass(5ms);
    lone_->a.start(-1s);
    EXPECT_EQ(lone_.driver().next_deadline(), Time{5ms});
    lone_.pass(0ms);
    EXPECT_EQ(lone_->rung_at, std::vector{Time{5ms}});
}

TEST_F(TimerTest, DestroyedWhileRunningIsForgotten) {
    lone_->c->start(10ms);
    lone_->c.reset();
    EXPECT_EQ(lone_.driver().next_deadline(), never);
    lone_.pass(1s);
    EXPECT_EQ(lone_->rung, Names{});
}

TEST_F(TimerTest, DestroyedByTheActionOfAnotherIsForgotten) {
    lone_->on_ring = [this] { lone_->c.reset(); };
    lone_->a.start(10ms);
    lone_->c->start(10ms);
    lone_.pass(10ms);
    EXPECT_EQ(lone_->rung, Names{"a"});
}

TEST_F(TimerTest, GoesWithItsProcessWhenThatCrashes) {
    lone_->a.start(10ms);
    lone_.crash();
    EXPECT_EQ(lone_.driver().next_deadline(), never);
    lone_.pass(1s);
    EXPECT_EQ(lone_.story(Event::Kind::timeout), Names{});
}

TEST(SkewedTimer, GoesByItsOwnProcesssClock) {
    auto const make = [](Context& ctx) { return std::make_unique<Clockwork>(ctx); };
    LoneProcess<Clockwork> fast{0, 1, make, {.offset = 5s, .drift_ppm = 1'000'000}};
    fast->a.start(100ms);
    EXPECT_EQ(fast.driver().next_deadline(), Time{50ms}) << "true time";
    fast.pass(50ms);
    EXPECT_EQ(fast->rung_at, std::vector{Time{5100ms}}) << "the process's own time";

    LoneProcess<Clockwork> slow{0, 1, make, {.drift_ppm = -500'000}};
    slow->a.start(100ms);
    EXPECT_EQ(slow.driver().next_deadline(), Time{200ms});
}

}  // namespace
}  // namespace conclave
