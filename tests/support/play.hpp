#pragma once

#include <functional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "app/command_line.hpp"
#include "app/modes.hpp"
#include "programs.hpp"
#include "support/trial.hpp"

namespace conclave::test {

/// The programs' own way from a command line to a history.
struct Play {
    app::Command command;
    Trial trial;
    /// Told each event that the command's --trace asks for, as it happens.
    using Show = std::function<void(net::RunPlan const&, Event const&)>;
};

/// The words of a command line as a shell reads them, quotes (around no blanks) and all.
inline std::vector<std::string> words_of(std::string const& line) {
    std::istringstream in{line};
    std::vector<std::string> words;
    for (std::string word; in >> word;) {
        std::erase(word, '\'');
        words.push_back(word);
    }
    return words;
}

inline Play play(app::Program const& program, std::vector<std::string> const& words,
                 Play::Show const& show = {}) {
    Play play{app::read_command_line(program, words, false), {}};
    app::complete(program, play.command);
    net::RunPlan const& plan = play.command.plan;
    net::Recorder::Options options{.all_layers = play.command.trace == app::TraceLevel::all};
    if (show) options.show = [&](Event const& event) { show(plan, event); };
    net::Recorder recorder{std::move(options)};
    sim::World world{plan, app::stack_maker(program, plan), &recorder};
    play.trial.outcome = world.outcome(world.run());
    play.trial.hash = recorder.hash();
    play.trial.outcome.events = recorder.take();
    play.trial.judgements =
        check::judge(program.properties(plan), check::History{play.trial.outcome, plan.faults});
    return play;
}

}  // namespace conclave::test
