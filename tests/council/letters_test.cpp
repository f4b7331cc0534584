#include "council/letters.hpp"

#include <gtest/gtest.h>

#include "council/histories.hpp"

namespace conclave::council {
namespace {

using namespace std::chrono_literals;

TEST(Letters, AnOrderReadsAsItWasWritten) {
    Order const order{.attendance = {.accusations = {3, 0}, .dead = {0, 1}},
                      .ending = {.phase = Phase::leaving,
                                 .end = net::Outcome::End::time_limit,
                                 .ended_at = Time{7s},
                                 .status = 2,
                                 .orderly = true,
                                 .left_behind = {1, 0}},
                      .told = Time{5s},
                      .have = {10, 20}};
    auto const letter = write(order);
    auto const read_order = std::get<Order>(read(letter));
    EXPECT_EQ(write(read_order), letter);
    EXPECT_EQ(read_order.attendance.accusations, order.attendance.accusations);
    EXPECT_EQ(read_order.ending.phase, Phase::leaving);
    EXPECT_EQ(read_order.ending.ended_at, Time{7s});
    EXPECT_EQ(read_order.ending.status, 2);
    EXPECT_EQ(read_order.told, Time{5s});
    EXPECT_EQ(read_order.have, order.have);
}

TEST(Letters, ABulletinReadsAsItWasWritten) {
    Bulletin const bulletin{.attendance = {.accusations = {0}, .dead = {0}},
                            .interrupted = true,
                            .leaving = true,
                            .installments = {installment(0, 4, {event(0, 1ms, "a")})}};
    auto const letter = write(bulletin);
    auto const read_bulletin = std::get<Bulletin>(read(letter));
    EXPECT_EQ(write(read_bulletin), letter);
    EXPECT_TRUE(read_bulletin.interrupted);
    EXPECT_TRUE(read_bulletin.leaving);
    ASSERT_EQ(read_bulletin.installments.size(), 1U);
    EXPECT_EQ(read_bulletin.installments[0].first, 4U);
    EXPECT_EQ(read_bulletin.installments[0].events.at(0).what, "a");
}

TEST(Letters, WhatMakesNoSenseIsNoLetter) {
    auto const nothing = [](BytesView letter) {
        return std::holds_alternative<std::monostate>(read(letter));
    };
    EXPECT_TRUE(nothing({}));
    auto letter = write(Order{.have = {1, 2}});
    EXPECT_FALSE(nothing(letter));
    for (std::size_t size = 0; size < letter.size(); ++size)
        EXPECT_TRUE(nothing(BytesView{letter}.first(size))) << size << " bytes";
    letter[0] = std::byte{9};  // no such kind
    EXPECT_TRUE(nothing(letter));
}

}  // namespace
}  // namespace conclave::council
