#include <gtest/gtest.h>

#include "app/report.hpp"
#include "support/play.hpp"

namespace conclave::test {
namespace {

/// The report of the run of this command.
app::Report told(programs::Make make, std::string const& line) {
    auto const fresh = make();
    auto run = play(fresh, words_of(line));
    return app::make_report(fresh, run.command, std::move(run.trial.outcome), run.trial.hash, {});
}

/// Why each row of theory does not apply, by what it is about; empty for those that do.
std::map<std::string, std::string> reasons(app::Report const& report) {
    std::map<std::string, std::string> all;
    for (auto const& row : report.theory) {
        EXPECT_TRUE(row.holds()) << row.what;
        all[row.what] = row.does_not_apply;
    }
    return all;
}

struct Edge {
    programs::Make make;
    char const* line;
};

// Of the fewest processes too, and with every fault that a box bears, nothing that theory says is
// wrong; and that it says something.
TEST(TheoryRows, HoldAtTheirEdges) {
    for (auto const& [make, line] : std::initializer_list<Edge>{
             {programs::bully, "simulate -n 2 --set-up best"},
             {programs::bully, "simulate -n 2 --set-up worst"},
             {programs::bully, "simulate -n 3 --set-up best --loss 0.3"},
             {programs::bully, "simulate -n 3 --set-up worst --loss 0.3 --duplicate 0.3"},
             {programs::bully, "simulate -n 4 --set-up worst --skew 0:0ms,-500000ppm"},
             {programs::bully, "simulate -n 2"},
             {programs::links, "simulate -n 2 --lines 1"},
             {programs::links, "simulate -n 3 --partition 0/1,2@1s..3s"},
             {programs::links, "simulate -n 3 --link fifo --pause 1@300ms..2s --loss 0.2"},
             {programs::links, "simulate -n 2 --link stubborn --for 300ms"},
             {programs::links, "simulate -n 2 --link eliminate-duplicates --duplicate 0.5"},
             {programs::lamport, "simulate -n 2 --rounds 1"},
             {programs::lamport, "simulate -n 2 --clock differential --duplicate 0.5"},
             {programs::ring_election, "simulate -n 2"},
             {programs::ring_election, "simulate -n 2 --algorithm hirschberg-sinclair"},
             {programs::ring_election, "simulate -n 3 --order rising --duplicate 0.5 --loss 0.3"},
             {programs::snapshot, "simulate -n 2"},
             {programs::snapshot, "simulate -n 2 --algorithm lai-yang"},
             {programs::snapshot, "simulate -n 2 --algorithm mattern --topology star"},
             {programs::clock_sync, "simulate -n 2 --rounds 1"},
             {programs::clock_sync, "simulate -n 2 --algorithm berkeley --duplicate 0.5"},
             {programs::clock_sync, "simulate -n 2 --algorithm lundelius-lynch --duplicate 0.5"}}) {
        auto const report = told(make, line);
        bool applies = false;
        for (auto const& row : report.theory) {
            EXPECT_TRUE(row.holds()) << row.what << ": " << row.measured << "\n    " << line;
            applies = applies || row.applies();
        }
        EXPECT_TRUE(applies) << line;
    }
}

// n^2-n-1 counts what the second highest says to the others: of two processes there is no other.
TEST(TheoryRows, OfTheWorstElectionAmongTwoExpectNothing) {
    auto const report = told(programs::bully, "simulate -n 2 --set-up worst");
    ASSERT_EQ(report.theory.size(), 1U);
    EXPECT_EQ(report.theory[0].measured, 0);
    EXPECT_EQ(report.theory[0].expected, 0);
    EXPECT_EQ(report.status(), 0);
}

TEST(TheoryRows, SayWhyTheyDoNotApply) {
    auto const crashed = reasons(told(programs::links, "simulate -n 3 --crash 1@300ms"));
    EXPECT_EQ(crashed.at("deliveries for each line"), "p1 crashed at 300 ms");
    EXPECT_EQ(crashed.at("transmissions for each line"), "p1 crashed at 300 ms");
    auto const cut = reasons(told(programs::links, "simulate -n 2 --for 200ms"));
    EXPECT_EQ(cut.at("deliveries for each line"), "the run was cut off at 200 ms");
    auto const split = reasons(told(programs::links, "simulate -n 3 --cut 0>1@300ms..400ms"));
    EXPECT_EQ(split.at("deliveries for each line"), "") << "it heals";
    EXPECT_EQ(split.at("transmissions for each line"),
              "p0 could not reach p1 from 300 ms to 400 ms");
    auto const fair =
        reasons(told(programs::links, "simulate -n 3 --link fair-loss --cut 0>1@300ms..400ms"));
    EXPECT_EQ(fair.at("deliveries for each line"), "p0 could not reach p1 from 300 ms to 400 ms");
    auto const nobody = reasons(
        told(programs::bully, "simulate -n 2 --starter none --for 1s --pause 0@10ms..20ms"));
    EXPECT_EQ(nobody.at("Challenge: to each superior of a starter"), "nobody started an election");
    auto const alone =
        reasons(told(programs::ring_election, "simulate -n 3 --alone --order rising"));
    EXPECT_EQ(alone.at("to announce the leader"), "");
    auto const gap = reasons(told(programs::ring_election, "simulate -n 3 --crash 1@1ms"));
    EXPECT_EQ(gap.at("to announce the leader"), "p1 crashed at 1 ms");
    auto const void_snapshot =
        reasons(told(programs::snapshot, "simulate -n 4 --start 0@100ms --crash 0@101ms"));
    EXPECT_EQ(void_snapshot.at("markers of 1 snapshot"), "p0 crashed at 101 ms");
}

}  // namespace
}  // namespace conclave::test
