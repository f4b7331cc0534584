#include "elections/leader_monitor.hpp"

#include <gtest/gtest.h>

#include "support/lone_process.hpp"
#include "support/scripted.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::LoneProcess;

struct MonitorStack final : Stack {
    explicit MonitorStack(Context& ctx)
        : detector{ctx}, election{ctx}, monitor{ctx, detector, election, 100ms} {}
    test::ScriptedDetector detector;
    test::ScriptedElection election;
    LeaderMonitor monitor;
};

/// The monitor of p1 of four.
class LeaderMonitorTest : public testing::Test {
protected:
    test::ScriptedDetector& detector() { return lone_->detector; }
    test::ScriptedElection& election() { return lone_->election; }

    ProcessId const p0_ = process(0);
    ProcessId const p2_ = process(2);
    ProcessId const p3_ = process(3);
    LoneProcess<MonitorStack> lone_{
        1, 4, [](Context& ctx) { return std::make_unique<MonitorStack>(ctx); }};
};

TEST_F(LeaderMonitorTest, FollowsWhoeverIsElected) {
    EXPECT_EQ(lone_->monitor.leader(), std::nullopt);
    election().elected(p2_);
    EXPECT_EQ(lone_->monitor.leader(), p2_);
    election().elected(p3_);
    EXPECT_EQ(lone_->monitor.leader(), p3_);
}

// Garcia-Molina 1982, §III: a node starts an election when it finds the coordinator has failed.
TEST_F(LeaderMonitorTest, TellsTheElectionThatTheLeaderFailed) {
    election().elected(p3_);
    detector().suspect_now(p2_);
    EXPECT_TRUE(election().failed.empty()) << "an ordinary process is no loss";
    detector().suspect_now(p3_);
    EXPECT_EQ(election().failed, std::vector{p3_});
    EXPECT_EQ(lone_->monitor.leader(), std::nullopt);
}

TEST_F(LeaderMonitorTest, LeavesItToOthersWhereItDoesNotReact) {
    lone_->monitor.react(false);
    election().elected(p3_);
    detector().suspect_now(p3_);
    EXPECT_TRUE(election().failed.empty());
    EXPECT_EQ(lone_->monitor.leader(), std::nullopt);
    lone_.pass(99ms);
    EXPECT_EQ(election().starts, 0);
    lone_.pass(1ms);
    EXPECT_EQ(election().starts, 1) << "but not for ever";
}

TEST_F(LeaderMonitorTest, WithoutAnyLeaderItLosesPatience) {
    lone_.pass(99ms);
    EXPECT_EQ(election().starts, 0);
    lone_.pass(1ms);
    EXPECT_EQ(election().starts, 1);
    lone_.pass(100ms);
    EXPECT_EQ(election().starts, 2) << "and again, until there is one";
    election().elected(p3_);
    lone_.pass(1h);
    EXPECT_EQ(election().starts, 2);
}

TEST_F(LeaderMonitorTest, DoesNotInterruptAnElectionUnderWay) {
    election().under_way = true;
    lone_.pass(100ms);
    EXPECT_EQ(election().starts, 0);
    election().under_way = false;
    lone_.pass(100ms);
    EXPECT_EQ(election().starts, 1);
}

TEST_F(LeaderMonitorTest, IsNotAtPeaceWithALeaderThatALiveProcessOutranks) {
    detector().suspect_now(p3_);
    election().elected(p2_);
    lone_.pass(1h);
    EXPECT_EQ(election().starts, 0) << "p3, which is down, outranks nobody";
    detector().restore_now(p3_);
    lone_.pass(100ms);
    EXPECT_EQ(election().starts, 1);
}

TEST_F(LeaderMonitorTest, AQuickVictoryOfTheSuperiorMakesPeace) {
    detector().suspect_now(p3_);
    election().elected(p2_);
    detector().restore_now(p3_);
    lone_.pass(99ms);
    election().elected(p3_);
    lone_.pass(1h);
    EXPECT_EQ(election().starts, 0);
}

TEST_F(LeaderMonitorTest, ASuperiorThatIsSuspectedAfterAllMakesPeaceToo) {
    election().elected(p2_);
    lone_.pass(50ms);
    detector().suspect_now(p3_);
    lone_.pass(1h);
    EXPECT_EQ(election().starts, 0);
}

TEST_F(LeaderMonitorTest, IsNotAtPeaceWithALeaderThatIsSuspectedAlready) {
    detector().suspect_now(p3_);
    election().elected(p3_);  // a belated victory
    lone_.pass(100ms);
    EXPECT_EQ(election().starts, 1);
}

}  // namespace
}  // namespace conclave
