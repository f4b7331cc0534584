#include "links/twins.hpp"

#include <gtest/gtest.h>

#include "check/bounds.hpp"
#include "links/links_properties.hpp"
#include "links/fair_loss_link.hpp"
#include "links/fifo_perfect_link.hpp"
#include "links/messenger.hpp"
#include "links/perfect_link.hpp"
#include "links/stubborn_link.hpp"
#include "support/twins.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using broken::InventiveLink;

/// Lines of text over a tower of links, the lowest first.
template <class... Links>
class LineStack;

template <class Bottom>
class LineStack<Bottom> : public Stack {
public:
    explicit LineStack(Context& ctx) : bottom_{ctx}, messenger_{ctx, bottom_} {}
    void request(std::string_view line) override { messenger_.request(line); }

private:
    Bottom bottom_;
    Messenger messenger_;
};

template <class Bottom, class Top>
class LineStack<Bottom, Top> : public Stack {
public:
    explicit LineStack(Context& ctx)
        : bottom_{ctx}, top_{make(ctx, bottom_)}, messenger_{ctx, *top_} {}
    void request(std::string_view line) override { messenger_.request(line); }

private:
    static std::unique_ptr<Link> make(Context& ctx, Link& below) {
        if constexpr (std::is_constructible_v<Top, Context&, Link&, Duration>)
            return std::make_unique<Top>(ctx, below, 50ms);
        else
            return std::make_unique<Top>(ctx, below);
    }
    Bottom bottom_;
    std::unique_ptr<Link> top_;
    Messenger messenger_;
};

template <class Bottom, class Middle, class Top>
class LineStack<Bottom, Middle, Top> : public Stack {
public:
    explicit LineStack(Context& ctx)
        : bottom_{ctx}, middle_{make(ctx, bottom_)}, top_{ctx, *middle_}, messenger_{ctx, top_} {}
    void request(std::string_view line) override { messenger_.request(line); }

private:
    static std::unique_ptr<Link> make(Context& ctx, Link& below) {
        if constexpr (std::is_constructible_v<Middle, Context&, Link&, Duration>)
            return std::make_unique<Middle>(ctx, below, 50ms);
        else
            return std::make_unique<Middle>(ctx, below);
    }
    Bottom bottom_;
    std::unique_ptr<Link> middle_;
    Top top_;
    Messenger messenger_;
};

template <class... Links>
MakeStack lines_over() {
    return [](Context& ctx) { return std::make_unique<LineStack<Links...>>(ctx); };
}

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
Sweep const fifo{bad_network, check::fifo_perfect_link()};

TEST(BrokenTwins, FLL1_CatchesThePartialFairLossLink) {
    EXPECT_TRUE(fair_loss.catches("FLL1", lines_over<broken::PartialFairLossLink>()));
}
TEST(BrokenTwins, FLL2_CatchesTheStutteringFairLossLink) {
    EXPECT_TRUE(fair_loss.catches("FLL2", lines_over<broken::StutteringFairLossLink>()));
}
TEST(BrokenTwins, FLL3_CatchesTheInventiveLink) {
    EXPECT_TRUE(fair_loss.catches("FLL3", lines_over<FairLossLink, InventiveLink>()));
}
TEST(RightTwins, FLL1_FLL2_FLL3_PassTheFairLossLink) {
    EXPECT_TRUE(fair_loss.passes(lines_over<FairLossLink>()));
}

TEST(BrokenTwins, SL1_CatchesTheWearyStubbornLink) {
    EXPECT_TRUE(stubborn.catches("SL1", lines_over<FairLossLink, broken::WearyStubbornLink>()));
}
TEST(BrokenTwins, SL2_CatchesTheInventiveLink) {
    EXPECT_TRUE(stubborn.catches("SL2", lines_over<FairLossLink, StubbornLink, InventiveLink>()));
}
TEST(RightTwins, SL1_SL2_PassTheStubbornLink) {
    EXPECT_TRUE(stubborn.passes(lines_over<FairLossLink, StubbornLink>()));
}

TEST(BrokenTwins, PL1_CatchesTheHopefulPerfectLink) {
    EXPECT_TRUE(perfect.catches("PL1", lines_over<FairLossLink, broken::HopefulPerfectLink>()));
}
TEST(BrokenTwins, PL2_CatchesTheForgetfulPerfectLink) {
    EXPECT_TRUE(perfect.catches("PL2", lines_over<FairLossLink, broken::ForgetfulPerfectLink>()));
}
TEST(BrokenTwins, PL3_CatchesTheInventiveLink) {
    EXPECT_TRUE(perfect.catches("PL3", lines_over<FairLossLink, PerfectLink, InventiveLink>()));
}
TEST(RightTwins, PL1_PL2_PL3_PassThePerfectLink) {
    EXPECT_TRUE(perfect.passes(lines_over<FairLossLink, PerfectLink>()));
}

TEST(BrokenTwins, FPL1_CatchesTheHopefulPerfectLink) {
    EXPECT_TRUE(fifo.catches("FPL1", lines_over<FairLossLink, broken::HopefulPerfectLink>()));
}
TEST(BrokenTwins, FPL2_CatchesTheForgetfulPerfectLink) {
    EXPECT_TRUE(fifo.catches("FPL2", lines_over<FairLossLink, broken::ForgetfulPerfectLink>()));
}
TEST(BrokenTwins, FPL3_CatchesTheInventiveLink) {
    EXPECT_TRUE(fifo.catches("FPL3", lines_over<FairLossLink, PerfectLink, InventiveLink>()));
}
TEST(BrokenTwins, FPL4_CatchesTheHastyFifoLink) {
    EXPECT_TRUE(
        fifo.catches("FPL4", lines_over<FairLossLink, PerfectLink, broken::HastyFifoLink>()));
}
TEST(RightTwins, FPL1_FPL2_FPL3_FPL4_PassTheFifoPerfectLink) {
    EXPECT_TRUE(fifo.passes(lines_over<FairLossLink, PerfectLink, FifoPerfectLink>()));
}

}  // namespace
}  // namespace conclave::test
