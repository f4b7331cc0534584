#include <cstdio>
#include <fmt/format.h>

#include "app/modes.hpp"
#include "net/recorder.hpp"
#include "sim/world.hpp"

namespace conclave::app {

int simulate(Program const& program, Command command, Call const& call) {
    complete(program, command);
    net::RunPlan const& plan = command.plan;
    require_outputs_writable(program, command);

    net::Recorder::Options options{.all_layers = command.all_layers()};
    auto const teller = make_teller(program, command, call.look, [](std::string_view line) {
        std::fwrite(line.data(), 1, line.size(), stdout);
        std::fputc('\n', stdout);
    });
    if (teller) {
        options.show = [&teller](Event const& event) { teller->tell(event); };
        options.pass_over = [&teller](Event const& event) { teller->pass_over(event); };
    }
    net::Recorder recorder{std::move(options)};
    sim::World world{plan, stack_maker(program, plan), &recorder};
    auto outcome = world.outcome(world.run());
    auto const hash = recorder.hash();
    outcome.events = recorder.take();

    if (teller) {
        teller->finish(outcome.ended_at);
        if (command.trace != TraceLevel::json) std::fputs("\n", stdout);
    }
    auto const repeat = fmt::format("{} simulate -n {} --seed {}{}", call.argv[0], plan.processes,
                                    plan.seed, command.repeat());
    return publish(program, make_report(program, command, std::move(outcome), hash, repeat),
                   command, call.look);
}

}  // namespace conclave::app
