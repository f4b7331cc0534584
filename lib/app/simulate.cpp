#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

#include "app/modes.hpp"
#include "app/output_file.hpp"
#include "app/progress.hpp"
#include "mpi/launch/interrupts.hpp"
#include "net/recorder.hpp"
#include "sim/world.hpp"

namespace conclave::app {
namespace {

double seconds_of(Duration d) { return std::chrono::duration<double>(d).count(); }

/// Runs the world to its end, or until Ctrl-C: what has happened by then is there to be reported.
net::Outcome::End run_shown(sim::World& world, net::RunPlan const& plan, bool progress_wanted) {
    mpi::Interrupts const interrupts;
    Progress progress{Progress::On::terminal, progress_wanted};
    // No story is over before; most are then.
    auto const expected =
        plan.stay ? plan.limit
                  : std::min(plan.limit, plan.last_change().time_since_epoch() + plan.settle);
    return world.run([&](Time now) {
        progress.tell([&](double seconds) {
            double const done = seconds_of(now.time_since_epoch());
            double const share = done / seconds_of(expected);
            auto const line = "simulated " + to_string(now);
            return share < 1 ? fmt::format("{} of {}, {}", line, to_string(expected),
                                           time_left(share, seconds))
                             : line;
        });
        return !mpi::Interrupts::received();
    });
}

}  // namespace

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
    bool const story_in_sight = teller && isatty(STDOUT_FILENO) != 0;
    auto const end = run_shown(world, plan, !command.quiet && !story_in_sight);
    auto outcome = world.outcome(end);
    auto const hash = recorder.hash();
    outcome.events = recorder.take();

    if (teller) {
        teller->finish(outcome.ended_at);
        if (command.trace != TraceLevel::json) std::fputs("\n", stdout);
    }
    auto const repeat = fmt::format("{} simulate -n {} --seed {}{}", quoted(call.argv[0]),
                                    plan.processes, plan.seed, command.repeat());
    return publish(program, make_report(program, command, std::move(outcome), hash, repeat),
                   command, call.look);
}

}  // namespace conclave::app
