#pragma once

#include <functional>
#include <gtest/gtest.h>
#include <string>

#include "support/trial.hpp"

namespace conclave::test {

/// A small sweep that a broken twin must fail and its right twin pass.
struct Sweep {
    std::function<net::RunPlan(Seed)> plan;
    std::vector<check::Property> properties;
    Seed seeds{20};

    /// The checkers catch it: the property of this id is violated in some seed.
    [[nodiscard]] testing::AssertionResult catches(std::string_view id,
                                                   MakeStack const& broken) const {
        return finds(check::Verdict::violated, id, broken);
    }

    /// What it assumes is broken: the property of this id is not promised in some seed, and
    /// violated in none.
    [[nodiscard]] testing::AssertionResult excuses(std::string_view id,
                                                   MakeStack const& right) const {
        if (auto const caught = finds(check::Verdict::violated, id, right))
            return testing::AssertionFailure() << "violated: " << caught.message();
        return finds(check::Verdict::not_promised, id, right);
    }

    [[nodiscard]] testing::AssertionResult finds(check::Verdict verdict, std::string_view id,
                                                 MakeStack const& make_stack) const {
        std::string witness;
        for (Seed seed = 1; seed <= seeds && witness.empty(); ++seed) {
            auto const trial = simulate(plan(seed), make_stack, properties);
            auto const& finding = trial.finding(id);
            if (finding.verdict() == verdict) witness = finding.reason();
        }
        if (witness.empty())
            return testing::AssertionFailure()
                   << id << " was " << check::name_of(verdict) << " in none of " << seeds;
        return testing::AssertionSuccess() << witness;
    }

    /// Every property holds in every seed, and had its case there.
    [[nodiscard]] testing::AssertionResult passes(MakeStack const& right) const {
        for (Seed seed = 1; seed <= seeds; ++seed)
            for (auto const& judgement : simulate(plan(seed), right, properties).judgements)
                if (judgement.finding.verdict() != check::Verdict::holds)
                    return testing::AssertionFailure()
                           << judgement.id << " in seed " << seed << ": "
                           << check::name_of(judgement.finding.verdict()) << ", "
                           << judgement.finding.reason();
        return testing::AssertionSuccess();
    }
};

}  // namespace conclave::test
