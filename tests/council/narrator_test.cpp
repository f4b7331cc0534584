#include "council/narrator.hpp"

#include <gtest/gtest.h>

#include "council/histories.hpp"

namespace conclave::council {
namespace {

using namespace std::chrono_literals;

std::string told(Narrator& narrator, Archive const& archive, Time horizon) {
    std::string text;
    narrator.tell(archive, horizon, {.show = [&](Event const& e) { text += e.what; }});
    return text;
}

TEST(Narrator, TellsInCausalOrderUpToTheHorizon) {
    Archive archive{2, 2, 1};
    Narrator narrator{2};
    archive.add(installment(0, 0, {event(0, 1ms, "a"), event(0, 3ms, "c")}));
    archive.add(installment(1, 0, {event(1, 2ms, "b"), event(1, 4ms, "d")}));
    EXPECT_EQ(told(narrator, archive, Time{} + 3ms), "ab");
    EXPECT_EQ(told(narrator, archive, Time{} + 3ms), "");
    EXPECT_EQ(told(narrator, archive, never), "cd");
}

TEST(Narrator, DoesNotRepeatWhatAnotherHasTold) {
    Archive archive{2, 2, 1};
    Narrator narrator{2};
    narrator.told_by_another(Time{} + 2ms);
    archive.add(installment(0, 0, {event(0, 1ms, "a"), event(0, 2ms, "b")}));
    EXPECT_EQ(told(narrator, archive, never), "b");
}

/// Who goes on telling knows of it all the same, and in the right order.
TEST(Narrator, KnowsWhatAnotherHasTold) {
    Archive archive{2, 2, 1};
    Narrator narrator{2};
    narrator.told_by_another(Time{} + 3ms);
    archive.add(installment(0, 0, {event(0, 1ms, "a"), event(0, 3ms, "c")}));
    archive.add(installment(1, 0, {event(1, 2ms, "b"), event(1, 4ms, "d")}));
    std::string shown;
    std::string before;
    narrator.tell(archive, never,
                  {.show = [&](Event const& e) { shown += e.what; },
                   .told_before =
                       [&](Event const& e) {
                           EXPECT_EQ(shown, "");
                           before += e.what;
                       }});
    EXPECT_EQ(before, "ab");
    EXPECT_EQ(shown, "cd");
}

TEST(Narrator, SaysHowFarItHasTold) {
    Archive archive{2, 2, 1};
    Narrator narrator{2};
    archive.add(installment(0, 0, {event(0, 1ms, "a"), event(0, 3ms, "c")}));
    archive.summary(0).faults.lost = 3;
    archive.summary(1).faults.lost = 4;
    std::string told;
    council::Narrator::Listener const listener{
        .show = [&](Event const& e) { told += e.what; },
        .told_before = [&](Event const& e) { told += "(" + e.what + ")"; },
        .reach =
            [&](Time until, bool by_another, std::uint64_t lost) {
                EXPECT_EQ(lost, 7U);
                told +=
                    (by_another ? " another " : " ") + to_string(until.time_since_epoch()) + ' ';
            }};
    narrator.tell(archive, Time{2ms}, listener);
    EXPECT_EQ(told, "a 2 ms ");
    told.clear();
    narrator.told_by_another(Time{4ms});
    narrator.tell(archive, Time{5ms}, listener);
    EXPECT_EQ(told, "(c) another 4 ms  5 ms ");
    told.clear();
    narrator.told_by_another(Time{5ms});  // it echoes what was told here
    narrator.tell(archive, Time{6ms}, listener);
    EXPECT_EQ(told, " 6 ms ");
    told.clear();
    narrator.tell(archive, never, listener);
    EXPECT_EQ(told, "") << "the end of the run is said elsewhere";
}

TEST(Narrator, WhatComesLateIsToldLate) {
    Archive archive{2, 2, 1};
    Narrator narrator{2};
    archive.add(installment(0, 0, {event(0, 5ms, "late")}));
    EXPECT_EQ(told(narrator, archive, Time{} + 6ms), "late");
    archive.add(installment(1, 0, {event(1, 1ms, "later")}));
    EXPECT_EQ(told(narrator, archive, Time{} + 6ms), "later");
}

}  // namespace
}  // namespace conclave::council
