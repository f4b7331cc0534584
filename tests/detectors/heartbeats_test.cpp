#include "detectors/heartbeats.hpp"

#include <gtest/gtest.h>

#include "links/fair_loss_link.hpp"
#include "support/lone_process.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::image;
using test::LoneProcess;

struct HeartbeatStack final : Stack {
    explicit HeartbeatStack(Context& ctx)
        : fll{ctx}, heartbeats{ctx, fll, 10ms, [this] { ++looks; }} {
        heartbeats.heard = [this](ProcessId p) { heard.push_back(p); };
    }
    FairLossLink fll;
    Heartbeats heartbeats;
    int looks{0};
    std::vector<ProcessId> heard;
};

class HeartbeatsTest : public testing::Test {
protected:
    void hear(std::uint32_t p) { lone_.receive(process(p), Channel{0}, image(0)); }

    LoneProcess<HeartbeatStack> lone_{
        1, 3, [](Context& ctx) { return std::make_unique<HeartbeatStack>(ctx); }};
};

TEST_F(HeartbeatsTest, TellsEverybodyElseAtOnceAndThenEachPeriod) {
    lone_.pass(50ms);
    EXPECT_TRUE(lone_.sent().empty()) << "not before its start";
    lone_->heartbeats.start();
    for (int beat = 0; beat < 10; ++beat) {
        auto const sent = lone_.sent();
        ASSERT_EQ(sent.size(), 2U);
        EXPECT_EQ(sent[0].to, process(0));
        EXPECT_EQ(sent[1].to, process(2));
        EXPECT_EQ(sent[0].body, image(0));
        EXPECT_EQ(lone_->looks, beat + 1) << "it looks at the silences after each beat";
        lone_.pass(10ms);
    }
}

TEST_F(HeartbeatsTest, MeasuresSilenceSinceTheLastHeartbeatOrTheStart) {
    lone_.pass(50ms);
    lone_->heartbeats.start();
    EXPECT_EQ(lone_->heartbeats.silence(process(0)), Duration{0});
    lone_.pass(7ms);
    EXPECT_EQ(lone_->heartbeats.silence(process(0)), Duration{7ms});
    hear(0);
    lone_.pass(2ms);
    EXPECT_EQ(lone_->heartbeats.silence(process(0)), Duration{2ms});
    EXPECT_EQ(lone_->heartbeats.silence(process(2)), Duration{9ms});
    EXPECT_EQ(lone_->heard, std::vector{process(0)});
}

TEST_F(HeartbeatsTest, AreNoActivityOfTheAlgorithm) {
    lone_->heartbeats.start();
    lone_.pass(1s);
    hear(0);
    EXPECT_EQ(lone_.driver().last_active(), Time{}) << "or no run would ever end";
}

}  // namespace
}  // namespace conclave
