#pragma once

#include <functional>
#include <gtest/gtest.h>
#include <string>

#include "support/play.hpp"
#include "support/repeats.hpp"
#include "support/swarm.hpp"

namespace conclave::test {

/// What more to ask of each run of a sweep.
using Look = std::function<void(app::Program const&, net::Outcome const&)>;

/// Plays the commands of the seeds 1 to `seeds`, and returns how it went. Every run must end as
/// `end` says, and every row of theory must hold. The first of them must come out the same again.
inline Tally sweep(programs::Make make, Seed seeds,
                   std::function<std::string(Seed)> const& command_of, Look const& look = {},
                   net::Outcome::End end = net::Outcome::End::story_over) {
    constexpr Seed repeated = affordable(10);
    Tally tally;
    for (Seed seed = 1; seed <= seeds && !tally.hopeless(); ++seed) {
        auto const program = make();
        auto const words = command_of(seed);
        auto const command = program.name + ' ' + words;
        auto const [played, trial] = play(program, words_of(words));
        EXPECT_EQ(trial.outcome.end, end) << command;
        tally.add(command, trial);
        for (auto const& row :
             program.theory(check::History{trial.outcome, played.plan.faults}, trial.outcome))
            EXPECT_TRUE(row.holds()) << row.what << "\n    " << command;
        if (look) look(program, trial.outcome);
        if (seed <= repeated) expect_repeats(make, words);
    }
    return tally;
}

}  // namespace conclave::test
