#pragma once

#include <memory>
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
};
using Lines = std::vector<std::string>;

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

/// With the lines of its story, if somebody wants them.
inline Play play(app::Program const& program, std::vector<std::string> const& words,
                 Lines* story = nullptr) {
    Play play{app::read_command_line(program, words, false), {}};
    app::complete(program, play.command);
    net::RunPlan const& plan = play.command.plan;
    net::Recorder::Options options{.all_layers = play.command.all_layers()};
    std::unique_ptr<app::Teller> teller;
    if (story) {
        teller = app::make_teller(program, play.command, {},
                                  [story](std::string_view line) { story->emplace_back(line); });
        options.show = [&teller](Event const& event) { teller->tell(event); };
        options.pass_over = [&teller](Event const& event) { teller->pass_over(event); };
    }
    net::Recorder recorder{std::move(options)};
    sim::World world{plan, app::stack_maker(program, plan), &recorder};
    play.trial.outcome = world.outcome(world.run());
    if (teller) teller->finish(play.trial.outcome.ended_at);
    play.trial.hash = recorder.hash();
    play.trial.outcome.events = recorder.take();
    play.trial.judgements =
        check::judge(program.properties(plan), check::History{play.trial.outcome, plan.faults});
    return play;
}

/// What a program tells of a simulation, up to the report.
inline Lines story_of(app::Program const& program, std::vector<std::string> const& words) {
    Lines lines;
    static_cast<void>(play(program, words, &lines));
    return lines;
}

}  // namespace conclave::test
