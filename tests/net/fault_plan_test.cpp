#include "net/fault_plan.hpp"

#include <gtest/gtest.h>

#include "core/input_error.hpp"
#include "net/run.hpp"

namespace conclave::net {
namespace {

using namespace std::chrono_literals;
using enum Action::Kind;

/// What validate() says of a plan for five processes; empty if nothing.
std::string refusal(FaultPlan const& plan) {
    try {
        plan.validate(5);
    } catch (InputError const& error) {
        return error.what();
    }
    return {};
}

std::string refusal_of(std::vector<Action> actions) {
    return refusal({.actions = std::move(actions)});
}

Action at(Duration when, Action::Kind kind, Victim victim) { return {kind, victim, Time{when}}; }

TEST(FaultPlan, GoodPlansAreAccepted) {
    Victim const p3 = process(3);
    EXPECT_EQ(refusal({}), "");
    EXPECT_EQ(refusal_of({at(1s, crash, p3), at(2s, recover, p3), at(3s, crash, p3)}), "");
    EXPECT_EQ(refusal_of({at(2s, recover, p3), at(1s, crash, p3)}), "") << "times count";
    EXPECT_EQ(refusal_of({at(1s, pause, p3), at(2s, resume, p3), at(3s, pause, p3)}), "");
    EXPECT_EQ(refusal_of({at(1s, crash, the_leader), at(2s, recover, the_leader)}), "");
    EXPECT_EQ(refusal_of({at(1s, crash, p3), at(1s, crash, process(4))}), "");
    EXPECT_EQ(refusal_of({at(1s, kill, p3)}), "");
}

TEST(FaultPlan, AProcessThatDoesNotExistIsNamedWithTheOption) {
    Victim const nobody = process(5);
    EXPECT_EQ(refusal({.cuts = {{process(5), process(0), {}}}}),
              "--cut: there is no process 5, only 0 to 4");
    EXPECT_EQ(refusal({.cuts = {{process(0), process(9), {}}}}),
              "--cut: there is no process 9, only 0 to 4");
    EXPECT_EQ(refusal({.partitions = {{{{process(0)}, {process(5)}}, {}}}}),
              "--partition: there is no process 5, only 0 to 4");
    EXPECT_EQ(refusal({.skews = {{process(7), {}}}}), "--skew: there is no process 7, only 0 to 4");
    EXPECT_EQ(refusal_of({at(1s, crash, nobody)}), "--crash: there is no process 5, only 0 to 4");
    EXPECT_EQ(refusal_of({at(1s, pause, nobody)}), "--pause: there is no process 5, only 0 to 4");
    EXPECT_EQ(refusal_of({at(1s, kill, nobody)}), "--kill: there is no process 5, only 0 to 4");
}

TEST(FaultPlan, AContradictionIsSaidWithItsTime) {
    Victim const p3 = process(3);
    EXPECT_EQ(refusal_of({at(1s, crash, p3), at(2s, crash, p3)}),
              "--crash of p3 at 2 s: it is already down then");
    EXPECT_EQ(refusal_of({at(1s, recover, p3)}), "--recover of p3 at 1 s: it is not down then");
    EXPECT_EQ(refusal_of({at(1s, crash, p3), at(2s, recover, p3), at(2500ms, recover, p3)}),
              "--recover of p3 at 2.5 s: it is not down then");
    EXPECT_EQ(refusal_of({at(1s, pause, p3), at(2s, crash, p3)}),
              "--crash of p3 at 2 s: it is paused then");
    EXPECT_EQ(refusal_of({at(1s, pause, p3), at(2s, pause, p3)}),
              "--pause of p3 at 2 s: it is already paused then");
    EXPECT_EQ(refusal_of({at(1s, crash, p3), at(2s, pause, p3)}),
              "--pause of p3 at 2 s: it is down then");
    EXPECT_EQ(refusal_of({at(1s, kill, p3), at(2s, kill, p3)}),
              "--kill of p3 at 2 s: it is already dead then");
    EXPECT_EQ(refusal_of({at(1s, recover, the_leader)}),
              "--recover of the leader at 1 s: it is not down then");
}

TEST(FaultPlan, ItsScheduleIsInTheOrderOfTimesAndThenAsGiven) {
    FaultPlan const plan{.actions = {at(2s, crash, process(1)), at(1s, crash, process(2)),
                                     at(2s, crash, process(0)), at(1s, recover, process(2))}};
    auto const schedule = plan.schedule();
    ASSERT_EQ(schedule.size(), 4U);
    EXPECT_EQ(schedule[0].victim, process(2));
    EXPECT_EQ(schedule[1].kind, recover);
    EXPECT_EQ(schedule[2].victim, process(1));
    EXPECT_EQ(schedule[3].victim, process(0));
}

TEST(FaultPlan, ItsLastChangeIsTheLastDateOfAll) {
    EXPECT_EQ(FaultPlan{}.last_change(), Time{});
    FaultPlan plan{.actions = {at(2s, crash, process(1))}};
    EXPECT_EQ(plan.last_change(), Time{2s});
    plan.cuts = {{process(0), process(1), {Time{1s}, Time{3s}}}};
    EXPECT_EQ(plan.last_change(), Time{3s});
    plan.partitions = {{{}, {Time{1s}, Time{4s}}}};
    EXPECT_EQ(plan.last_change(), Time{4s});
    RunPlan run{.faults = plan, .requests = {{Time{5s}, process(0), "x"}}};
    EXPECT_EQ(run.last_change(), Time{5s});
}

TEST(FaultPlan, WhatNeverEndsHasNoLastChange) {
    FaultPlan plan;
    plan.cuts = {{process(0), process(1), {}}};
    EXPECT_EQ(plan.last_change(), Time{}) << "a cut for good changes nothing later on";
}

}  // namespace
}  // namespace conclave::net
