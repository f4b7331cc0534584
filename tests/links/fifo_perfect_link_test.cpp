#include "links/fifo_perfect_link.hpp"

#include <gtest/gtest.h>

#include "links/fair_loss_link.hpp"
#include "sim/world.hpp"
#include "support/link_messages.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::Correspondent;
using test::LoneProcess;
using test::PerfectAck;
using test::PerfectData;
using Deliveries = std::vector<Correspondent::Delivery>;

struct FifoStack final : Stack {
    explicit FifoStack(Context& ctx) : fll{ctx}, fpl{ctx, fll}, top{ctx, fpl} {}
    FairLossLink fll;
    FifoPerfectLink fpl;
    Correspondent top;
};

/// By hand, where the test is the network and the peers' links.
class FifoPerfectLinkTest : public testing::Test {
protected:
    void receive(ProcessId from, std::uint64_t sequence, std::uint32_t text,
                 PerfectData message = {}) {
        message.sequence = sequence;
        message.parcel = test::note(top_, text, sequence);
        lone_.receive(from, link, 0, message);
    }
    [[nodiscard]] Deliveries const& delivered() { return lone_->top.delivered; }

    ProcessId const p1_ = process(1);
    ProcessId const p2_ = process(2);
    LoneProcess<FifoStack> lone_{0, 3,
                                 [](Context& ctx) { return std::make_unique<FifoStack>(ctx); }};
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
    EXPECT_EQ(sent[0].as<PerfectData>().sequence, 1U);
    EXPECT_EQ(sent[1].as<PerfectData>().sequence, 1U);
    EXPECT_EQ(sent[2].as<PerfectData>().sequence, 2U);
    EXPECT_EQ(test::text_of(sent[2].as<PerfectData>().parcel), 7U);
}

// "While there is (q, n, sn) in pending such that sn = next[q]": what is early waits.
TEST_F(FifoPerfectLinkTest, FPL4_FifoDelivery_HoldsBackWhatIsEarlyAndReleasesItInOrder) {
    receive(p1_, 3, 30);
    receive(p1_, 2, 20);
    EXPECT_EQ(delivered(), Deliveries{});
    receive(p1_, 5, 50);
    receive(p1_, 1, 10);
    EXPECT_EQ(delivered(), (Deliveries{{p1_, 10}, {p1_, 20}, {p1_, 30}}));
    receive(p1_, 4, 40);
    EXPECT_EQ(delivered(), (Deliveries{{p1_, 10}, {p1_, 20}, {p1_, 30}, {p1_, 40}, {p1_, 50}}));
}

TEST_F(FifoPerfectLinkTest, FPL1_ReliableDelivery_WhatComesInOrderDoesNotWait) {
    for (std::uint32_t i = 1; i <= 100; ++i) {
        receive(p1_, i, i);
        ASSERT_EQ(delivered().size(), i);
    }
}

TEST_F(FifoPerfectLinkTest, FPL1_ReliableDelivery_OneSendersGapDoesNotHoldUpAnother) {
    receive(p1_, 2, 20);
    receive(p2_, 1, 11);
    EXPECT_EQ(delivered(), (Deliveries{{p2_, 11}}));
}

TEST_F(FifoPerfectLinkTest, FPL1_ReliableDelivery_WhatAFormerLifeTookDoesNotHoldUpTheNext) {
    receive(p1_, 1, 10);
    lone_.crash();
    lone_.recover();  // life 2, which has not seen the first four
    receive(p1_, 6, 60, {.to_life = 2, .oldest = 5});
    EXPECT_EQ(delivered(), Deliveries{}) << "5 is not acknowledged, and may come yet";
    receive(p1_, 5, 50, {.to_life = 1, .oldest = 5});  // it was meant for the life that ended
    EXPECT_EQ(delivered(), (Deliveries{{p1_, 60}}));
    receive(p1_, 7, 70, {.to_life = 2, .oldest = 7});
    EXPECT_EQ(delivered(), (Deliveries{{p1_, 60}, {p1_, 70}}));
}

TEST_F(FifoPerfectLinkTest, FPL1_ReliableDelivery_ANewLifeOfTheSenderBeginsAtTheFirstAgain) {
    receive(p1_, 1, 10);
    receive(p1_, 2, 20);
    receive(p1_, 4, 40);  // 3 died with its sender
    receive(p1_, 2, 21, {.life = 2});
    EXPECT_EQ(delivered(), (Deliveries{{p1_, 10}, {p1_, 20}})) << "after 1 of that life, not of 1";
    lone_.receive(p1_, link, 2, test::PerfectHello{.life = 2});
    EXPECT_EQ(delivered(), (Deliveries{{p1_, 10}, {p1_, 20}, {p1_, 21}}));
    receive(p1_, 3, 30);  // it comes after all, too late
    EXPECT_EQ(delivered().size(), 3U);
}

TEST_F(FifoPerfectLinkTest, FPL2_NoDuplication_ASequenceNumberIsDeliveredOnce) {
    receive(p1_, 1, 10);
    receive(p1_, 1, 10);
    receive(p1_, 3, 30);
    receive(p1_, 3, 30);
    receive(p1_, 2, 20);
    receive(p1_, 3, 30);
    EXPECT_EQ(delivered(), (Deliveries{{p1_, 10}, {p1_, 20}, {p1_, 30}}));
}

TEST_F(FifoPerfectLinkTest, FPL3_NoCreation_AParcelForNobodyIsDroppedAndLeavesNoGap) {
    lone_.receive(p1_, link, 0, PerfectData{.parcel = test::note(Channel{9}, 5)});
    EXPECT_EQ(lone_.channel(link).garbled, 1U);
    receive(p1_, 1, 10);
    EXPECT_EQ(delivered(), (Deliveries{{p1_, 10}}));
}

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

/// Notes to p1 and from it, while both of them crash and recover: what a life is given is a stretch
/// of what the peer sent, in order and without a gap, and in the end everything arrives again.
TEST(FifoPerfectLinkWorld, FPL2_FPL4_GoOnInOrderAfterAnyRecovery) {
    struct Fall {
        std::uint32_t who;
        Time at;
        Duration down;
    };
    std::vector<std::vector<Fall>> const falls{
        {{0, Time{300ms}, 10ms}},                                                  // the sender
        {{1, Time{300ms}, 10ms}},                                                  // the receiver
        {{0, Time{300ms}, 200ms}, {1, Time{400ms}, 200ms}},                        // both
        {{0, Time{300ms}, 50ms}, {1, Time{300ms}, 50ms}},                          // both at once
        {{1, Time{200ms}, 3ms}, {1, Time{210ms}, 3ms}, {1, Time{220ms}, 300ms}}};  // often
    for (auto const& fallen : falls)
        for (Seed seed = 1; seed <= 10; ++seed) {
            net::RunPlan plan{.processes = 2, .seed = seed};
            plan.faults = {.loss = 0.2, .duplicate = 0.2, .reorder = 0.3, .delay_max = 20ms};
            for (auto const& [who, at, down] : fallen) {
                plan.faults.actions.push_back({net::Action::Kind::crash, process(who), at});
                plan.faults.actions.push_back(
                    {net::Action::Kind::recover, process(who), at + down});
            }
            sim::World world{plan, [](Context& ctx) { return std::make_unique<FifoStack>(ctx); }};
            std::uint32_t last = 0;
            for (std::uint32_t i = 1; i <= 200; ++i) {
                if (i == 150) world.run_for(5s);  // by now each knows which life the other has
                for (std::uint32_t const p : {0U, 1U}) {
                    if (!world.process(process(p)).alive()) continue;
                    world.stack<FifoStack>(process(p)).top.send(process(1 - p), i);
                    world.request(process(p), "");
                }
                last = i;
                world.run_for(5ms);
            }
            world.run_for(10s);
            for (std::uint32_t const p : {0U, 1U}) {
                auto const& delivered = world.stack<FifoStack>(process(p)).top.delivered;
                EXPECT_TRUE(std::ranges::is_sorted(delivered, std::less_equal{},
                                                   &Correspondent::Delivery::second));
                ASSERT_GE(delivered.size(), 51U);
                EXPECT_EQ(delivered.end()[-51].second, last - 50) << "none of the last is missing";
            }
        }
}

}  // namespace
}  // namespace conclave
