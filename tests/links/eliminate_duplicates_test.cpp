#include "links/eliminate_duplicates.hpp"

#include <gtest/gtest.h>

#include "links/fair_loss_link.hpp"
#include "links/stubborn_link.hpp"
#include "support/link_messages.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::Correspondent;
using test::LoneProcess;
using test::StubbornData;
using Deliveries = std::vector<Correspondent::Delivery>;

struct BookStack final : Stack {
    explicit BookStack(Context& ctx) : fll{ctx}, sl{ctx, fll, 10ms}, pl{sl}, top{ctx, pl} {}
    FairLossLink fll;
    StubbornLink sl;
    EliminateDuplicates pl;
    Correspondent top;
};

class EliminateDuplicatesTest : public testing::Test {
protected:
    void receive(ProcessId from, std::uint64_t number, std::uint32_t text) {
        lone_.receive(from, stubborn, 0, StubbornData{test::note(top_, text, number)});
    }

    static constexpr Channel stubborn{0};
    ProcessId const p1_ = process(1);
    ProcessId const p2_ = process(2);
    LoneProcess<BookStack> lone_{0, 3,
                                 [](Context& ctx) { return std::make_unique<BookStack>(ctx); }};
    Channel const top_ = lone_->top.channel();
};

// Algorithm 2.2: "upon event <pl, Send | q, m> do trigger <sl, Send | q, m>".
TEST_F(EliminateDuplicatesTest, PL1_ReliableDelivery_SendsOverTheStubbornLinkWhichRepeatsForEver) {
    lone_->top.send(p1_, 5);
    for (int i = 0; i < 100; ++i) {
        auto const sent = lone_.sent();
        ASSERT_EQ(sent.size(), 1U) << i;
        EXPECT_EQ(sent[0].to, p1_);
        EXPECT_EQ(test::text_of(sent[0].as<StubbornData>().parcel), 5U);
        lone_.pass(10ms);
    }
}

// "upon event <sl, Deliver | p, m> do if m not in delivered then delivered := delivered + {m};
// trigger <pl, Deliver | p, m>".
TEST_F(EliminateDuplicatesTest, PL2_NoDuplication_DeliversTheFirstOfManyCopies) {
    for (int i = 0; i < 100; ++i) {
        receive(p1_, 1, 5);
        receive(p1_, 2, 6);
    }
    EXPECT_EQ(lone_->top.delivered, (Deliveries{{p1_, 5}, {p1_, 6}}));
}

TEST_F(EliminateDuplicatesTest, PL2_NoDuplication_HoldsHoweverLateACopyComes) {
    for (std::uint64_t i = 1; i <= 1000; ++i) receive(p1_, i, 1);
    for (std::uint64_t i = 1; i <= 1000; ++i) receive(p1_, i, 1);
    EXPECT_EQ(lone_->top.delivered.size(), 1000U);
}

// "No message is delivered by a process more than once" speaks of messages, which are unique: the
// same words said twice are two.
TEST_F(EliminateDuplicatesTest, PL1_ReliableDelivery_TheSameWordsInTwoMessagesAreDeliveredTwice) {
    receive(p1_, 1, 5);
    receive(p1_, 2, 5);
    receive(p2_, 1, 5);
    EXPECT_EQ(lone_->top.delivered, (Deliveries{{p1_, 5}, {p1_, 5}, {p2_, 5}}));
}

TEST_F(EliminateDuplicatesTest, PL3_NoCreation_DeliversNothingThatDidNotCome) {
    lone_->top.send(p1_, 5);
    lone_.pass(1h);
    EXPECT_EQ(lone_->top.delivered, Deliveries{});
    lone_.receive(p1_, stubborn, 0, StubbornData{test::note(Channel{7}, 5)});
    EXPECT_EQ(lone_->top.delivered, Deliveries{}) << "of a channel that nobody listens to";
    EXPECT_EQ(lone_.channel(stubborn).garbled, 1U);
}

}  // namespace
}  // namespace conclave
