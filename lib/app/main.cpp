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

std::string text_of(Program const& program, Info info, Look const& look) {
    switch (info) {
        case Info::help: return help_text(program, look);
        case Info::version: return version_text(program);
        case Info::about: break;
    }
    return about_text(program);
}

int carry_out(Program const& program, Call const& call, Failing& failing) {
    require_sound(program);
    std::vector<std::string> const arguments(call.argv + 1, call.argv + call.argc);
    if (auto const info = asked_info(arguments)) {
        if (!call.launched || mpi::launched_first())
            write_output(text_of(program, *info, call.look));
        return 0;
    }
    if (auto const* own = own_command(program, arguments)) {
        if (!call.launched || mpi::launched_first())
            write_output(own->carry_out({arguments.begin() + 1, arguments.end()}));
        return 0;
    }
    mpi::require_launcher_knows_mpi();
    Command command = read_command_line(program, arguments, call.launched);
    require_output_open(call.launched);
    switch (command.asked.mode) {
        case Mode::run: return run(program, std::move(command), call, failing);
        case Mode::sweep: return sweep(program, std::move(command), call, failing);
        case Mode::simulate: break;
    }
    if (call.launched && !mpi::launched_first()) return 0;
    if (!command.mode_given && !command.quiet && command.json != "-")
        write_output(
            fmt::format("no MPI launcher: simulating {0} processes (mpirun -np {0} {1} "
                        "runs them for real)\n",
                        command.plan.processes, quoted(call.argv[0])));
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
