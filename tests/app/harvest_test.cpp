#include "app/harvest.hpp"

#include <gtest/gtest.h>

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
    for (Seed seed = 1; seed <= 20; ++seed) harvest.add(report(seed, finding(true, true)));
    Harvest other;
    other.add(report(21, finding(true, false)));
    harvest.add(other);
    EXPECT_EQ(harvest.runs, 21U);
    EXPECT_EQ(harvest.tallies[0].not_promised, 20U);
    ASSERT_EQ(harvest.failures.size(), Harvest::failures_kept);
    EXPECT_EQ(harvest.failures[0].seed, 21U);
    EXPECT_EQ(harvest.failures[1].seed, 1U);
}

TEST(Harvest, CountsRowsOfTheoryAndNamesTheSeedOfOneThatIsNotSo) {
    auto told = report(7, finding(false, false));
    told.theory = {{"messages", 5, "=", 5, "n"},
                   {"answers", 5, "=", 4, "n-1"},
                   {"victories", 5, "=", 4, "n-1", "p1 crashed"}};
    EXPECT_EQ(told.verdict(), Verdict::violated);
    EXPECT_EQ(told.status(), 1);
    Harvest harvest;
    harvest.add(told);
    EXPECT_EQ(harvest.rows_held, 1U);
    EXPECT_EQ(harvest.rows_not_so, 1U);
    EXPECT_EQ(harvest.rows_not_applied, 1U);
    EXPECT_EQ(harvest.failed_runs, 1U);
    ASSERT_EQ(harvest.failures.size(), 1U);
    EXPECT_EQ(harvest.failures[0].seed, 7U);
    EXPECT_EQ(harvest.failures[0].id, "theory");
    EXPECT_EQ(harvest.failures[0].reason, "answers: 5 = 4 is not so  [n-1]");
    told.theory.erase(told.theory.begin() + 1);
    EXPECT_EQ(told.status(), 0) << "what does not apply is no fault";
    Harvest other;
    other.add(told);
    other.add(harvest);
    EXPECT_EQ(other.rows_held, 2U);
    EXPECT_EQ(other.rows_not_so, 1U);
}

}  // namespace
}  // namespace conclave::test
