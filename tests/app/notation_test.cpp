#include "net/notation.hpp"

#include <gtest/gtest.h>

#include "support/play.hpp"
#include "support/refusal.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using net::FaultPlan;

TEST(Notation, ReadsTimes) {
    EXPECT_EQ(net::read_duration("10s"), 10s);
    EXPECT_EQ(net::read_duration("500ms"), 500ms);
    EXPECT_EQ(net::read_duration("2min"), 2min);
    EXPECT_EQ(net::read_duration("1.5s"), 1500ms);
    EXPECT_EQ(net::read_duration("20us"), 20us);
    EXPECT_EQ(net::read_duration("7ns"), 7ns);
    EXPECT_EQ(net::read_duration("+5ms"), 5ms);
    EXPECT_EQ(net::read_duration("-5ms", true), -5ms);
    EXPECT_EQ(net::read_duration("0s"), 0s);
}

TEST(Notation, ReadsProbabilities) {
    EXPECT_EQ(net::read_probability("0"), 0);
    EXPECT_EQ(net::read_probability("1"), 1);
    EXPECT_EQ(net::read_probability("0.25"), 0.25);
    EXPECT_EQ(net::read_probability("25%"), 0.25);
    EXPECT_EQ(net::read_probability("100%"), 1);
    EXPECT_EQ(net::read_probability("1e-3"), 0.001);
}

TEST(Notation, ReadsOneDelayAsARangeOfOne) {
    EXPECT_EQ(net::read_delay("5ms"), (std::pair<Duration, Duration>{5ms, 5ms}));
    EXPECT_EQ(net::read_delay("0ms..1s"), (std::pair<Duration, Duration>{0ms, 1s}));
}

TEST(Notation, ReadsOneDirectionOfALinkInTwoWays) {
    for (auto const* text : {"0>1", "0-to-1"}) {
        auto const cut = net::read_cut(text);
        EXPECT_EQ(cut.from, process(0)) << text;
        EXPECT_EQ(cut.to, process(1)) << text;
    }
    EXPECT_EQ(net::read_cut("3-to-12@1s..3s").span, (net::Span{Time{1s}, Time{3s}}));
    net::Direction const from_0_to_1{process(0), process(1)};
    auto const slow = net::read_link_delay("0-to-1:20ms..30ms@1s..3s");
    EXPECT_EQ(slow.direction, from_0_to_1);
    EXPECT_EQ(slow.min, 20ms);
    EXPECT_EQ(slow.max, 30ms);
    EXPECT_EQ(slow.span, (net::Span{Time{1s}, Time{3s}}));
    EXPECT_EQ(net::read_link_chance("0>1:50%").direction, from_0_to_1);
    EXPECT_EQ(net::read_link_chance("0>1:50%").probability, 0.5);
    EXPECT_EQ(net::read_link_chance("*>1:1").direction, (net::Direction{{}, process(1)}));
    EXPECT_EQ(net::read_link_chance("0-to-*:1").direction, (net::Direction{process(0), {}}));
    EXPECT_EQ(net::read_link_chance("*>*:1").direction, net::Direction{});
}

TEST(Notation, ReadsDrops) {
    auto const one = net::read_drop("Victory@6:1");
    EXPECT_EQ(one.kind, "Victory");
    EXPECT_EQ(one.direction, (net::Direction{process(6), {}}));
    EXPECT_EQ(one.count, 1U);
    EXPECT_EQ(one.span, net::Span{});
    auto const there = net::read_drop("Victory@6-to-2:3@2s..3s");
    EXPECT_EQ(there.direction, (net::Direction{process(6), process(2)}));
    EXPECT_EQ(there.count, 3U);
    EXPECT_EQ(there.span, (net::Span{Time{2s}, Time{3s}}));
    EXPECT_EQ(net::read_drop("Victory@6>2:3").direction, there.direction);
    EXPECT_EQ(net::read_drop("Heartbeat@*:all").count, std::nullopt);
    EXPECT_EQ(net::read_drop("Heartbeat@*:all").direction, net::Direction{});
}

TEST(Notation, ReadsCrashesInTheMiddleOfAHandler) {
    using After = CrashPoint::After;
    auto const read = [](char const* text) {
        return net::read_action(net::Action::Kind::crash, text);
    };
    EXPECT_EQ(read("3@2s").point, std::nullopt);
    EXPECT_EQ(read("3@2s+2sends").point, (CrashPoint{After::send, 2}));
    EXPECT_EQ(read("3@2s+1send").point, (CrashPoint{After::send, 1}));
    EXPECT_EQ(read("3@2s+1put").point, (CrashPoint{After::put, 1}));
    EXPECT_EQ(read("3@2s+3puts").point, (CrashPoint{After::put, 3}));
    auto const leader = read("leader@1500ms+1send");
    EXPECT_EQ(leader.victim, net::the_leader);
    EXPECT_EQ(leader.at, Time{1500ms});
    EXPECT_EQ(leader.point, (CrashPoint{After::send, 1}));
}

TEST(Notation, WritesTimesExactly) {
    for (Duration const d : {Duration{0s}, Duration{1s}, Duration{1500ms}, Duration{250us},
                             Duration{17ns}, Duration{1'000'000'001ns}, Duration{-20ms}})
        EXPECT_EQ(net::read_duration(net::write(d), true), d) << net::write(d);
    EXPECT_EQ(net::write(1500ms), "1500ms");
    EXPECT_EQ(net::write(2min), "120s");
}

/// Written, read again by the command line, and written once more.
std::vector<std::string> round_trip(FaultPlan const& plan) {
    auto words = net::write(plan);
    words.insert(words.begin(), "simulate");
    return net::write(app::read_command_line(programs::bully(), words, false).plan.faults);
}

TEST(Notation, WritesEveryFaultAsItIsTyped) {
    FaultPlan plan{
        .loss = 0.1,
        .duplicate = 1e-5,
        .reorder = 1,
        .delay_min = 1500us,
        .delay_max = 7ms,
        .cuts = {{process(0), process(1), {}}, {process(1), process(0), {Time{1s}, Time{2500ms}}}},
        .partitions = {{{{process(0), process(1)}, {process(2)}, {process(3)}},
                        {Time{0s}, Time{17ns}}}},
        .skews = {{process(3), {.offset = -5ms, .drift_ppm = 20}}},
        .delays_on = {{{process(0), process(1)}, 20ms, 20ms, {}},
                      {{{}, process(1)}, 1us, 1s, {Time{1s}, Time{2s}}}},
        .losses_on = {{{process(0), {}}, 0.5}},
        .duplicates_on = {{{}, 1, {Time{}, Time{1s}}}},
        .drops = {{"Victory", {process(3), {}}, 1},
                  {"Answer", {process(3), process(2)}, {}, {Time{1s}, Time{2s}}}}};
    auto const [pause, resume] = net::read_pause("leader@1s..2s");
    plan.actions = {net::read_action(net::Action::Kind::crash, "leader@2s"),
                    net::read_action(net::Action::Kind::recover, "leader@3s"),
                    pause,
                    resume,
                    net::read_action(net::Action::Kind::kill, "1@4s"),
                    net::read_action(net::Action::Kind::crash, "2@5s+1send"),
                    net::read_action(net::Action::Kind::crash, "coordinator@6s+3puts")};
    EXPECT_EQ(net::write(plan), words_of("--loss 0.1 --duplicate 1e-05 --delay 1500us..7ms "
                                         "--reorder 1 --cut 0>1 --cut 1>0@1s..2500ms "
                                         "--partition 0,1/2/3@0s..17ns "
                                         "--delay-on 0>1:20ms..20ms "
                                         "--delay-on *>1:1us..1s@1s..2s --loss-on 0>*:0.5 "
                                         "--duplicate-on *>*:1@0s..1s --drop Victory@3:1 "
                                         "--drop Answer@3>2:all@1s..2s --crash leader@2s "
                                         "--recover leader@3s --pause leader@1s..2s "
                                         "--kill 1@4s --crash 2@5s+1send "
                                         "--crash coordinator@6s+3puts --skew 3:-5ms,20ppm"));
    auto const sorted = [](std::vector<std::string> words) {
        std::ranges::sort(words);  // crashes are read before recoveries
        return words;
    };
    EXPECT_EQ(sorted(round_trip(plan)), sorted(net::write(plan)));
    auto const again = app::read_command_line(programs::bully(), net::write(plan), false);
    EXPECT_EQ(net::write(again.plan.faults), round_trip(plan));
}

TEST(Notation, WritesNothingForNoFaults) { EXPECT_TRUE(net::write(FaultPlan{}).empty()); }

TEST(Notation, WritesAndReadsChaosToo) {
    FaultPlan plan{.delay_max = 1ms};
    auto const command = app::read_command_line(programs::bully(), words_of("--chaos -n 9"), false);
    auto completed = command;
    auto const bully = programs::bully();
    app::complete(bully, completed);
    plan.actions = completed.plan.faults.actions;
    ASSERT_FALSE(plan.actions.empty());
    auto const sorted = [](std::vector<std::string> words) {
        std::ranges::sort(words);  // crashes and recoveries are read one kind after the other
        return words;
    };
    EXPECT_EQ(sorted(round_trip(plan)), sorted(net::write(plan)));
}

}  // namespace
}  // namespace conclave::test
