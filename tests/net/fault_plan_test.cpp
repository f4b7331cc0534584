#include "net/fault_plan.hpp"

#include <array>
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
        plan.validate(5, {"leader", "coordinator"});
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

Action in_handler(Duration when, Victim victim, std::uint64_t count = 1) {
    return {crash, std::move(victim), Time{when}, CrashPoint{CrashPoint::After::send, count}};
}

TEST(FaultPlan, ACrashInAHandlerIsACrash) {
    Victim const p3 = process(3);
    EXPECT_EQ(refusal_of({in_handler(1s, p3), at(2s, recover, p3), at(3s, crash, p3)}), "");
    EXPECT_EQ(refusal_of({in_handler(1s, p3), at(2s, recover, p3), in_handler(3s, p3)}), "");
    EXPECT_EQ(refusal_of({in_handler(1s, p3, 0)}),
              "--crash of p3 at 1 s: it happens after one send or put at least");
    EXPECT_EQ(refusal_of({in_handler(1s, p3), at(2s, crash, p3)}),
              "--crash of p3 at 2 s: it is doomed to crash already then");
    EXPECT_EQ(refusal_of({in_handler(1s, p3), in_handler(2s, p3)}),
              "--crash of p3 at 2 s: it is doomed to crash already then");
    EXPECT_EQ(refusal_of({at(1s, crash, p3), in_handler(2s, p3)}),
              "--crash of p3 at 2 s: it is already down then");
    EXPECT_EQ(refusal_of({in_handler(1s, p3), at(2s, pause, p3)}),
              "--pause of p3 at 2 s: it may be down then");
    EXPECT_EQ(refusal_of({in_handler(1s, p3), at(2s, recover, p3), at(3s, recover, p3)}),
              "--recover of p3 at 3 s: it is not down then");
}

TEST(FaultPlan, ARoleCanBeStruckSeveralTimes) {
    Victim const coordinator{"coordinator"};
    EXPECT_EQ(refusal_of({at(1s, crash, the_leader), at(2s, crash, the_leader)}), "");
    EXPECT_EQ(refusal_of({at(1s, crash, the_leader), at(2s, crash, the_leader),
                          at(3s, recover, the_leader), at(4s, recover, the_leader)}),
              "");
    EXPECT_EQ(refusal_of({at(1s, crash, the_leader), at(2s, pause, the_leader)}), "")
        << "there is a new one by then";
    EXPECT_EQ(refusal_of({in_handler(1s, the_leader), at(2s, crash, the_leader)}), "");
    EXPECT_EQ(refusal_of({at(1s, kill, the_leader), at(2s, kill, the_leader)}), "");
    EXPECT_EQ(refusal_of({at(1s, crash, the_leader), at(2s, recover, the_leader),
                          at(3s, recover, the_leader)}),
              "--recover of the leader at 3 s: it is not down then");
    EXPECT_EQ(refusal_of({at(1s, crash, the_leader), at(2s, recover, coordinator)}),
              "--recover of the coordinator at 2 s: it is not down then")
        << "each role for itself";
    EXPECT_EQ(refusal_of({at(1s, pause, the_leader), at(2s, pause, the_leader)}),
              "--pause of the leader at 2 s: it is already paused then");
}

TEST(FaultPlan, ARoleThatThereIsNotIsRefused) {
    EXPECT_EQ(refusal_of({at(1s, crash, Victim{"boss"})}),
              "--crash: 'boss' is no process, 0 to 4, nor a role of this program: leader, "
              "coordinator");
    FaultPlan const plan{.actions = {at(1s, pause, the_leader)}};
    try {
        plan.validate(3);
        FAIL() << "accepted";
    } catch (InputError const& error) {
        EXPECT_STREQ(error.what(),
                     "--pause: 'leader' is no process, 0 to 2, and this program has no roles");
    }
}

TEST(FaultPlan, AFaultOfALinkNamesProcessesThatThereAre) {
    Direction const there{process(0), process(4)};
    Direction const not_there{process(0), process(5)};
    EXPECT_EQ(refusal({.delays_on = {{.direction = there}},
                       .losses_on = {{.direction = {}}},
                       .drops = {{.kind = "Note", .direction = {process(4), {}}}}}),
              "");
    EXPECT_EQ(refusal({.delays_on = {{.direction = not_there}}}),
              "--delay-on: there is no process 5, only 0 to 4");
    EXPECT_EQ(refusal({.losses_on = {{.direction = not_there}}}),
              "--loss-on: there is no process 5, only 0 to 4");
    EXPECT_EQ(refusal({.duplicates_on = {{.direction = {process(7), {}}}}}),
              "--duplicate-on: there is no process 7, only 0 to 4");
    EXPECT_EQ(refusal({.drops = {{.kind = "Note", .direction = {process(6), {}}}}}),
              "--drop: there is no process 6, only 0 to 4");
}

TEST(FaultPlan, AKindThatNoChannelHasIsRefusedWithThoseThatThereAre) {
    auto const refusal_for = [](std::string kind) -> std::string {
        static constexpr std::array<MessageKind, 2> of_a_link{
            {{"Data", nullptr, nullptr, nullptr}, {"Ack", nullptr, nullptr, nullptr}}};
        static constexpr std::array<MessageKind, 2> of_a_module{
            {{"Data", nullptr, nullptr, nullptr}, {"Victory", nullptr, nullptr, nullptr}}};
        std::vector<ChannelState> const channels{{.module = "Link",
                                                  .layer = Layer::link,
                                                  .kinds = of_a_link,
                                                  .counts = {},
                                                  .numbers = {}},
                                                 {.module = "Bully",
                                                  .layer = Layer::algorithm,
                                                  .kinds = of_a_module,
                                                  .counts = {},
                                                  .numbers = {}}};
        FaultPlan const plan{.drops = {{.kind = std::move(kind)}}};
        try {
            plan.validate_kinds(channels);
        } catch (InputError const& error) {
            return error.what();
        }
        return {};
    };
    EXPECT_EQ(refusal_for("Victory"), "");
    EXPECT_EQ(refusal_for("Ack"), "");
    EXPECT_EQ(refusal_for("victory"),
              "--drop: there are no messages of the kind 'victory', only Data, Ack, Victory");
}

TEST(FaultPlan, KnowsTheWorstOfItsLossesForGood) {
    Direction const some{process(0), {}};
    EXPECT_EQ(FaultPlan{.loss = 0.1}.loss_max(), 0.1);
    FaultPlan const plan{.loss = 0.1, .losses_on = {{some, 0.3}, {some, 0.2}}};
    EXPECT_EQ(plan.loss_max(), 0.3);
    FaultPlan const passing{.loss = 0.1, .losses_on = {{some, 0.3, {Time{}, Time{1s}}}}};
    EXPECT_EQ(passing.loss_max(), 0.1);
    EXPECT_TRUE(passing.loses_messages());
    EXPECT_TRUE((FaultPlan{.drops = {{.kind = "Note"}}}.loses_messages()));
    EXPECT_FALSE((FaultPlan{.losses_on = {{some, 0}}}.loses_messages()));
    EXPECT_FALSE((FaultPlan{.delays_on = {{some, 1ms, 2ms}}}.loses_messages()));
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
    plan.delays_on = {{.span = {Time{1s}, Time{4100ms}}}};
    EXPECT_EQ(plan.last_change(), Time{4100ms});
    plan.losses_on = {{.span = {Time{1s}, Time{4200ms}}}};
    EXPECT_EQ(plan.last_change(), Time{4200ms});
    plan.duplicates_on = {{.span = {Time{1s}, Time{4300ms}}}};
    EXPECT_EQ(plan.last_change(), Time{4300ms});
    plan.drops = {{.kind = "Note", .span = {Time{1s}, Time{4400ms}}}};
    EXPECT_EQ(plan.last_change(), Time{4400ms});
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
