#include <cstdio>
#include <exception>
#include <fmt/format.h>
#include <unistd.h>

#include "app/help.hpp"
#include "app/modes.hpp"
#include "app/output_file.hpp"
#include "core/input_error.hpp"
#include "mpi/launch/launch.hpp"

namespace conclave::app {
namespace {

void complain(Program const& program, std::string_view problem, Failing failing) {
    if (failing != Failing::this_rank && !mpi::launched_first()) {
        sleep(5);                             // the first rank speaks, and its end ends the job
        if (failing == Failing::all) return;  // else nobody has spoken
    }
    std::fflush(stdout);
    std::fputs(fmt::format("{}: {}\n", program.name, problem).c_str(), stderr);
}

/// The program's own sub-command that is called, if one is.
SubCommand const* own_command(Program const& program, std::vector<std::string> const& arguments) {
    for (SubCommand const& command : program.commands)
        if (!arguments.empty() && arguments.front() == command.name) return &command;
    return nullptr;
}

int carry_out(Program const& program, Call const& call, Failing& failing) {
    require_sound(program);
    std::vector<std::string> const arguments(call.argv + 1, call.argv + call.argc);
    if (auto const* own = own_command(program, arguments)) {
        if (!call.launched || mpi::launched_first())
            write_output(own->carry_out({arguments.begin() + 1, arguments.end()}));
        return 0;
    }
    mpi::require_launcher_knows_mpi();
    Command command = read_command_line(program, arguments, call.launched);
    bool const alone = command.asked.mode == Mode::simulate || command.help || command.about;
    if (alone && call.launched && !mpi::launched_first()) return 0;
    if (command.help) return write_output(help_text(program, call.look)), 0;
    if (command.about) return write_output(about_text(program)), 0;
    switch (command.asked.mode) {
        case Mode::run: return run(program, std::move(command), call, failing);
        case Mode::sweep: return sweep(program, std::move(command), call);
        case Mode::simulate: break;
    }
    bool const asked_for = !arguments.empty() && arguments.front() == "simulate";
    if (!asked_for && !command.quiet && command.json != "-")
        write_output(
            fmt::format("no MPI launcher: simulating {0} processes (mpirun -np {0} {1} "
                        "runs them for real)\n",
                        command.plan.processes, call.argv[0]));
    return simulate(program, std::move(command), call);
}

}  // namespace

int main_of(Program const& program, int argc, char** argv) {
    bool const launched = mpi::launched();
    Call const call{argc, argv, launched, look_of_output(launched)};
    Failing failing = launched ? Failing::perhaps_all : Failing::this_rank;
    try {
        return carry_out(program, call, failing);
    } catch (InputError const& error) {
        complain(program, error.what(), failing);
    } catch (std::exception const& error) {
        complain(program, fmt::format("gave up: {}", error.what()), Failing::this_rank);
    }
    return 2;
}

}  // namespace conclave::app
