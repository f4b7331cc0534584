#include "detectors/eventually_perfect_failure_detector.hpp"

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

struct EventuallyPerfectStack final : Stack {
    explicit EventuallyPerfectStack(Context& ctx) : fll{ctx}, detector{ctx, fll, 10ms, 35ms} {}
    void start() override { detector.start(); }
    FairLossLink fll;
    EventuallyPerfectFailureDetector detector;
};

std::unique_ptr<EventuallyPerfectStack> make(Context& ctx) {
    return std::make_unique<EventuallyPerfectStack>(ctx);
}

class EventuallyPerfectFailureDetectorTest : public testing::Test {
protected:
    void hear(std::uint32_t p) { lone_.receive(process(p), Channel{0}, image(0)); }
    /// Time goes by with heartbeats of p2 all the while.
    void pass_with_p2(Duration duration) {
        for (Duration d{0}; d < duration; d += 5ms) {
            lone_.pass(5ms);
            hear(2);
        }
    }
    Lines indications() { return lone_.story(Event::Kind::indication); }

    LoneProcess<EventuallyPerfectStack> lone_{0, 3, make};
};

// Module 2.8: "eventually, every process that crashes is permanently suspected".
TEST_F(EventuallyPerfectFailureDetectorTest, EPFD1_StrongCompleteness_SuspectsSilenceForGood) {
    pass_with_p2(35ms);
    EXPECT_EQ(indications(), Lines{});
    pass_with_p2(5ms);
    EXPECT_EQ(indications(), Lines{"p0 ! suspect p1"});
    pass_with_p2(1h / 1000);
    EXPECT_EQ(indications(), Lines{"p0 ! suspect p1"}) << "once, and never restored";
    EXPECT_TRUE(lone_->detector.suspects(process(1)));
}

// Algorithm 2.7: "else if (p in alive) and (p in suspected) then ... trigger Restore".
TEST_F(EventuallyPerfectFailureDetectorTest, EPFD2_EventualStrongAccuracy_RestoresWhomItHears) {
    pass_with_p2(40ms);
    hear(1);
    EXPECT_EQ(indications(), (Lines{"p0 ! suspect p1", "p0 ! restore p1"}));
    EXPECT_FALSE(lone_->detector.suspects(process(1)));
}

// Chandra and Toueg, Fig. 10: "p increases its time-out period on q" after a mistake about q.
TEST_F(EventuallyPerfectFailureDetectorTest, EPFD2_EventualStrongAccuracy_AMistakeTeachesPatience) {
    pass_with_p2(45ms);
    hear(1);  // at 45 ms; suspected at 40
    for (int i = 0; i < 20; ++i) {
        pass_with_p2(45ms);  // now 45 ms of silence are forgiven
        hear(1);
    }
    EXPECT_EQ(indications().size(), 2U);
    lone_.pass(55ms);
    // The patience with p1 is no patience with p2, which is suspected first.
    EXPECT_EQ(indications(),
              (Lines{"p0 ! suspect p1", "p0 ! restore p1", "p0 ! suspect p2", "p0 ! suspect p1"}));
}

TEST_F(EventuallyPerfectFailureDetectorTest, EPFD2_EventualStrongAccuracy_MistakesEnd) {
    // A process with 200 ms between its heartbeats: each mistake adds a period of patience, from
    // 35 ms up to 205, so that there are seventeen and no more.
    for (int i = 0; i < 100; ++i) {
        pass_with_p2(200ms);
        hear(1);
    }
    EXPECT_EQ(indications().size(), 2U * 17U);
}

TEST(EventuallyPerfectFailureDetectorWorld, EPFD1_EPFD2_TheCrashedForGoodAndInTheEndNobodyElse) {
    for (Seed seed = 1; seed <= 5; ++seed) {
        net::RunPlan plan{.processes = 5, .seed = seed};
        plan.faults.delay_max = 5ms;
        net::Recorder recorder;
        sim::World world{plan, make, &recorder};
        for (int i = 0; i < 100; ++i) {  // p1 is slow: it stands still now and then
            if (i == 40) world.crash(process(2));
            world.run_for(400ms);
            world.pause(process(1));
            world.run_for(100ms);
            world.resume(process(1));
        }
        world.run_for(1s);
        std::set<std::pair<ProcessId, ProcessId>> suspected;
        int mistakes = 0;
        Time latest_mistake{};
        for (Event const& e : recorder.events()) {
            if (e.what == "suspect") suspected.emplace(e.process, e.peer);
            if (e.what == "restore" && suspected.erase({e.process, e.peer}) == 1) {
                ++mistakes;
                latest_mistake = e.time;
            }
        }
        for (std::uint32_t p : {0U, 1U, 3U, 4U}) {
            EXPECT_TRUE(
                world.stack<EventuallyPerfectStack>(process(p)).detector.suspects(process(2)));
            suspected.erase({process(p), process(2)});
        }
        std::erase_if(suspected, [](auto const& pair) { return pair.first == process(2); });
        EXPECT_TRUE(suspected.empty()) << "seed " << seed;
        EXPECT_GT(mistakes, 0) << "or the test shows nothing";
        EXPECT_LT(latest_mistake, Time{10s}) << "mistakes end, seed " << seed;
    }
}

}  // namespace
}  // namespace conclave
