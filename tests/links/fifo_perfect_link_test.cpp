#include "links/fifo_perfect_link.hpp"

#include <gtest/gtest.h>

#include "links/fair_loss_link.hpp"
#include "links/perfect_link.hpp"
#include "sim/world.hpp"
#include "support/link_messages.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::Correspondent;
using test::FifoData;
using test::LoneProcess;
using Deliveries = std::vector<Correspondent::Delivery>;

/// Over a fair-loss link by hand, where the test plays the perfect link's part.
struct FifoOnly final : Stack {
    explicit FifoOnly(Context& ctx) : fll{ctx}, fpl{ctx, fll}, top{ctx, fpl} {}
    FairLossLink fll;
    FifoPerfectLink fpl;
    Correspondent top;
};

class FifoPerfectLinkTest : public testing::Test {
protected:
    void receive(ProcessId from, std::uint64_t sequence, std::uint32_t text) {
        lone_.receive(from, link, 0, FifoData{sequence, test::note(top_, text, sequence)});
    }

    ProcessId const p1_ = process(1);
    ProcessId const p2_ = process(2);
    LoneProcess<FifoOnly> lone_{0, 3, [](Context& ctx) { return std::make_unique<FifoOnly>(ctx); }};
    static constexpr Channel link{0};
    Channel const top_ = lone_->top.channel();
};

// Algorithm 2.11: "lsn[q] := lsn[q] + 1; trigger <pl, Send | q, (m, lsn[q])>".
TEST_F(FifoPerfectLinkTest, NumbersItsMessagesForEachReceiver) {
    lone_->top.send(p1_, 5);
    lone_->top.send(p2_, 6);
    lone_->top.send(p1_, 7);
    auto const sent = lone_.sent();
    ASSERT_EQ(sent.size(), 3U);
    EXPECT_EQ(sent[0].as<FifoData>().sequence, 1U);
    EXPECT_EQ(sent[1].as<FifoData>().sequence, 1U);
    EXPECT_EQ(sent[2].as<FifoData>().sequence, 2U);
    EXPECT_EQ(test::text_of(sent[2].as<FifoData>().parcel), 7U);
}

// "While there is (q, n, sn) in pending such that sn = next[q]": what is early waits.
TEST_F(FifoPerfectLinkTest, FPL4_FifoDelivery_HoldsBackWhatIsEarlyAndReleasesItInOrder) {
    receive(p1_, 3, 30);
    receive(p1_, 2, 20);
    EXPECT_EQ(lone_->top.delivered, Deliveries{});
    receive(p1_, 5, 50);
    receive(p1_, 1, 10);
    EXPECT_EQ(lone_->top.delivered, (Deliveries{{p1_, 10}, {p1_, 20}, {p1_, 30}}));
    receive(p1_, 4, 40);
    EXPECT_EQ(lone_->top.delivered,
              (Deliveries{{p1_, 10}, {p1_, 20}, {p1_, 30}, {p1_, 40}, {p1_, 50}}));
}

TEST_F(FifoPerfectLinkTest, FPL1_ReliableDelivery_WhatComesInOrderDoesNotWait) {
    for (std::uint32_t i = 1; i <= 100; ++i) {
        receive(p1_, i, i);
        ASSERT_EQ(lone_->top.delivered.size(), i);
    }
}

TEST_F(FifoPerfectLinkTest, FPL1_ReliableDelivery_OneSendersGapDoesNotHoldUpAnother) {
    receive(p1_, 2, 20);
    receive(p2_, 1, 11);
    EXPECT_EQ(lone_->top.delivered, (Deliveries{{p2_, 11}}));
}

TEST_F(FifoPerfectLinkTest, FPL2_NoDuplication_ASequenceNumberIsDeliveredOnce) {
    receive(p1_, 1, 10);
    receive(p1_, 1, 10);
    receive(p1_, 3, 30);
    receive(p1_, 3, 30);
    receive(p1_, 2, 20);
    receive(p1_, 3, 30);
    EXPECT_EQ(lone_->top.delivered, (Deliveries{{p1_, 10}, {p1_, 20}, {p1_, 30}}));
}

TEST_F(FifoPerfectLinkTest, FPL3_NoCreation_AParcelForNobodyIsDroppedAndLeavesNoGap) {
    lone_.receive(p1_, link, 0, FifoData{1, test::note(Channel{9}, 5)});
    EXPECT_EQ(lone_.channel(link).garbled, 1U);
    receive(p1_, 1, 10);
    EXPECT_EQ(lone_->top.delivered, (Deliveries{{p1_, 10}}));
}

struct FifoStack final : Stack {
    explicit FifoStack(Context& ctx) : fll{ctx}, pl{ctx, fll}, fpl{ctx, pl}, top{ctx, fpl} {}
    FairLossLink fll;
    PerfectLink pl;
    FifoPerfectLink fpl;
    Correspondent top;
};

// Module 2.11 on a network that does everything wrong: each message once, and in order.
TEST(FifoPerfectLinkWorld, FPL1_FPL2_FPL3_FPL4_EveryMessageOnceAndInOrderOverABadNetwork) {
    for (Seed seed = 1; seed <= 20; ++seed) {
        net::RunPlan plan{.processes = 3, .seed = seed};
        plan.faults = {.loss = 0.3, .duplicate = 0.2, .reorder = 0.3, .delay_max = 20ms};
        sim::World world{plan, [](Context& ctx) { return std::make_unique<FifoStack>(ctx); }};
        Deliveries expected;
        for (std::uint32_t i = 0; i < 50; ++i) {
            expected.emplace_back(process(0), i);
            world.stack<FifoStack>(process(0)).top.send(process(1), i);
            world.request(process(0), "");
            world.run_for(1ms);
        }
        world.run_for(10s);
        EXPECT_EQ(world.stack<FifoStack>(process(1)).top.delivered, expected) << seed;
        EXPECT_TRUE(world.stack<FifoStack>(process(2)).top.delivered.empty());
        EXPECT_GT(world.faults().lost, 0U);
    }
}

}  // namespace
}  // namespace conclave
