#include "app/harvest.hpp"

#include <gtest/gtest.h>

#include "core/wire.hpp"

namespace conclave::test {
namespace {

using app::Harvest;
using check::Verdict;

check::Finding finding(bool bad, bool excused) {
    check::Finding finding;
    finding.premise();
    if (bad) finding.violate("it did");
    if (excused) finding.excuse("crash-stop", "p1 recovered");
    return finding;
}

/// The run of this seed, with one property.
app::Report report(Seed seed, check::Finding finding) {
    app::Report report{};
    report.seed = seed;
    report.history_hash = seed;
    report.judgements.push_back({"X1", "Name", std::move(finding), false});
    return report;
}

TEST(Harvest, CountsWhatWasNotPromisedApart) {
    Harvest harvest;
    harvest.add(report(1, finding(false, false)));
    harvest.add(report(2, finding(true, true)));
    ASSERT_EQ(harvest.tallies.size(), 1U);
    EXPECT_EQ(harvest.tallies[0].holds, 1U);
    EXPECT_EQ(harvest.tallies[0].not_promised, 1U);
    EXPECT_EQ(harvest.tallies[0].verdict(), Verdict::not_promised);
    EXPECT_EQ(harvest.failed_runs, 0U);
    ASSERT_EQ(harvest.failures.size(), 1U);
    EXPECT_FALSE(harvest.failures[0].promised);
    EXPECT_EQ(harvest.failures[0].reason, "it assumes crash-stop, but p1 recovered; so it did");
    harvest.add(report(3, finding(true, false)));
    EXPECT_EQ(harvest.tallies[0].verdict(), Verdict::violated);
    EXPECT_EQ(harvest.failed_runs, 1U);
}

TEST(Harvest, KeepsViolationsRatherThanWhatWasNotPromised) {
    Harvest harvest;
    for (Seed seed = 1; seed <= 200; ++seed) harvest.add(report(seed, finding(true, true)));
    Harvest other;
    other.add(report(201, finding(true, false)));
    harvest.add(other);
    EXPECT_EQ(harvest.runs, 201U);
    EXPECT_EQ(harvest.tallies[0].not_promised, 200U);
    ASSERT_EQ(harvest.failures.size(), Harvest::failures_kept);
    EXPECT_EQ(harvest.failures[0].seed, 201U);
    EXPECT_EQ(harvest.failures[1].seed, 1U);
}

TEST(Harvest, CountsRunsThatWereCutOffAsSuch) {
    Harvest harvest;
    harvest.add(report(1, finding(false, false)));
    EXPECT_EQ(harvest.verdict(), Verdict::holds);
    auto cut = report(2, finding(false, false));
    cut.outcome.end = net::Outcome::End::time_limit;
    harvest.add(cut);
    EXPECT_EQ(harvest.cut_off, 1U);
    EXPECT_EQ(harvest.verdict(), Verdict::inconclusive);
    harvest.add(report(3, finding(true, false)));
    EXPECT_EQ(harvest.verdict(), Verdict::violated);
}

TEST(Harvest, OfAnInterruptedSweepIsInconclusiveAtBest) {
    Harvest harvest;
    harvest.add(report(1, finding(false, false)));
    Harvest other;  // of a rank that came to nothing
    other.interrupted = true;
    harvest.add(other);
    EXPECT_EQ(harvest.verdict(), Verdict::inconclusive);
    EXPECT_EQ(Harvest{}.verdict(), Verdict::inconclusive);
}

TEST(Harvest, OfTheRankThatCameToNothingTakesTheOthersProperties) {
    Harvest sum;
    sum.add(Harvest{});
    Harvest other;
    other.add(report(1, finding(false, false)));
    sum.add(other);
    ASSERT_EQ(sum.tallies.size(), 1U);
    EXPECT_EQ(sum.tallies[0].id, "X1");
    EXPECT_EQ(sum.tallies[0].holds, 1U);
}

TEST(Harvest, FailsWhereTheoryIsNotSo) {
    auto odd = report(7, finding(false, false));
    odd.theory = {{"messages", 3, "=", 2, "n"}, {"rounds", 1, "<=", 2, "n"}};
    auto even = report(8, finding(false, false));
    even.theory = {{"messages", 2, "=", 2, "n"}};
    Harvest harvest;
    harvest.add(odd);
    harvest.add(even);
    EXPECT_EQ(harvest.verdict(), Verdict::violated);
    EXPECT_EQ(harvest.failed_runs, 1U);
    ASSERT_EQ(harvest.theory.size(), 2U);
    EXPECT_EQ(harvest.theory[0].so, 1U);
    EXPECT_EQ(harvest.theory[0].not_so, 1U);
    EXPECT_EQ(harvest.theory[0].measured_min, 2);
    EXPECT_EQ(harvest.theory[0].measured_max, 3);
    ASSERT_EQ(harvest.failures.size(), 1U);
    EXPECT_EQ(harvest.failures[0].reason, "messages: 3 = 2 is not so");
}

TEST(Harvest, AddsUpWhatEachFaultHit) {
    auto first = report(1, finding(false, false));
    first.faults = {{.fault = "cut 0>1", .struck = 3, .of_messages = true}, {.fault = "chaos"}};
    auto second = report(2, finding(false, false));
    second.faults = {{.fault = "cut 0>1", .struck = 0, .of_messages = true}, {.fault = "chaos"}};
    Harvest harvest;
    harvest.add(first);
    harvest.add(second);
    ASSERT_EQ(harvest.plan.size(), 2U);
    EXPECT_EQ(harvest.plan[0].runs, 2U);
    EXPECT_EQ(harvest.plan[0].runs_hit, 1U);
    EXPECT_EQ(harvest.plan[0].struck, 3U);
    EXPECT_EQ(harvest.plan[1].runs_hit, 0U);
}

TEST(Harvest, TravelsWhole) {
    Harvest harvest;
    harvest.add(report(1, finding(true, false)));
    harvest.add(app::Refusal{2, "it cannot"});
    auto const read = decode<Harvest>(view(encode(harvest)));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->tallies[0].name, "Name");
    EXPECT_EQ(read->failures[0].reason, "it did");
    EXPECT_EQ(read->refusals[0].why, "it cannot");
    EXPECT_EQ(read->refused, 1U);
    EXPECT_EQ(read->hash, harvest.hash);
}

TEST(Harvest, CountsWhereTheoryDoesNotApply) {
    auto odd = report(1, finding(false, false));
    odd.theory = {{"messages", 3, "=", 2, "n", "p1 crashed"}};
    EXPECT_EQ(odd.status(), 0) << "what does not apply is no fault";
    auto even = report(2, finding(false, false));
    even.theory = {{"messages", 2, "=", 2, "n"}};
    Harvest harvest;
    harvest.add(odd);
    EXPECT_EQ(harvest.verdict(), Verdict::holds);
    harvest.add(even);
    ASSERT_EQ(harvest.theory.size(), 1U);
    EXPECT_EQ(harvest.theory[0].not_applied, 1U);
    EXPECT_EQ(harvest.theory[0].so, 1U);
    EXPECT_EQ(harvest.theory[0].measured_min, 2) << "of those that apply";
    EXPECT_EQ(harvest.theory[0].measured_max, 2);
    even.theory[0].measured = 3;
    EXPECT_EQ(even.status(), 1);
}

}  // namespace
}  // namespace conclave::test
