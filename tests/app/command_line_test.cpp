#include "app/command_line.hpp"

#include <gtest/gtest.h>

#include "app/option_rows.hpp"
#include "net/notation.hpp"
#include "support/play.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using app::Command;
using app::Mode;
using Kind = net::Action::Kind;

Command read(std::string const& line, bool launched = false) {
    auto const bully = programs::bully();
    return app::read_command_line(bully, words_of(line), launched);
}

TEST(CommandLine, HasItsDefaults) {
    auto const command = read("");
    EXPECT_EQ(command.asked.mode, Mode::simulate);
    EXPECT_EQ(command.plan.processes, 5U);
    EXPECT_EQ(command.plan.seed, 1U);
    EXPECT_EQ(command.plan.limit, 60s);
    EXPECT_EQ(command.seeds, 1000U);
    EXPECT_EQ(command.per_rank, 1U);
    EXPECT_EQ(command.trace, app::TraceLevel::story);
    EXPECT_EQ(command.plan.faults.delay_min, 1ms);
    EXPECT_EQ(command.plan.faults.delay_max, 10ms);
    EXPECT_TRUE(command.supervised);
    for (bool const off : {command.processes_given, command.seed_given, command.asked.faults,
                           command.asked.limit, command.chaos, command.quiet, command.plan.stay})
        EXPECT_FALSE(off);
}

TEST(CommandLine, KnowsItsModes) {
    EXPECT_EQ(read("", true).asked.mode, Mode::run);
    EXPECT_EQ(read("run", true).asked.mode, Mode::run);
    EXPECT_EQ(read("simulate", true).asked.mode, Mode::simulate);
    EXPECT_EQ(read("sweep").asked.mode, Mode::sweep);
    EXPECT_EQ(read("--quiet").asked.mode, Mode::simulate);
    EXPECT_EQ(read("", true).plan.faults.delay_max, 0ms);  // a real network has its own delays
}

TEST(CommandLine, TakesSizesAndTimes) {
    auto const command = read(
        "sweep -n 7 --seed 18446744073709551615 --seeds 1e6 --for 2min "
        "--per-rank 3 --stay");
    EXPECT_EQ(command.plan.processes, 7U);
    EXPECT_TRUE(command.processes_given);
    EXPECT_EQ(command.plan.seed, UINT64_MAX);
    EXPECT_TRUE(command.seed_given);
    EXPECT_EQ(command.seeds, 1'000'000U);
    EXPECT_EQ(command.plan.limit, 2min);
    EXPECT_TRUE(command.asked.limit);
    EXPECT_EQ(command.per_rank, 3U);
    EXPECT_TRUE(command.plan.stay);
    EXPECT_EQ(read("--processes 9").plan.processes, 9U);
}

TEST(CommandLine, TakesTheNetworksFaults) {
    auto const faults = read(
                            "--loss 10% --duplicate 0.2 --reorder 1 --delay 2ms..5ms "
                            "--cut 0>1@1s..3s --cut 1>0 --partition 0,1/2,3,4@500ms..1s")
                            .plan.faults;
    EXPECT_EQ(faults.loss, 0.1);
    EXPECT_EQ(faults.duplicate, 0.2);
    EXPECT_EQ(faults.reorder, 1);
    EXPECT_EQ(faults.delay_min, 2ms);
    EXPECT_EQ(faults.delay_max, 5ms);
    ASSERT_EQ(faults.cuts.size(), 2U);
    EXPECT_EQ(faults.cuts[0].from, process(0));
    EXPECT_EQ(faults.cuts[0].to, process(1));
    EXPECT_EQ(faults.cuts[0].span, (net::Span{Time{1s}, Time{3s}}));
    EXPECT_EQ(faults.cuts[1].span, net::Span{});
    ASSERT_EQ(faults.partitions.size(), 1U);
    ASSERT_EQ(faults.partitions[0].groups.size(), 2U);
    EXPECT_EQ(faults.partitions[0].groups[1].size(), 3U);
    EXPECT_FALSE(read("--loss 0.1").asked.faults);  // the program's own story stays
}

TEST(CommandLine, TakesFaultsOfLinksAndKinds) {
    auto const command = read(
        "--delay-on 0>1:20ms..20ms --delay-on *-to-1:1ms --loss-on 0-to-1:0.5 "
        "--duplicate-on 1>0:10%@1s..2s --drop Victory@3:1 --drop Answer@*:all");
    EXPECT_FALSE(command.asked.faults);
    auto const& faults = command.plan.faults;
    ASSERT_EQ(faults.delays_on.size(), 2U);
    EXPECT_EQ(faults.delays_on[1].max, 1ms);
    ASSERT_EQ(faults.losses_on.size(), 1U);
    ASSERT_EQ(faults.duplicates_on.size(), 1U);
    EXPECT_EQ(faults.duplicates_on[0].span, (net::Span{Time{1s}, Time{2s}}));
    ASSERT_EQ(faults.drops.size(), 2U);
    EXPECT_EQ(faults.drops[0].kind, "Victory");
    EXPECT_EQ(command.repeat(),
              " --delay-on '0>1:20ms..20ms' --delay-on '*-to-1:1ms' --drop Victory@3:1 "
              "--drop 'Answer@*:all' --duplicate-on '1>0:10%@1s..2s' --loss-on 0-to-1:0.5");
}

TEST(CommandLine, TakesWhatBefallsProcesses) {
    auto const command = read(
        "--crash 3@2s --crash leader@4s --recover 3@3s --pause 1@1s..2s "
        "--kill 2@5s --chaos --skew 3:+5ms,-20ppm --skew 0:-1ms "
        "--no-supervisor",
        true);
    EXPECT_TRUE(command.asked.faults);
    EXPECT_TRUE(command.chaos);
    EXPECT_FALSE(command.supervised);
    auto const& faults = command.plan.faults;
    ASSERT_EQ(faults.actions.size(), 6U);
    auto const has = [&](Kind kind, net::Victim victim, Duration at) {
        return std::ranges::any_of(faults.actions, [&](net::Action const& a) {
            return a.kind == kind && a.victim == victim && a.at == Time{at};
        });
    };
    EXPECT_TRUE(has(Kind::crash, process(3), 2s));
    EXPECT_TRUE(has(Kind::crash, net::the_leader, 4s));
    EXPECT_TRUE(has(Kind::recover, process(3), 3s));
    EXPECT_TRUE(has(Kind::pause, process(1), 1s));
    EXPECT_TRUE(has(Kind::resume, process(1), 2s));
    EXPECT_TRUE(has(Kind::kill, process(2), 5s));
    EXPECT_EQ(faults.skews.at(process(3)).offset, 5ms);
    EXPECT_EQ(faults.skews.at(process(3)).drift_ppm, -20);
    EXPECT_EQ(faults.skews.at(process(0)).offset, -1ms);
    auto const in_handler = read("--crash 3@2s+2sends").plan.faults.actions;
    ASSERT_EQ(in_handler.size(), 1U);
    EXPECT_EQ(in_handler[0].at, Time{2s});
    EXPECT_EQ(in_handler[0].point, (CrashPoint{CrashPoint::After::send, 2}));
    for (auto const* one : {"--crash 1@1s", "--recover 1@1s", "--pause 1@1s..2s", "--chaos"})
        EXPECT_TRUE(read(one).asked.faults) << one;
}

TEST(CommandLine, TakesWhatToShow) {
    auto const command = read("--quiet --trace all --json out.json");
    EXPECT_TRUE(command.quiet);
    EXPECT_EQ(command.trace, app::TraceLevel::all);
    EXPECT_EQ(command.json, "out.json");
    EXPECT_EQ(read("--trace none").trace, app::TraceLevel::none);
    EXPECT_EQ(read("--trace story").trace, app::TraceLevel::story);
    EXPECT_EQ(read("").stamps, app::Stamps::none);
    EXPECT_EQ(read("--stamps none").stamps, app::Stamps::none);
    EXPECT_EQ(read("--stamps lamport").stamps, app::Stamps::lamport);
    EXPECT_EQ(read("--stamps vector").stamps, app::Stamps::vector);
    EXPECT_EQ(read("--stamps hybrid").stamps, app::Stamps::hybrid);
    EXPECT_EQ(read("--json -").json, "-");
}

std::optional<app::Info> asked_info(std::string const& line) {
    return app::asked_info(words_of(line));
}

TEST(CommandLine, TellsOfTheProgramWhateverStandsBeside) {
    for (auto const* line : {"--help", "-h", "simulate -h", "--loss 3 --help", "run --help",
                             "sing --help", "--version --help --about", "show --help"})
        EXPECT_EQ(asked_info(line), app::Info::help) << line;
    for (auto const* line : {"--version", "--loss 3 --version", "--about --version"})
        EXPECT_EQ(asked_info(line), app::Info::version) << line;
    EXPECT_EQ(asked_info("sweep --about -n 0"), app::Info::about);
    EXPECT_EQ(asked_info("simulate --loss 0.1"), std::nullopt);
}

TEST(CommandLine, TakesTheModeAnywhereAndValuesGluedToTheirOptions) {
    EXPECT_EQ(read("--quiet simulate -n 4", true).asked.mode, Mode::simulate);
    EXPECT_EQ(read("--loss 0.1 sweep", true).asked.mode, Mode::sweep);
    EXPECT_TRUE(read("--quiet run", true).quiet);
    for (auto const* line : {"-n 4", "-n4", "-n=4", "--processes 4", "--processes=4"})
        EXPECT_EQ(read(line).plan.processes, 4U) << line;
}

TEST(CommandLine, QuotesWhatAShellWouldTakeForSomethingElse) {
    EXPECT_EQ(app::quoted("./bully"), "./bully");
    EXPECT_EQ(app::quoted("my programs/bully"), "'my programs/bully'");
    EXPECT_EQ(app::quoted("it's"), "'it'\\''s'");
    EXPECT_EQ(app::quoted(""), "''");
    EXPECT_EQ(read("--cut 0>1").repeat(), " --cut '0>1'");
}

/// What --help would call its default.
std::string value_of(app::Program const& program, std::string const& option) {
    for (auto const& row : app::own_help(program)) {
        auto const value = row.help.rfind("(default ");
        if (row.option.starts_with(option + ' ') && value != row.help.npos)
            return row.help.substr(value + 9, row.help.size() - value - 10);
    }
    return "no such option";
}

TEST(CommandLine, GivesAProgramsOwnOptionsTheirValues) {
    auto const bully = programs::bully();
    auto const words = words_of(
        "simulate --algorithm omega --starter 2 --heartbeat 50ms "
        "--silence 300ms --delay-max 20ms");
    auto const command = app::read_command_line(bully, words, false);
    EXPECT_EQ(value_of(bully, "--algorithm"), "omega");
    EXPECT_EQ(value_of(bully, "--starter"), "2");
    EXPECT_EQ(value_of(bully, "--heartbeat"), "50ms");
    EXPECT_EQ(value_of(bully, "--silence"), "300ms");
    EXPECT_EQ(value_of(bully, "--delay-max"), "20ms");
    EXPECT_EQ(value_of(programs::bully(), "--silence"), "0s") << "each program has its own values";
    auto const links = programs::links();
    app::read_command_line(links, words_of("--lines 7 --link fifo"), false);
    EXPECT_EQ(value_of(links, "--lines"), "7");
    EXPECT_EQ(value_of(links, "--link"), "fifo");
}

TEST(CommandLine, GivesFlagsAndNumbersOfAProgramTheirValues) {
    auto bully = programs::bully();
    bool flag = false;
    double number = 0;
    bully.options.push_back({"--flag", "on or off", &flag});
    bully.options.push_back({"--number", "any", &number});
    app::read_command_line(bully, words_of("--flag --number -2.5"), false);
    EXPECT_TRUE(flag);
    EXPECT_EQ(number, -2.5);
}

TEST(CommandLine, TheCommandThatRepeatsARunHasAllThatMattersToIt) {
    auto const command = read(
        "simulate -n 4 --seed 9 --loss 10% --crash leader@2s --crash 0@1s "
        "--cut 0>1 --stay --trace all --stamps vector --quiet --json x --starter 0");
    EXPECT_EQ(command.repeat(),
              " --crash leader@2s --crash 0@1s --cut '0>1' --loss 10% --starter 0 --stay");
    EXPECT_EQ(read("--starter it's").repeat(), " --starter its");
    EXPECT_EQ(app::read_command_line(programs::bully(), {"--starter", "it's"}, false).repeat(),
              " --starter 'it'\\''s'");
}

TEST(Completing, AddsTheStoryOfTheProgramUnlessFaultsAreAskedFor) {
    auto const actions = [](std::string const& line) {
        auto const bully = programs::bully();
        auto command = app::read_command_line(bully, words_of(line), false);
        app::complete(bully, command);
        return command.plan.faults.actions.size();
    };
    EXPECT_EQ(actions(""), 2U);  // the leader crashes and recovers
    EXPECT_EQ(actions("--loss 0.1"), 2U);
    EXPECT_EQ(actions("--crash 1@1s"), 1U);
    EXPECT_EQ(actions("--set-up worst"), 1U);
    EXPECT_EQ(actions("--no-story"), 0U);
    EXPECT_EQ(actions("--no-story --crash 1@1s"), 1U);
    EXPECT_EQ(actions("--cut 0>1@1s..2s"), 0U);
    EXPECT_EQ(actions("--partition 0,1/2,3,4@1s..2s"), 0U);
    for (auto const* option : {"--duplicate 0.1", "--delay 1ms", "--loss-on 0>1:0.5",
                               "--delay-on 0>1:5ms", "--drop Victory@4:1", "--skew 0:1ms"})
        EXPECT_EQ(actions(option), 2U) << option;
    EXPECT_NE(actions("--chaos -n 50"), 2U);
}

/// The old leader comes back once another one leads, however long the loss lets that take.
TEST(Completing, BringsTheLeaderBackOnceItWasMissed) {
    for (auto const* loss : {"0", "0.2", "0.4", "0.6"}) {
        auto const trial = play(programs::bully(), {"simulate", "--loss", loss}).trial;
        auto const& events = trial.outcome.events;
        auto const at = [&](auto const& is) { return std::ranges::find_if(events, is)->time; };
        auto const crash = at([](Event const& e) { return e.kind == Event::Kind::crash; });
        auto const back = at([](Event const& e) { return e.kind == Event::Kind::recovery; });
        auto const next = at([&](Event const& e) {
            return e.time > crash && e.kind == Event::Kind::indication && e.what == "elected";
        });
        EXPECT_LT(next, back) << loss;
        EXPECT_EQ(trial.outcome.end, net::Outcome::End::story_over) << loss;
    }
}

TEST(Completing, LetsEachNewLeaderFall) {
    auto const trial =
        play(programs::bully(), words_of("simulate --crash leader@2s --crash leader@4s")).trial;
    std::vector<ProcessId> fallen;
    for (Event const& e : trial.outcome.events)
        if (e.kind == Event::Kind::crash) fallen.push_back(e.process);
    EXPECT_EQ(fallen, (std::vector{process(4), process(3)}));
}

TEST(Completing, StartsWhomItIsToldTo) {
    auto const trial =
        play(programs::bully(), words_of("simulate --starter 1,p3 --no-story")).trial;
    std::set<ProcessId> at_once;
    for (Event const& e : trial.outcome.events)
        if (e.time == Time{} && e.kind == Event::Kind::decision) at_once.insert(e.process);
    EXPECT_EQ(at_once, (std::set{process(1), process(3)}));
}

TEST(Completing, DrawsChaosFromTheSeed) {
    auto const plan = [](std::string const& line) {
        auto const bully = programs::bully();
        auto command = app::read_command_line(bully, words_of(line), false);
        app::complete(bully, command);
        return net::write(command.plan.faults);
    };
    EXPECT_EQ(plan("--chaos --seed 3 -n 8"), plan("--chaos --seed 3 -n 8"));
    EXPECT_NE(plan("--chaos --seed 3 -n 8"), plan("--chaos --seed 4 -n 8"));
}

}  // namespace
}  // namespace conclave::test
