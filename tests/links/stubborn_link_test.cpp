#include "links/stubborn_link.hpp"

#include <gtest/gtest.h>

#include "links/fair_loss_link.hpp"
#include "support/link_messages.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::Correspondent;
using test::image;
using test::LoneProcess;
using test::StubbornData;

struct StubbornStack final : Stack {
    explicit StubbornStack(Context& ctx) : fll{ctx}, sl{ctx, fll, 10ms}, top{ctx, sl} {}
    FairLossLink fll;
    StubbornLink sl;
    Correspondent top;
};

class StubbornLinkTest : public testing::Test {
protected:
    ProcessId const p1_ = process(1);
    ProcessId const p2_ = process(2);
    LoneProcess<StubbornStack> lone_{
        0, 3, [](Context& ctx) { return std::make_unique<StubbornStack>(ctx); }};
    static constexpr Channel link{0};
    Channel const top_ = lone_->top.channel();
};

// Algorithm 2.1: "forall (q, m) in sent do trigger <fll, Send | q, m>; starttimer(delta)".
TEST_F(StubbornLinkTest, SL1_StubbornDelivery_EveryMessageIsSentAgainForEver) {
    lone_->top.send(p1_, 5);
    lone_.pass(4ms);
    lone_->top.send(p2_, 6);
    ASSERT_EQ(lone_.sent().size(), 2U) << "at once";
    for (int round = 0; round < 1000; ++round) {
        lone_.pass(10ms);
        auto const sent = lone_.sent();
        ASSERT_EQ(sent.size(), 2U) << round;
        EXPECT_EQ(sent[0].to, p1_);
        EXPECT_EQ(test::text_of(sent[0].as<StubbornData>().parcel), 5U);
        EXPECT_EQ(sent[1].to, p2_);
        EXPECT_EQ(test::text_of(sent[1].as<StubbornData>().parcel), 6U);
    }
}

// Module 2.2: "if p sends a message m once to a correct process q, then q delivers m an infinite
// number of times": whatever comes is delivered, duplicates too.
TEST_F(StubbornLinkTest, SL1_StubbornDelivery_EveryArrivalIsDelivered) {
    for (int i = 0; i < 3; ++i) lone_.receive(p1_, link, 0, StubbornData{test::note(top_, 5)});
    EXPECT_EQ(lone_->top.delivered, (std::vector<Correspondent::Delivery>(3, {p1_, 5})));
}

TEST_F(StubbornLinkTest, SL2_NoCreation_DeliversOnlyWhatCameFromTheSenderItNames) {
    lone_.receive(p1_, link, 0, StubbornData{test::note(top_, 5)});
    lone_.receive(p2_, link, 0, StubbornData{test::note(top_, 6)});
    EXPECT_EQ(lone_->top.delivered, (std::vector<Correspondent::Delivery>{{p1_, 5}, {p2_, 6}}));
    lone_.pass(1h);
    EXPECT_EQ(lone_->top.delivered.size(), 2U);
    EXPECT_TRUE(lone_.sent().empty()) << "receiving sends nothing";
}

TEST_F(StubbornLinkTest, DropsAParcelOfAChannelThatItDoesNotCarry) {
    for (auto const channel : {Channel{0}, Channel{2}, Channel{65535}})
        lone_.receive(p1_, link, 0, StubbornData{test::note(channel, 5)});
    EXPECT_TRUE(lone_->top.delivered.empty());
    EXPECT_EQ(lone_.channel(link).garbled, 3U);
}

TEST_F(StubbornLinkTest, IsSilentWithNothingToSend) {
    lone_.pass(1h);
    EXPECT_TRUE(lone_.sent().empty());
    EXPECT_EQ(lone_.driver().next_deadline(), never);
}

}  // namespace
}  // namespace conclave
