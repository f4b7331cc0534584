#pragma once

#include <functional>
#include <gtest/gtest.h>
#include <string>

#include "support/commands.hpp"

namespace conclave::test {

/// What more to ask of each run of a sweep.
template <class Program>
using Look = std::function<void(Program const&, net::Outcome const&)>;

/// Plays the commands of the seeds 1 to `seeds`, and returns how it went. Every run must end as
/// `end` says, and every row of theory must hold.
template <class Program>
Tally sweep(Seed seeds, std::function<std::string(Seed)> const& command_of,
            Look<Program> const& look = {}, net::Outcome::End end = net::Outcome::End::story_over) {
    Tally tally;
    for (Seed seed = 1; seed <= seeds && !tally.hopeless(); ++seed) {
        Program const fresh;
        auto const words = command_of(seed);
        auto const command = fresh.program.name + ' ' + words;
        auto const trial = play(fresh.program, words_of(words)).trial;
        EXPECT_EQ(trial.outcome.end, end) << command;
        tally.add(command, trial);
        for (auto const& row : fresh.story.theory(check::History{trial.outcome}, trial.outcome))
            EXPECT_TRUE(row.holds()) << row.what << "\n    " << command;
        if (look) look(fresh, trial.outcome);
    }
    return tally;
}

}  // namespace conclave::test
