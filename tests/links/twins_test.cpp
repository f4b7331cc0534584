#include "links/twins.hpp"

#include <gtest/gtest.h>

#include "check/bounds.hpp"
#include "links/link_tower.hpp"
#include "links/links_properties.hpp"
#include "links/messenger.hpp"
#include "support/twins.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using Kind = LinkTower::Kind;

/// Lines of text over a tower of links.
template <class Tower>
class LineStack final : public Stack {
public:
    template <class... Arguments>
    explicit LineStack(Context& ctx, Arguments const&... arguments)
        : tower_{ctx, arguments...}, messenger_{ctx, tower_.top()} {}
    void request(std::string_view line) override { messenger_.request(line); }

private:
    Tower tower_;
    Messenger messenger_;
};

template <class Tower>
MakeStack lines_over() {
    return [](Context& ctx) { return std::make_unique<LineStack<Tower>>(ctx); };
}

/// A right link, tampered with on top.
class TamperedTower {
public:
    TamperedTower(Context& ctx, Kind kind, std::vector<Tampering> const& tamperings)
        : links_{ctx, kind, 50ms}, top_{ctx, links_.top(), tamperings} {}
    [[nodiscard]] Link& top() { return top_; }

private:
    LinkTower links_;
    TamperingLink top_;
};

MakeStack lines_over(Kind kind, std::vector<Tampering> const& tamperings = {}) {
    return [=](Context& ctx) {
        return std::make_unique<LineStack<TamperedTower>>(ctx, kind, tamperings);
    };
}

/// For ever: FLL1 speaks of each pair.
Tampering const lose_all_to_the_next =
    lose_if(sent("Line"), [](Passing const& line) { return line.peer == line.ctx.next(); });
Tampering const now_and_then_invent = every(5, invent(received("Line")));
Tampering const now_and_then_repeat = every(5, repeat(received("Line"), 2));

/// Three processes send each other 30 lines over a bad network.
net::RunPlan bad_network(Seed seed) {
    net::RunPlan plan{.processes = 3, .seed = seed, .settle = 5s};
    plan.faults = {
        .loss = 0.2, .duplicate = 0.2, .reorder = 0.2, .delay_min = 1ms, .delay_max = 10ms};
    for (std::uint32_t i = 1; i <= 30; ++i)
        for (ProcessId p : ProcessRange{0, plan.processes})
            plan.requests.push_back({Time{10ms * i}, p, "* line " + std::to_string(i)});
    return plan;
}

/// The same, ended after 3 s: stubborn links never come to rest.
net::RunPlan bad_network_for_3s(Seed seed) {
    auto plan = bad_network(seed);
    plan.limit = 3s;
    plan.stay = true;
    return plan;
}

Sweep const fair_loss{bad_network, check::fair_loss_link(check::tries_beyond_chance(0.2), Time{})};
Sweep const stubborn{bad_network_for_3s, check::stubborn_link(1200ms, Time{}), 5};
Sweep const perfect{bad_network, check::perfect_link()};
Sweep const perfect_for_3s{bad_network_for_3s, check::perfect_link(), 5};
Sweep const fifo{bad_network, check::fifo_perfect_link()};

TEST(BrokenTwins, FLL1_CatchesTheFairLossLinkThatLosesAllToOnePeer) {
    EXPECT_TRUE(fair_loss.catches("FLL1", lines_over(Kind::fair_loss, {lose_all_to_the_next})));
}
TEST(BrokenTwins, FLL2_CatchesTheFairLossLinkThatStutters) {
    EXPECT_TRUE(
        fair_loss.catches("FLL2", lines_over(Kind::fair_loss, {repeat(received("Line"), 3)})));
}
TEST(BrokenTwins, FLL3_CatchesTheFairLossLinkThatInvents) {
    EXPECT_TRUE(fair_loss.catches("FLL3", lines_over(Kind::fair_loss, {now_and_then_invent})));
}
TEST(RightTwins, FLL1_FLL2_FLL3_PassTheFairLossLink) {
    EXPECT_TRUE(fair_loss.passes(lines_over(Kind::fair_loss)));
}

TEST(BrokenTwins, SL1_CatchesTheStubbornLinkThatTires) {
    EXPECT_TRUE(stubborn.catches("SL1", lines_over<broken::WearyTower>()));
}
TEST(BrokenTwins, SL2_CatchesTheStubbornLinkThatInvents) {
    EXPECT_TRUE(stubborn.catches("SL2", lines_over(Kind::stubborn, {now_and_then_invent})));
}
TEST(RightTwins, SL1_SL2_PassTheStubbornLink) {
    EXPECT_TRUE(stubborn.passes(lines_over(Kind::stubborn)));
}

TEST(BrokenTwins, PL1_CatchesThePerfectLinkThatSendsOnce) {
    EXPECT_TRUE(perfect.catches("PL1", lines_over<broken::HopefulTower>()));
}
TEST(BrokenTwins, PL2_CatchesThePerfectLinkThatRepeats) {
    EXPECT_TRUE(perfect.catches("PL2", lines_over(Kind::perfect, {now_and_then_repeat})));
}
TEST(BrokenTwins, PL2_CatchesTheStubbornLink) {
    EXPECT_TRUE(perfect_for_3s.catches("PL2", lines_over(Kind::stubborn)));
}
TEST(BrokenTwins, PL3_CatchesThePerfectLinkThatInvents) {
    EXPECT_TRUE(perfect.catches("PL3", lines_over(Kind::perfect, {now_and_then_invent})));
}
TEST(RightTwins, PL1_PL2_PL3_PassThePerfectLinkAndTheBooksOwn) {
    EXPECT_TRUE(perfect.passes(lines_over(Kind::perfect)));
    EXPECT_TRUE(perfect.passes(lines_over(Kind::eliminate_duplicates)));
}

TEST(BrokenTwins, FPL1_CatchesTheFifoLinkThatSendsOnce) {
    EXPECT_TRUE(fifo.catches("FPL1", lines_over<broken::HopefulTower>()));
}
TEST(BrokenTwins, FPL1_CatchesTheFifoLinkThatLoses) {
    EXPECT_TRUE(fifo.catches("FPL1", lines_over(Kind::fifo, {every(5, lose(sent("Line")))})));
}
TEST(BrokenTwins, FPL2_CatchesTheFifoLinkThatRepeats) {
    EXPECT_TRUE(fifo.catches("FPL2", lines_over(Kind::fifo, {now_and_then_repeat})));
}
TEST(BrokenTwins, FPL3_CatchesTheFifoLinkThatInvents) {
    EXPECT_TRUE(fifo.catches("FPL3", lines_over(Kind::fifo, {now_and_then_invent})));
}
TEST(BrokenTwins, FPL4_CatchesTheFifoLinkThatSwaps) {
    EXPECT_TRUE(
        fifo.catches("FPL4", lines_over(Kind::fifo, {every(5, swap_with_next(sent("Line")))})));
}
TEST(BrokenTwins, FPL4_CatchesThePerfectLink) {
    EXPECT_TRUE(fifo.catches("FPL4", lines_over(Kind::perfect)));
}
TEST(RightTwins, FPL1_FPL2_FPL3_FPL4_PassTheFifoPerfectLink) {
    EXPECT_TRUE(fifo.passes(lines_over(Kind::fifo)));
}

}  // namespace
}  // namespace conclave::test
