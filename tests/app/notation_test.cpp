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
        .skews = {{process(3), {.offset = -5ms, .drift_ppm = 20}}}};
    auto const [pause, resume] = net::read_pause("leader@1s..2s");
    plan.actions = {net::read_action(net::Action::Kind::crash, "leader@2s"),
                    net::read_action(net::Action::Kind::recover, "leader@3s"), pause, resume,
                    net::read_action(net::Action::Kind::kill, "1@4s")};
    EXPECT_EQ(net::write(plan), words_of("--loss 0.1 --duplicate 1e-05 --delay 1500us..7ms "
                                         "--reorder 1 --cut 0>1 --cut 1>0@1s..2500ms "
                                         "--partition 0,1/2/3@0s..17ns --crash leader@2s "
                                         "--recover leader@3s --pause leader@1s..2s "
                                         "--kill 1@4s --skew 3:-5ms,20ppm"));
    EXPECT_EQ(round_trip(plan), net::write(plan));
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
