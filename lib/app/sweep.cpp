#include <cstdio>
#include <fmt/format.h>
#include <functional>
#include <optional>

#include "app/harvest.hpp"
#include "app/modes.hpp"
#include "app/output_file.hpp"
#include "app/progress.hpp"
#include "app/sweep_report.hpp"
#include "core/input_error.hpp"
#include "mpi/launch/interrupts.hpp"
#include "mpi/launch/session.hpp"
#include "mpi/sweep_pool.hpp"
#include "net/recorder.hpp"
#include "sim/world.hpp"

namespace conclave::app {
namespace {

/// One simulation, judged; nothing if it was interrupted.
std::optional<Report> simulate_one(Program const& program, Command command, Seed seed) {
    command.plan.seed = seed;
    complete(program, command);
    net::Recorder recorder;
    sim::World world{command.plan, stack_maker(program, command.plan), &recorder};
    auto const end = world.run([](Time) { return !mpi::Interrupts::received(); });
    if (end == net::Outcome::End::interrupted) return std::nullopt;
    auto outcome = world.outcome(end);
    outcome.events = recorder.take();
    return make_report(program, command, std::move(outcome), recorder.hash(), {});
}

/// The seeds first to last - 1, counted from the first of the sweep; `done` is told how many of
/// them have had their run. A seed that cannot run, be it that chaos contradicts what was typed,
/// does not end the sweep.
Harvest reap(Program const& program, Command const& command, mpi::SweepPool::Share const& share,
             std::function<void(std::uint64_t)> const& done) {
    Harvest harvest;
    for (std::uint64_t i = share.first; i < share.last && !harvest.interrupted; ++i) {
        Seed const seed = command.plan.seed + i;
        try {
            auto const report = simulate_one(program, command, seed);
            if (report)
                harvest.add(*report);
            else
                harvest.interrupted = true;
        } catch (std::exception const& error) {
            harvest.add(Refusal{seed, error.what()});
        }
        done(i + 1 - share.first);
        // Its run has come to its end: it counts.
        if (mpi::Interrupts::received() && i + 1 < share.last) harvest.interrupted = true;
    }
    return harvest;
}

Progress progress_of(bool wanted) { return {Progress::On::anything, wanted}; }

std::function<std::string(double)> line_of(std::uint64_t done, std::uint64_t total) {
    return [=](double seconds) {
        auto const share = static_cast<double>(done) / static_cast<double>(total);
        return fmt::format("{} of {} seeds, {:.0f} a second, {}", done, total,
                           static_cast<double>(done) / seconds, time_left(share, seconds));
    };
}

Harvest reap_alone(Program const& program, Command const& command) {
    mpi::Interrupts const interrupts;
    auto progress = progress_of(!command.quiet);
    return reap(program, command, {0, command.seeds},
                [&](std::uint64_t done) { progress.tell(line_of(done, command.seeds)); });
}

/// What all ranks have reaped together, on the first one; elsewhere nothing.
Harvest reap_together(Program const& program, Command const& command, mpi::Session& session) {
    mpi::Interrupts const interrupts;
    mpi::SweepPool pool{session};
    auto progress = progress_of(session.first() && !command.quiet);
    auto const mine = reap(program, command, pool.share(command.seeds), [&](std::uint64_t done) {
        auto const of_all = pool.progress(done);
        progress.tell(line_of(of_all, command.seeds));
    });
    Harvest all;
    for (Harvest const& part : pool.gather(mine)) all.add(part);
    return all;
}

void complain(Program const& program, std::string const& problem) {
    std::fflush(stdout);
    std::fputs(fmt::format("{}: {}\n", program.name, problem).c_str(), stderr);
}

/// Prints the report; what keeps it from being printed is told at once, because other ranks wait to
/// hear the status.
int publish(Program const& program, Command const& command, Call const& call,
            Harvest const& harvest) {
    SweepReport const report{program, command, call, harvest};
    try {
        if (command.json == "-") {
            write_output(report.json());
        } else {
            write_output(report.text());
            if (!command.json.empty()) write_file(command.json, report.json());
        }
    } catch (InputError const& error) {
        complain(program, error.what());
        return 2;
    }
    if (harvest.refused == 0) return report.status();
    Refusal const& first = harvest.refusals.front();
    complain(program, fmt::format("{} of {} seeds could not run; seed {}: {}", harvest.refused,
                                  command.seeds, first.seed, first.why));
    return 2;
}

/// Everything that can be refused is, before the first of many simulations.
void require_ready(Program const& program, Command command) { complete(program, command); }

}  // namespace

int sweep(Program const& program, Command command, Call const& call, Failing& failing) {
    require_ready(program, command);
    if (!call.launched) {
        require_outputs_writable(command);
        return publish(program, command, call, reap_alone(program, command));
    }
    mpi::Session session;
    failing = Failing::all;
    require_together(session, [&] { require_outputs_writable(command); });
    failing = Failing::this_rank;
    auto const harvest = reap_together(program, command, session);
    int const status = session.first() ? publish(program, command, call, harvest) : 0;
    return session.end(std::stoi(session.share(std::to_string(status))));
}

}  // namespace conclave::app
