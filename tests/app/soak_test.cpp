#include "support/soak.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "support/play.hpp"

namespace conclave::test {
namespace {

using check::Verdict;

/// A small share of the runs of scripts/soak, of every program that ships.
std::vector<Soak> share() {
    std::vector<Soak> all;
    for (programs::Make const make : programs::every)
        all.push_back(soak(make().name, 1, 50));
    return all;
}

TEST(SoakRuns, NothingIsViolatedAndEveryVerdictAndPremiseOccurs) {
    std::array<std::uint64_t, 4> runs{};
    for (Soak const& soak : share()) {
        EXPECT_TRUE(soak.offences.empty()) << soak.text();
        EXPECT_GT(soak.rows, 0U) << soak.program << ": no row of theory applied";
        for (auto const& [trouble, verdicts] : soak.verdicts) {
            for (std::size_t i = 0; i < runs.size(); ++i) runs[i] += verdicts.runs[i];
            if (trouble != Trouble::none) continue;
            EXPECT_GT(verdicts.of(Verdict::holds), verdicts.all() / 2) << soak.text();
        }
        EXPECT_EQ(soak.verdicts.size(), troubles.size()) << soak.text();
        for (auto const& [id, runs_with_premise] : soak.premises)
            EXPECT_GT(runs_with_premise, 0U) << id << " was never put to the test";
    }
    for (auto const verdict : {Verdict::holds, Verdict::not_promised, Verdict::inconclusive})
        EXPECT_GT(runs[static_cast<std::size_t>(verdict)], 0U) << check::name_of(verdict);
    EXPECT_EQ(runs[static_cast<std::size_t>(Verdict::violated)], 0U);
}

TEST(SoakRuns, AreTheSameForTheSameSeed) {
    EXPECT_EQ(soak_run("bully", 7).words, soak_run("bully", 7).words);
    EXPECT_NE(soak_run("bully", 7).words, soak_run("bully", 8).words);
    EXPECT_EQ(soak("bully", 1, 3).text(), soak("bully", 1, 3).text());
}

TEST(SoakRuns, TellOfEachOffenceInOneLineWithTheCommandThatShowsIt) {
    Soak soak{.program = "bully"};
    soak.verdicts[Trouble::pause].runs[static_cast<std::size_t>(Verdict::violated)] = 1;
    soak.offences.push_back({"BE2 violated: so it did", "bully simulate --seed 3"});
    auto const text = soak.text();
    EXPECT_NE(text.find("\nbully simulate --seed 3    BE2 violated: so it did\n"), text.npos)
        << text;
    EXPECT_NE(text.find("bully          pause             1        0             0             0"
                        "         1\n"),
              text.npos)
        << text;
}

}  // namespace
}  // namespace conclave::test
