#include <cstdio>
#include <fmt/format.h>

#include "app/modes.hpp"
#include "app/story.hpp"
#include "net/recorder.hpp"
#include "sim/world.hpp"

namespace conclave::app {

int simulate(Program const& program, Command command, Call const& call) {
    complete(program, command);
    net::RunPlan const& plan = command.plan;
    bool const only_json = command.json == "-";
    require_outputs_writable(program, command);

    net::Recorder::Options options{.all_layers = command.trace == TraceLevel::all};
    Story story{plan.processes, call.look, command.stamps};
    if (!only_json && !command.quiet && command.trace != TraceLevel::none)
        options.show = [&story](Event const& event) {
            std::fputs((story.line(event) + '\n').c_str(), stdout);
        };
    net::Recorder recorder{std::move(options)};
    sim::World world{plan, stack_maker(program, plan), &recorder};
    auto outcome = world.outcome(world.run());
    auto const hash = recorder.hash();
    outcome.events = recorder.take();

    if (!only_json && !command.quiet && command.trace != TraceLevel::none) std::fputs("\n", stdout);
    auto const repeat = fmt::format("{} simulate -n {} --seed {}{}", quoted(call.argv[0]),
                                    plan.processes, plan.seed, command.repeat());
    return publish(program, make_report(program, command, std::move(outcome), hash, repeat),
                   command, call.look);
}

}  // namespace conclave::app
