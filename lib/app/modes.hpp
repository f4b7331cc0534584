#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/command_line.hpp"
#include "app/program.hpp"
#include "app/report.hpp"
#include "app/teller.hpp"
#include "app/terminal.hpp"

namespace conclave::mpi {
class Session;
}

namespace conclave::app {

/// Which ranks meet an error that is thrown now. Where all do, only the first one tells it.
enum class Failing : std::uint8_t {
    perhaps_all,  ///< ranks that do not know of each other yet
    all,
    this_rank,
};

/// How the program was called, and how what it writes may look.
struct Call {
    int argc;
    char** argv;
    bool launched;  ///< by mpirun or srun
    Look look;
};

// One function for each sub-command. Each returns the exit status and throws InputError.

int simulate(Program const& program, Command command, Call const& call);
// These keep `failing` up to date.
int sweep(Program const& program, Command command, Call const& call, Failing& failing);
int run(Program const& program, Command command, Call const& call, Failing& failing);

// What they share.

/// Throws InputError if the program itself is not in order: an option whose name is taken or that
/// offers one variant twice.
void require_sound(Program const& program);
/// Completes the plan for its number of processes and checks it, and what is to be checked of the
/// run: that every property has an id, and one of its own. Throws InputError.
void complete(Program const& program, Command& command);
MakeStack stack_maker(Program const& program, net::RunPlan const& plan);
/// Who tells the run while it goes on, as the command says; null if nobody does.
std::unique_ptr<Teller> make_teller(Program const& program, Command const& command,
                                    Look const& look, Teller::Print print);
/// Throws InputError if the result could not be written to where --json says.
void require_outputs_writable(Command const& command);
/// The same for all files that a run of this program will write.
void require_outputs_writable(Program const& program, Command const& command);
/// Collective. What the first rank finds to refuse is refused on every rank.
void require_together(mpi::Session const& session, std::function<void()> const& require);
/// Writes the files of the run, and prints the report as it was asked for. Returns the exit status
/// that belongs to it.
int publish(Program const& program, Report report, Command const& command, Look const& look);

}  // namespace conclave::app
