#include "council/subscriptions.hpp"

#include <gtest/gtest.h>

#include "council/histories.hpp"

namespace conclave::council {
namespace {

using namespace std::chrono_literals;

/// Rank 2 of three; it also holds what p1 did.
class SubscriptionsTest : public testing::Test {
protected:
    SubscriptionsTest() {
        archive_.add(installment(1, 0, {event(1, 1ms, "a"), event(1, 2ms, "b")}));
        archive_.add(installment(2, 0, {event(2, 1ms, "c"), event(2, 2ms, "d")}));
    }
    /// "2@0:cd 1@1:b": whose, from which place on, what.
    std::string next(int collector) {
        std::string text;
        for (Installment const& part : subscriptions_.next(collector, archive_, members_)) {
            text += text.empty() ? "" : " ";
            text += std::to_string(part.owner) + '@' + std::to_string(part.first) + ':';
            for (Event const& e : part.events) text += e.what;
        }
        return text;
    }

    Archive archive_{3, 3, 1};
    Membership members_{2, 3};
    Subscriptions subscriptions_{2, 3};
};

TEST_F(SubscriptionsTest, OneIsOpenOnceTheCollectorHasSaidWhatItHas) {
    EXPECT_FALSE(subscriptions_.is_open(0));
    subscriptions_.open(0, {0, 0, 0});
    EXPECT_TRUE(subscriptions_.is_open(0));
    EXPECT_FALSE(subscriptions_.is_open(1));
}

TEST_F(SubscriptionsTest, EachGoesOnWhereTheLastOneEnded) {
    subscriptions_.open(0, {0, 0, 1});
    EXPECT_EQ(next(0), "2@1:d");
    archive_.events(2).push_back(event(2, 3ms, "e"));
    EXPECT_EQ(next(0), "2@2:e");
    subscriptions_.open(0, {0, 0, 1});  // an order that was under way: not back again
    EXPECT_EQ(next(0), "2@3:") << "nothing but the summary";
}

TEST_F(SubscriptionsTest, CollectorsHaveTheirOwnPlaces) {
    subscriptions_.open(0, {0, 0, 0});
    EXPECT_EQ(next(0), "2@0:cd");
    subscriptions_.open(1, {0, 0, 1});
    EXPECT_EQ(next(1), "2@1:d");
}

TEST_F(SubscriptionsTest, WhatTheDeadLeftIsHandedOn) {
    subscriptions_.open(0, {0, 1, 0});
    members_.died(1, Time{1s});
    EXPECT_EQ(next(0), "1@1:b 2@0:cd");
    EXPECT_EQ(next(0), "2@2:") << "once";
}

}  // namespace
}  // namespace conclave::council
