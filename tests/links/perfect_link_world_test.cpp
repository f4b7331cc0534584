#include <gtest/gtest.h>

#include "links/fair_loss_link.hpp"
#include "links/perfect_link.hpp"
#include "sim/world.hpp"
#include "support/correspondent.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::Correspondent;

struct SendingStack final : Stack {
    explicit SendingStack(Context& ctx) : fll{ctx}, pl{ctx, fll}, top{ctx, pl} {}
    FairLossLink fll;
    PerfectLink pl;
    Correspondent top;
};

/// A world of perfect links in which a test can send.
struct PerfectWorld {
    explicit PerfectWorld(net::RunPlan const& plan)
        : world{plan, [](Context& ctx) { return std::make_unique<SendingStack>(ctx); }} {}

    Correspondent& at(std::uint32_t p) { return world.stack<SendingStack>(process(p)).top; }
    void send(std::uint32_t from, std::uint32_t to, std::uint32_t text) {
        at(from).send(process(to), text);
        world.request(process(from), "");  // lets the world collect what was sent
    }

    sim::World world;
};

TEST(PerfectLinkWorld, PL1_PL2_PL3_EveryMessageExactlyOnceOverABadNetwork) {
    for (Seed seed = 1; seed <= 20; ++seed) {
        net::RunPlan plan{.processes = 4, .seed = seed};
        plan.faults = {.loss = 0.4, .duplicate = 0.3, .reorder = 0.3, .delay_max = 20ms};
        PerfectWorld w{plan};
        for (std::uint32_t i = 0; i < 400; ++i) w.send(i % 4, (i / 4) % 4, i);
        w.world.run_for(20s);
        for (std::uint32_t p = 0; p < 4; ++p) {
            std::vector<Correspondent::Delivery> expected;
            for (std::uint32_t i = 0; i < 400; ++i)
                if ((i / 4) % 4 == p) expected.emplace_back(process(i % 4), i);
            auto delivered = w.at(p).delivered;
            std::ranges::sort(delivered, {}, &Correspondent::Delivery::second);
            EXPECT_EQ(delivered, expected) << "seed " << seed;
        }
        EXPECT_GT(w.world.faults().lost, 100U);
        EXPECT_GT(w.world.faults().duplicated, 100U);
    }
}

TEST(PerfectLinkWorld, PL1_ReliableDelivery_ArrivesWithinDelayMaxEvenInAStream) {
    net::RunPlan plan{.processes = 2, .seed = 5};
    plan.faults = {.loss = 0.3, .delay_min = 10ms, .delay_max = 10ms};
    Duration const delay_max = PerfectLink::delay_max(10ms, 0.3, {});
    PerfectWorld w{plan};
    std::vector<Time> sent_at;
    std::size_t seen = 0;
    Duration worst{0};
    auto const pass_and_look = [&] {
        w.world.run_for(1ms);
        for (; seen < w.at(1).delivered.size(); ++seen)
            worst = std::max(worst, w.world.now() - sent_at[w.at(1).delivered[seen].second]);
    };
    for (std::uint32_t i = 0; i < 20'000; ++i) {
        sent_at.push_back(w.world.now());
        w.send(0, 1, i);
        for (int step = 0; step < 10; ++step) pass_and_look();
    }
    for (Duration rest{0}; rest < 10s; rest += 1ms) pass_and_look();
    EXPECT_EQ(seen, sent_at.size());
    EXPECT_LE(worst, delay_max);
    EXPECT_GT(worst, delay_max / 5) << "or the bound is of no use";
}

TEST(PerfectLinkWorld, CostsTwoMessagesForEachSendWithoutLoss) {
    net::RunPlan plan{.processes = 2};
    plan.faults = {.delay_min = 5ms, .delay_max = 10ms};
    PerfectWorld w{plan};
    for (std::uint32_t i = 0; i < 1000; ++i) {
        w.send(0, 1, i);
        w.world.run_for(1ms);
    }
    w.world.run_for(1s);
    auto const traffic = w.world.outcome({}).traffic.by_kind();
    EXPECT_EQ(traffic.at({"PerfectLink", "Data"}).sent, 1000U);
    EXPECT_EQ(traffic.at({"PerfectLink", "Ack"}).sent, 1000U);
}

TEST(PerfectLinkWorld, PL1_ReliableDelivery_OutlastsACut) {
    net::RunPlan plan{.processes = 2};
    plan.faults.delay_max = 10ms;
    plan.faults.cuts = {{process(0), process(1), {Time{}, Time{30s}}}};
    PerfectWorld w{plan};
    for (std::uint32_t i = 0; i < 600; ++i) w.send(0, 1, i);
    w.world.run_until(Time{30s} - Duration{1});
    EXPECT_TRUE(w.at(1).delivered.empty());
    w.world.run_for(1s);
    EXPECT_EQ(w.at(1).delivered.size(), 600U) << "those that waited for the window as well";
}

TEST(PerfectLinkWorld, PL2_NoDuplication_TalksToTheNextLifeOfAPeerAfterItsCrash) {
    net::RunPlan plan{.processes = 2};
    plan.faults.delay_max = 10ms;
    PerfectWorld w{plan};
    w.send(0, 1, 1);
    w.send(1, 0, 2);
    w.world.run_for(1s);
    w.world.crash(process(1));
    w.send(0, 1, 3);  // to the life that ended
    w.world.run_for(1s);
    w.world.recover(process(1));
    w.world.run_for(1s);
    EXPECT_TRUE(w.at(1).delivered.empty()) << "void with that life";
    w.send(0, 1, 4);
    w.send(1, 0, 5);
    w.world.run_for(1s);
    EXPECT_EQ(w.at(1).delivered, (std::vector<Correspondent::Delivery>{{process(0), 4}}));
    EXPECT_EQ(w.at(0).delivered,
              (std::vector<Correspondent::Delivery>{{process(1), 2}, {process(1), 5}}));
}

TEST(PerfectLinkWorld, PL2_NoDuplication_OldMailIsNotDeliveredToANewLifeOfWhomWasNeverHeardOf) {
    net::RunPlan plan{.processes = 2};
    plan.faults.delay_max = 10ms;
    plan.faults.cuts = {{process(1), process(0), {Time{}, Time{3s}}}};  // no acknowledgement
    PerfectWorld w{plan};
    w.send(0, 1, 1);
    w.world.run_until(Time{1s});
    EXPECT_EQ(w.at(1).delivered.size(), 1U);
    w.world.crash(process(1));
    w.world.recover(process(1));
    w.world.run_for(5s);
    EXPECT_TRUE(w.at(1).delivered.empty());
    w.send(0, 1, 2);
    w.world.run_for(1s);
    EXPECT_EQ(w.at(1).delivered, (std::vector<Correspondent::Delivery>{{process(0), 2}}));
}

TEST(PerfectLinkWorld, PL1_ReliableDelivery_ANewLifeIsKnownToWhoNeverSpokeToIt) {
    net::RunPlan plan{.processes = 2};
    plan.faults = {.loss = 0.5, .delay_max = 10ms};
    PerfectWorld w{plan};
    w.world.crash(process(1));
    w.world.recover(process(1));
    w.world.run_for(5s);
    for (std::uint32_t i = 0; i < 20; ++i) w.send(0, 1, i);
    w.world.run_for(5s);
    EXPECT_EQ(w.at(1).delivered.size(), 20U);
}

}  // namespace
}  // namespace conclave
