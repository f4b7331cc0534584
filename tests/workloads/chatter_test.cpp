#include "workloads/chatter.hpp"

#include <gtest/gtest.h>
#include <map>

#include "clocks/lamport_clock.hpp"
#include "clocks/stamped_link.hpp"
#include "links/fair_loss_link.hpp"
#include "support/link_messages.hpp"

namespace conclave::test {
namespace {

using Lines = std::vector<std::string>;

struct ChatterStack final : Stack {
    explicit ChatterStack(Context& ctx)
        : fair_loss{ctx},
          clock{make_clock(ctx, LogicalClock::Kind::lamport, Kept::in_memory)},
          stamped{ctx, fair_loss, *clock},
          chatter{ctx, stamped, *clock} {}
    FairLossLink fair_loss;
    std::unique_ptr<LogicalClock> clock;
    StampedLink stamped;
    Chatter chatter;
};

LoneProcess<ChatterStack> lone(std::uint32_t self, std::uint32_t n) {
    return {self, n, [](Context& ctx) { return std::make_unique<ChatterStack>(ctx); }};
}

struct StampedData {
    Bytes stamp{};
    Parcel parcel{};
};

TEST(Chatter, TellsTheClockAfterEachEvent) {
    auto p = lone(2, 3);
    p->chatter.local_event();
    p->chatter.send_to(process(1));
    p.receive(process(0), Channel{0}, 0,
              StampedData{encode(LamportClock{6}), {Channel{1}, 1, image(0)}});
    EXPECT_EQ(p.story(Event::Kind::decision),
              (Lines{"p2 * local event, clock 1", "p2 * sent a message, timestamp 2",
                     "p2 * received it, clock 7"}));
}

TEST(Chatter, LeavesTheReadingForTheCheckers) {
    auto p = lone(0, 2);
    p->chatter.send_to(process(1));
    auto const& told = p.events().back();
    auto const reading = decode<ClockReading>(view(told.body));
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->of, ClockReading::Of::send);
    EXPECT_EQ(decode<LamportClock>(view(reading->value)), LamportClock{1});
}

// Half of the rounds are messages, to each other process equally often; none is to oneself.
TEST(Chatter, ItsRoundsAreDrawnEvenly) {
    auto p = lone(1, 4);
    constexpr int rounds = 6000;
    for (int i = 0; i < rounds; ++i) p->chatter.round();
    std::map<ProcessId, int> sent;
    for (auto const& s : p.sent()) ++sent[s.to];
    EXPECT_EQ(sent.count(process(1)), 0U);
    ASSERT_EQ(sent.size(), 3U);
    for (auto const& [to, times] : sent) EXPECT_NEAR(times, rounds / 6, 150) << to_string(to);
}

}  // namespace
}  // namespace conclave::test
