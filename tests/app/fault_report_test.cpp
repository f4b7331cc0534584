#include "app/fault_report.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "app/report.hpp"
#include "support/play.hpp"
#include "support/tale.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

/// What the report of this command says of each fault.
Lines faults_of(programs::Make make, std::string const& command) {
    auto const run = play(make(), words_of(command));
    Lines lines;
    for (auto const& fault :
         app::report_faults(run.command.plan.faults, run.trial.outcome, run.command.chaos))
        lines.push_back(fault.line());
    return lines;
}

TEST(FaultReport, SaysWhatEachFaultOfTheNetworkHit) {
    EXPECT_EQ(
        faults_of(programs::links,
                  "simulate -n 3 --lines 2 --link fair-loss --delay 1ms --cut 0>1@1s..3s "
                  "--cut 0>1 --partition 0/2@0s..1s --delay-on *>0:5ms --drop Line@2:1 "
                  "--drop Line@2-to-1:all --loss-on 1>2:100% --duplicate-on 1>2:1"),
        (Lines{"loss of 100% on 1>2: lost 2 of 2 messages",
               "duplication of 100% on 1>2: no message came its way: this run says nothing "
               "about it",
               "delay of 5 ms on *>0: delayed 2 messages",
               "cut 0>1 from 1 s to 3 s: stopped no message: this run says nothing about it",
               "cut 0>1: stopped 2 messages", "partition 0/2 from 0 ms to 1 s: stopped 4 messages",
               "drop of Line from 2: lost 1 of 1", "drop of Line on 2>1: lost 2 messages"}));
}

TEST(FaultReport, SaysOfAChanceWhatItMet) {
    auto const lines = faults_of(programs::links,
                                 "simulate -n 2 --link fair-loss --lines 50 --loss 20% "
                                 "--duplicate 1e-9 --reorder 20%");
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_TRUE(lines[0].starts_with("loss of 20%: lost ")) << lines[0];
    EXPECT_TRUE(lines[0].ends_with(" of 100 messages")) << lines[0];
    EXPECT_TRUE(lines[1].starts_with("duplication of 1e-07%: repeated none of ")) << lines[1];
    EXPECT_TRUE(lines[1].ends_with(" messages: this run says nothing about it")) << lines[1];
    EXPECT_TRUE(lines[2].starts_with("reordering of 20%: held back ")) << lines[2];
}

TEST(FaultReport, SaysWhomARoleMeant) {
    EXPECT_EQ(faults_of(programs::bully, "simulate -n 4"),
              (Lines{"crash of the leader at 2 s: p3", "recovery of the leader at 4 s: p3"}));
    EXPECT_EQ(faults_of(programs::bully, "simulate -n 4 --crash leader@0s --recover leader@1s"),
              (Lines{"crash of the leader at 0 ms: struck nobody: nobody was the leader then",
                     "recovery of the leader at 1 s: struck nobody: nobody was down by a crash of "
                     "the leader"}));
    EXPECT_EQ(faults_of(programs::bully, "simulate -n 4 --pause leader@1s..1500ms"),
              (Lines{"pause of the leader from 1 s to 1.5 s: p3"}));
}

TEST(FaultReport, SaysWhyAFaultOfAProcessNeverStruck) {
    EXPECT_EQ(faults_of(programs::bully,
                        "simulate -n 4 --crash 1@1s --crash 2@2s+99sends --recover 2@3s "
                        "--crash 3@2s+9puts --crash 0@100s --for 10s"),
              (Lines{"crash of p1 at 1 s",
                     "crash of p2 after 99 sends from 2 s on: never struck: p2 did not send that "
                     "often",
                     "crash of p3 after 9 puts from 2 s on: never struck: p3 did not write to "
                     "stable storage that often",
                     "crash of p0 at 100 s: never struck: the run was over before",
                     "recovery of p2 at 3 s: struck nobody: p2 was up then"}));
}

TEST(FaultReport, JoinsWhatChaosDrew) {
    auto const lines = faults_of(programs::bully, "simulate -n 6 --chaos --cut 0>1 --seed 3");
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_TRUE(lines[1].starts_with("chaos: ")) << lines[1];
    EXPECT_NE(lines[1].find(" crashed, "), std::string::npos) << lines[1];

    net::FaultPlan const calm;
    Tale const tale{2};
    auto const none = app::report_faults(calm, tale.outcome(), true);
    ASSERT_EQ(none.size(), 1U);
    EXPECT_EQ(none[0].line(), "chaos: it drew no crash: this run says nothing about it");
}

/// In a real run, whose killed cannot tell.
TEST(FaultReport, KnowsTheKilledByTheirDeath) {
    using enum net::Action::Kind;
    net::FaultPlan plan;
    plan.actions = {{kill, process(2), Time{1s}},
                    {kill, net::the_leader, Time{2s}},
                    {recover, process(2), Time{3s}},
                    {kill, process(0), Time{4s}}};
    Tale tale{4};
    tale.at(1s).crash(2).at(2s).crash(3).at(5s).decide(0, "goes on");
    tale.finds(2, net::Condition::dead).finds(3, net::Condition::dead);
    Lines lines;
    for (auto const& fault : app::report_faults(plan, tale.outcome(), false))
        lines.push_back(fault.line());
    EXPECT_EQ(lines, (Lines{"kill of p2 at 1 s", "kill of the leader at 2 s: p3",
                            "recovery of p2 at 3 s: never struck: p2 was killed",
                            "kill of p0 at 4 s: never struck: p0 lived to the end"}));
}

TEST(FaultReport, StandsInTheReportForPeopleAndForScripts) {
    auto const fresh = programs::bully();
    auto run =
        play(fresh, words_of("simulate -n 4 --cut 0>1@90s..95s --for 10s --crash leader@2s"));
    auto const report =
        app::make_report(fresh, run.command, std::move(run.trial.outcome), run.trial.hash, {});
    auto const text = app::text(report, {});
    EXPECT_NE(text.find("\n            cut 0>1 from 90 s to 95 s: stopped no message"), text.npos);
    EXPECT_NE(text.find("\n            crash of the leader at 2 s: p3\n"), text.npos) << text;
    auto const plan = nlohmann::json::parse(app::json(report))["faults"]["plan"];
    ASSERT_EQ(plan.size(), 2U);
    EXPECT_EQ(plan[0]["fault"], "cut 0>1 from 90 s to 95 s");
    EXPECT_EQ(plan[0]["messages"], 0);
    EXPECT_EQ(plan[1]["struck"], 1);
    EXPECT_EQ(plan[1]["processes"], nlohmann::json::parse("[3]"));
}

TEST(FaultReport, OfALongPlanShowsFirstWhatHitNothing) {
    Tale const tale{2};
    app::Report report{};
    report.processes = 2;
    report.outcome = tale.outcome();
    for (int i = 0; i < 30; ++i) report.faults.push_back({.fault = "hit", .struck = 1});
    report.faults.push_back({.fault = "missed", .struck = 0});
    auto const text = app::text(report, {});
    EXPECT_NE(text.find("missed\n            hit\n"), text.npos) << text;
    EXPECT_NE(text.find("and 11 more, see --json"), text.npos) << text;
}

}  // namespace
}  // namespace conclave::test
