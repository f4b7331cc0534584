#include "elections/monarchical_leader_detector.hpp"

#include <gtest/gtest.h>

#include "detectors/eventually_perfect_failure_detector.hpp"
#include "links/fair_loss_link.hpp"
#include "sim/world.hpp"
#include "support/lone_process.hpp"
#include "support/scripted.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::LoneProcess;
using Lines = std::vector<std::string>;

struct MonarchStack final : Stack {
    explicit MonarchStack(Context& ctx) : detector{ctx}, omega{ctx, detector} {}
    void start() override { omega.start(); }
    test::ScriptedDetector detector;
    MonarchicalLeaderDetector omega;
};

class MonarchTest : public testing::Test {
protected:
    /// What Omega told, without what the detector told it.
    Lines trusts() {
        Lines lines;
        for (Event const& e : lone_.events())
            if (e.what == "trust") lines.push_back(to_string(e));
        return lines;
    }

    ProcessId const p2_ = process(2);
    ProcessId const p3_ = process(3);
    LoneProcess<MonarchStack> lone_{
        1, 4, [](Context& ctx) { return std::make_unique<MonarchStack>(ctx); }};
};

// Algorithm 2.8: "upon leader != maxrank(Pi \ suspected) do leader := maxrank(Pi \ suspected)".
TEST_F(MonarchTest, ELD1_EventualAccuracy_TrustsTheHighestThatIsNotSuspected) {
    EXPECT_EQ(trusts(), Lines{"p1 ! trust p3"});
    lone_->detector.suspect_now(p3_);
    lone_->detector.suspect_now(p2_);
    EXPECT_EQ(trusts(), (Lines{"p1 ! trust p3", "p1 ! trust p2", "p1 ! trust p1"}));
    lone_->detector.restore_now(p3_);
    EXPECT_EQ(trusts().back(), "p1 ! trust p3");
    EXPECT_EQ(lone_->omega.leader(), p3_);
}

TEST_F(MonarchTest, ELD2_EventualAgreement_ChangesItsTrustOnlyWhenTheHighestChanges) {
    lone_->detector.suspect_now(p2_);
    lone_->detector.suspect_now(process(0));
    lone_->detector.restore_now(p2_);
    EXPECT_EQ(trusts(), Lines{"p1 ! trust p3"});
}

TEST_F(MonarchTest, TrustsNobodyBeforeItsStart) {
    struct Sleeper final : Stack {
        explicit Sleeper(Context& ctx) : detector{ctx}, omega{ctx, detector} {}
        test::ScriptedDetector detector;
        MonarchicalLeaderDetector omega;
    };
    LoneProcess<Sleeper> lone{0, 2, [](Context& ctx) { return std::make_unique<Sleeper>(ctx); }};
    EXPECT_EQ(lone->omega.leader(), std::nullopt);
}

struct OmegaStack final : Stack {
    explicit OmegaStack(Context& ctx)
        : fll{ctx}, detector{ctx, fll, 10ms, 35ms}, omega{ctx, detector} {}
    void start() override {
        detector.start();
        omega.start();
    }
    FairLossLink fll;
    EventuallyPerfectFailureDetector detector;
    MonarchicalLeaderDetector omega;
};

// Module 2.9: "there is a time after which every correct process trusts some correct process", and
// "no two correct processes trust different correct processes".
TEST(MonarchWorld, ELD1_ELD2_InTheEndAllTrustTheSameLiveProcess) {
    for (Seed seed = 1; seed <= 5; ++seed) {
        net::RunPlan plan{.processes = 5, .seed = seed};
        plan.faults.delay_max = 80ms;
        sim::World world{plan, [](Context& ctx) { return std::make_unique<OmegaStack>(ctx); }};
        auto const expect_trust = [&](std::uint32_t up, std::uint32_t leader) {
            for (std::uint32_t p = 0; p < up; ++p)
                EXPECT_EQ(world.stack<OmegaStack>(process(p)).omega.leader(), process(leader))
                    << "p" << p << ", seed " << seed;
        };
        world.run_for(1s);
        world.crash(process(4));
        world.run_for(30s);
        expect_trust(4, 3);
        world.crash(process(3));
        world.run_for(30s);
        expect_trust(3, 2);
        world.recover(process(3));
        world.recover(process(4));
        world.run_for(30s);
        expect_trust(5, 4);
    }
}

}  // namespace
}  // namespace conclave
