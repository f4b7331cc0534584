#include "detectors/perfect_failure_detector.hpp"

#include <gtest/gtest.h>

#include "links/fair_loss_link.hpp"
#include "sim/world.hpp"
#include "support/lone_process.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::image;
using test::LoneProcess;
using Lines = std::vector<std::string>;

struct PerfectStack final : Stack {
    explicit PerfectStack(Context& ctx) : fll{ctx}, detector{ctx, fll, 10ms, 35ms} {}
    void start() override { detector.start(); }
    FairLossLink fll;
    PerfectFailureDetector detector;
};

std::unique_ptr<PerfectStack> make_perfect(Context& ctx) {
    return std::make_unique<PerfectStack>(ctx);
}

class PerfectFailureDetectorTest : public testing::Test {
protected:
    void hear(std::uint32_t p) { lone_.receive(process(p), Channel{0}, image(0)); }
    Lines indications() { return lone_.story(Event::Kind::indication); }

    LoneProcess<PerfectStack> lone_{0, 3, make_perfect};
};

// Algorithm 2.5: "if (p is not in alive) and (p is not in detected) then ... trigger Crash".
TEST_F(PerfectFailureDetectorTest, PFD1_StrongCompleteness_DetectsSilence) {
    lone_.pass(30ms);
    hear(1);
    lone_.pass(9ms);
    EXPECT_EQ(indications(), Lines{});
    lone_.pass(1ms);  // at 40 ms p2 has been silent for longer than 35
    EXPECT_EQ(indications(), Lines{"p0 ! suspect p2"});
    lone_.pass(30ms);  // and at 70 ms p1 has
    EXPECT_EQ(indications(), (Lines{"p0 ! suspect p2", "p0 ! suspect p1"}));
}

// "Eventually, every process that crashes is permanently detected".
TEST_F(PerfectFailureDetectorTest, PFD1_StrongCompleteness_ExcludesForEver) {
    lone_.pass(40ms);
    EXPECT_TRUE(lone_->detector.suspects(process(2)));
    for (int i = 0; i < 100; ++i) {
        hear(2);
        lone_.pass(10ms);
        ASSERT_TRUE(lone_->detector.suspects(process(2)));
    }
    EXPECT_EQ(indications().size(), 2U) << "each once, and no restore";
}

// "If a process p is detected by any process, then p has crashed".
TEST_F(PerfectFailureDetectorTest, PFD2_StrongAccuracy_SparesWhomItHearsInTime) {
    for (int i = 0; i < 100; ++i) {
        lone_.pass(35ms);  // no more than the silence allowed
        hear(1);
        hear(2);
    }
    EXPECT_EQ(indications(), Lines{});
    EXPECT_FALSE(lone_->detector.suspects(process(0))) << "nor does it suspect itself";
}

struct Detection {
    ProcessId by, of;
    Time at;
};

std::vector<Detection> detections(net::Recorder const& recorder) {
    std::vector<Detection> all;
    for (Event const& e : recorder.events())
        if (e.kind == Event::Kind::indication) all.push_back({e.process, e.peer, e.time});
    return all;
}

TEST(PerfectFailureDetectorWorld, PFD1_PFD2_EveryoneDetectsTheCrashedInTimeAndNobodyElse) {
    for (Seed seed = 1; seed <= 10; ++seed) {
        net::RunPlan plan{.processes = 5, .seed = seed};
        plan.faults = {.reorder = 0.2, .delay_max = 5ms};
        net::Recorder recorder;
        sim::World world{plan, make_perfect, &recorder};
        world.run_for(503ms);
        world.crash(process(3));
        Time const crashed_at = world.now();
        world.run_for(3s);
        auto const all = detections(recorder);
        EXPECT_EQ(all.size(), 4U);
        Duration const hop_max = 5ms + 2 * 5ms;  // what is reordered is held back twice as long
        for (Detection const& d : all) {
            EXPECT_EQ(d.of, process(3));
            EXPECT_GT(d.at, crashed_at);
            EXPECT_LE(d.at, crashed_at + 35ms + 10ms + hop_max) << "silence, period, delay";
        }
    }
}

}  // namespace
}  // namespace conclave
