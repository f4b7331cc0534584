#include "clocks/twins.hpp"

#include <gtest/gtest.h>

#include "clocks/clocks_properties.hpp"
#include "clocks/differential_vector_clock.hpp"
#include "clocks/stamped_link.hpp"
#include "links/fair_loss_link.hpp"
#include "links/fifo_perfect_link.hpp"
#include "links/perfect_link.hpp"
#include "support/twins.hpp"
#include "workloads/chatter.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using Kind = LogicalClock::Kind;
constexpr std::uint32_t n = 4;

using MakeClock = std::function<std::unique_ptr<LogicalClock>(Context&)>;

class ChatterStack final : public Stack {
public:
    ChatterStack(Context& ctx, MakeClock const& make_clock, bool fifo,
                 std::vector<Tampering> const& tamperings)
        : fair_loss_{ctx},
          perfect_{ctx, fair_loss_},
          fifo_{ctx, fair_loss_},
          tampering_{ctx, fifo ? static_cast<Link&>(fifo_) : perfect_, tamperings},
          clock_{make_clock(ctx)},
          stamped_{ctx, tampering_, *clock_},
          chatter_{ctx, stamped_, *clock_} {}
    void request(std::string_view) override { chatter_.round(); }

private:
    FairLossLink fair_loss_;
    PerfectLink perfect_;
    FifoPerfectLink fifo_;
    TamperingLink tampering_;
    std::unique_ptr<LogicalClock> clock_;
    StampedLink stamped_;
    Chatter chatter_;
};

MakeStack chat(MakeClock make_clock, bool fifo = true,
               std::vector<Tampering> const& tamperings = {}) {
    return [make_clock = std::move(make_clock), fifo, tamperings](Context& ctx) {
        return std::make_unique<ChatterStack>(ctx, make_clock, fifo, tamperings);
    };
}

/// Under this ClockValue, made for the number of processes where it wants to know.
template <class Value>
MakeStack chat_under() {
    return chat([](Context& ctx) {
        if constexpr (std::derived_from<Value, VectorClock> ||
                      std::derived_from<Value, MatrixClock>)
            return std::make_unique<ClockOf<Value>>(ctx, Value{ctx.everyone().size()},
                                                    Kept::in_memory);
        else
            return std::make_unique<ClockOf<Value>>(ctx, Value{}, Kept::in_memory);
    });
}

MakeStack chat_with(Kind kind, std::vector<Tampering> const& tamperings = {}) {
    return chat([kind](Context& ctx) { return make_clock(ctx, kind, Kept::in_memory); }, true,
                tamperings);
}

/// Four processes chat every 5 ms over a bad network; one clock is ahead, another one behind.
net::RunPlan chatter(Seed seed) {
    net::RunPlan plan{.processes = n, .seed = seed, .settle = 3s};
    plan.faults = {
        .loss = 0.1, .duplicate = 0.1, .reorder = 0.2, .delay_min = 1ms, .delay_max = 10ms};
    plan.faults.skews = {{process(1), {.offset = 20ms}}, {process(2), {.offset = -10ms}}};
    for (std::uint32_t i = 1; i <= 30; ++i)
        for (ProcessId p : ProcessRange{0, plan.processes})
            plan.requests.push_back({Time{5ms * i}, p, "round"});
    return plan;
}

Sweep sweep(Kind kind) { return {chatter, check::logical_clock(kind)}; }

TEST(BrokenTwins, LC1_CatchesTheDeafLamportClock) {
    EXPECT_TRUE(sweep(Kind::lamport)
                    .catches("LC1", chat_with(Kind::lamport, {broken::deaf(LamportClock{})})));
}
TEST(BrokenTwins, LC1_LC2_CatchTheLazyLamportClock) {
    EXPECT_TRUE(sweep(Kind::lamport).catches("LC1", chat_under<broken::LazyLamportClock>()));
    EXPECT_TRUE(sweep(Kind::lamport).catches("LC2", chat_under<broken::LazyLamportClock>()));
}
TEST(RightTwins, LC1_LC2_PassTheLamportClock) {
    EXPECT_TRUE(sweep(Kind::lamport).passes(chat_with(Kind::lamport)));
}

TEST(BrokenTwins, VC1_CatchesTheDeafVectorClock) {
    EXPECT_TRUE(sweep(Kind::vector)
                    .catches("VC1", chat_with(Kind::vector, {broken::deaf(VectorClock{n})})));
}
TEST(BrokenTwins, VC1_VC3_CatchTheLazyVectorClock) {
    EXPECT_TRUE(sweep(Kind::vector).catches("VC1", chat_under<broken::LazyVectorClock>()));
    EXPECT_TRUE(sweep(Kind::vector).catches("VC3", chat_under<broken::LazyVectorClock>()));
}
TEST(BrokenTwins, VC2_CatchesTheFoldedVectorClock) {
    EXPECT_TRUE(sweep(Kind::vector).catches("VC2", chat_under<broken::FoldedVectorClock>()));
}
TEST(BrokenTwins, VC3_CatchesTheHastyVectorClock) {
    EXPECT_TRUE(sweep(Kind::vector).catches("VC3", chat_under<broken::HastyVectorClock>()));
}
/// Not the clock's fault: it needs FIFO channels.
TEST(RightTwins, VC1_IsNotPromisedOfTheDifferentialVectorClockWithoutFifo) {
    auto const over_perfect_links = chat(
        [](Context& ctx) { return make_clock(ctx, Kind::differential, Kept::in_memory); }, false);
    EXPECT_TRUE(sweep(Kind::differential).excuses("VC1", over_perfect_links));
}
TEST(BrokenTwins, VC1_CatchesTheLateDifferentialVectorClock) {
    EXPECT_TRUE(sweep(Kind::differential)
                    .catches("VC1", chat([](Context& ctx) {
                                 return std::make_unique<broken::LateDifferentialVectorClock>(ctx);
                             })));
}
TEST(RightTwins, VC1_VC2_VC3_PassTheVectorClocks) {
    EXPECT_TRUE(sweep(Kind::vector).passes(chat_with(Kind::vector)));
    EXPECT_TRUE(sweep(Kind::differential).passes(chat_with(Kind::differential)));
}

TEST(BrokenTwins, MC1_CatchesTheSelfishMatrixClock) {
    EXPECT_TRUE(sweep(Kind::matrix).catches("MC1", chat_under<broken::SelfishMatrixClock>()));
}
TEST(BrokenTwins, MC2_CatchesTheForgetfulMatrixClock) {
    EXPECT_TRUE(sweep(Kind::matrix).catches("MC2", chat_under<broken::ForgetfulMatrixClock>()));
}
TEST(RightTwins, MC1_MC2_PassTheMatrixClock) {
    EXPECT_TRUE(sweep(Kind::matrix).passes(chat_with(Kind::matrix)));
}

TEST(BrokenTwins, HLC1_CatchesTheDeafHybridClock) {
    EXPECT_TRUE(sweep(Kind::hybrid)
                    .catches("HLC1", chat_with(Kind::hybrid, {broken::deaf(HybridClock{})})));
}
TEST(BrokenTwins, HLC2_CatchesTheRunawayHybridClock) {
    EXPECT_TRUE(sweep(Kind::hybrid).catches("HLC2", chat_under<broken::RunawayHybridClock>()));
}
TEST(RightTwins, HLC1_HLC2_PassTheHybridClock) {
    EXPECT_TRUE(sweep(Kind::hybrid).passes(chat_with(Kind::hybrid)));
}

}  // namespace
}  // namespace conclave::test
