#include "links/fair_loss_link.hpp"

#include <gtest/gtest.h>

#include "net/run.hpp"
#include "sim/world.hpp"
#include "support/link_messages.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::Correspondent;
using test::image;
using test::LoneProcess;

struct FairLossStack final : Stack {
    explicit FairLossStack(Context& ctx) : fll{ctx}, top{ctx, fll} {}
    FairLossLink fll;
    Correspondent top;
};

std::unique_ptr<FairLossStack> make(Context& ctx) { return std::make_unique<FairLossStack>(ctx); }

class FairLossWorld : public testing::Test {
protected:
    void send(std::uint32_t text) {
        world_->stack<FairLossStack>(process(0)).top.send(process(1), text);
        world_->request(process(0), "");  // lets the world collect what was sent
    }
    std::vector<Correspondent::Delivery> const& delivered_at(std::uint32_t p) {
        return world_->stack<FairLossStack>(process(p)).top.delivered;
    }
    void build() { world_ = std::make_unique<sim::World>(plan_, make); }

    net::RunPlan plan_{.processes = 3, .seed = 11};
    std::unique_ptr<sim::World> world_;
};

// Module 2.1: "if a correct process p infinitely often sends a message m to a correct process q,
// then q delivers m an infinite number of times".
TEST_F(FairLossWorld, FLL1_FairLoss_OfAMessageSentAgainAndAgainAFairPartArrives) {
    plan_.faults.loss = 0.9;
    build();
    std::size_t before = 0;
    for (int round = 0; round < 20; ++round) {  // in every stretch of the infinite sending
        for (int i = 0; i < 200; ++i) send(7);
        world_->run_for(1ms);
        EXPECT_GT(delivered_at(1).size(), before);
        before = delivered_at(1).size();
    }
    EXPECT_NEAR(static_cast<double>(before), 400, 5 * 19);
}

TEST_F(FairLossWorld, LosesEverythingOnlyWhenTheLossIsOne) {
    plan_.faults.loss = 1;
    build();
    for (int i = 0; i < 200; ++i) send(7);
    world_->run_for(1s);
    EXPECT_TRUE(delivered_at(1).empty());
    EXPECT_EQ(world_->faults().lost, 200U);
}

// "If a correct process p sends a message m a finite number of times to process q, then m cannot
// be delivered an infinite number of times by q".
TEST_F(FairLossWorld, FLL2_FiniteDuplication_AMessageArrivesAtMostTwiceForEachSending) {
    plan_.faults.duplicate = 1;
    plan_.faults.delay_max = 50ms;
    plan_.faults.reorder = 0.5;
    build();
    for (int i = 0; i < 100; ++i) send(7);
    world_->run_for(1s);
    EXPECT_EQ(delivered_at(1).size(), 200U);
    world_->run_for(24h);
    EXPECT_EQ(delivered_at(1).size(), 200U) << "and then no more";
}

// "If some process q delivers a message m with sender p, then m was previously sent to q by p".
TEST_F(FairLossWorld, FLL3_NoCreation_WhatArrivesWasSentBySenderToReceiver) {
    plan_.faults = {.loss = 0.2, .duplicate = 0.3, .reorder = 0.3, .delay_max = 20ms};
    build();
    std::set<Correspondent::Delivery> sent;
    for (std::uint32_t i = 0; i < 500; ++i) {
        for (Correspondent::Delivery const& d : delivered_at(1)) ASSERT_TRUE(sent.contains(d));
        sent.emplace(process(0), i);
        send(i);
        world_->run_for(1ms);
    }
    world_->run_for(1s);
    for (Correspondent::Delivery const& d : delivered_at(1)) ASSERT_TRUE(sent.contains(d));
    EXPECT_GT(delivered_at(1).size(), 400U);
    EXPECT_TRUE(delivered_at(0).empty());
    EXPECT_TRUE(delivered_at(2).empty());
}

TEST(FairLossLink, HandsAPacketToTheNetworkOnceAndAsItIs) {
    LoneProcess<FairLossStack> lone{0, 3, make};
    lone->top.send(process(2), 5);
    lone.pass(1h);
    auto const sent = lone.sent();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].to, process(2));
    EXPECT_EQ(sent[0].channel, lone->top.channel());
    EXPECT_EQ(sent[0].body, image(0, Correspondent::Note{5}));
}

TEST(FairLossLink, DeliversWhatArrivesAsOftenAsItArrives) {
    LoneProcess<FairLossStack> lone{0, 3, make};
    for (int i = 0; i < 2; ++i)
        lone.receive(process(1), lone->top.channel(), 0, Correspondent::Note{5});
    EXPECT_EQ(lone->top.delivered,
              (std::vector<Correspondent::Delivery>{{process(1), 5}, {process(1), 5}}));
}

}  // namespace
}  // namespace conclave
