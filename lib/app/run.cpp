#include <cstdio>
#include <fmt/format.h>
#include <random>
#include <unistd.h>

#include "app/modes.hpp"
#include "app/output_file.hpp"
#include "core/input_error.hpp"
#include "mpi/launch/session.hpp"
#include "mpi/launch/supervisor.hpp"
#include "mpi/runtime.hpp"

namespace conclave::app {
namespace {

/// The same chance on every rank: rank 0's.
Seed shared_random_seed(mpi::Session const& session) {
    return std::stoull(session.share(std::to_string(std::random_device{}())));
}

void set_size(Command& command, mpi::Session const& session) {
    auto const ranks = static_cast<std::uint32_t>(session.size());
    auto const n = ranks * command.per_rank;
    if (command.processes_given && command.plan.processes != n)
        throw InputError{fmt::format(
            "-n {}: the launcher started {} ranks with {} processes each; leave -n out, or start "
            "mpirun -np {}",
            command.plan.processes, ranks, command.per_rank, command.plan.processes)};
    command.plan.processes = n;
}

/// complete(), with one outcome on all ranks: files that differ between machines stop the run here.
void complete_together(Program const& program, Command& command, mpi::Session const& session) {
    std::string problem;
    try {
        complete(program, command);
    } catch (InputError const& error) {
        problem = error.what();
    }
    session.agree("input", problem);
    if (!problem.empty()) throw InputError{problem};
    std::string plan = program.name + command.repeat();
    for (net::Request const& request : command.plan.requests)
        plan += fmt::format("\n{} {} {}", to_string(request.at), to_string(request.process),
                            request.line);
    session.agree("program and options", plan);
}

void tell_pids(std::vector<std::string> const& pids, Command const& command, Look const& look) {
    std::string line = "kill -9 one of them, it is a real death:";
    for (std::size_t rank = 0; rank < pids.size(); ++rank)
        line += fmt::format(" {} {}", to_string(process(rank * command.per_rank)), pids[rank]);
    auto const room = look.width > 40 ? static_cast<std::size_t>(look.width) : 100;
    write_output(paint(look, Paint::dim, wrapped(line, room, "  ")) + '\n');
}

}  // namespace

int run(Program const& program, Command command, Call const& call, Failing& failing) {
    auto supervision = mpi::supervise(call.argc, call.argv, command.supervised);
    bool const supervised = supervision.active();
    mpi::Session session{std::move(supervision)};
    failing = Failing::all;
    set_size(command, session);
    if (!command.seed_given) command.plan.seed = shared_random_seed(session);
    complete_together(program, command, session);
    // By the rank that will most likely write them, before anything runs.
    require_together(session, [&] { require_outputs_writable(program, command); });
    net::RunPlan const& plan = command.plan;

    auto const pids = session.gather(std::to_string(getpid()));
    if (session.first() && command.tells() && supervised && command.trace != TraceLevel::json)
        tell_pids(pids, command, call.look);

    auto const teller = make_teller(program, command, call.look, [](std::string_view line) {
        std::fwrite(line.data(), 1, line.size(), stdout);
        std::fputc('\n', stdout);
        std::fflush(stdout);
    });
    mpi::Options options{.per_rank = command.per_rank,
                         .all_layers = command.all_layers(),
                         .read_stdin = plan.keyboard};
    if (teller) {
        options.show = [&teller](Event const& event) { teller->tell(event); };
        options.told_before = [&teller](Event const& event) { teller->told_before(event); };
        options.reach = [&teller](Time until, bool by_another, std::uint64_t lost) {
            teller->reach(until, by_another, lost);
        };
    }
    mpi::Runtime runtime{session, plan, stack_maker(program, plan), std::move(options)};
    failing = Failing::this_rank;
    int const status = runtime.run([&](net::Outcome const& outcome) {
        if (teller) {
            teller->finish(outcome.ended_at);
            if (command.trace != TraceLevel::json) std::fputs("\n", stdout);
        }
        auto const repeat = fmt::format("mpirun -np {} {} --seed {}{}", session.size(),
                                        quoted(call.argv[0]), plan.seed, command.repeat());
        try {
            return publish(program, make_report(program, command, outcome, std::nullopt, repeat),
                           command, call.look);
        } catch (InputError const& error) {  // the others still wait to hear how it ended
            std::fprintf(stderr, "%s: %s\n", program.name.c_str(), error.what());
            return 2;
        }
    });
    return session.end(status);
}

}  // namespace conclave::app
