#include "mpi/launch/launch.hpp"

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/input_error.hpp"

namespace conclave::mpi {
namespace {

/// What the launchers call a process's rank: Open MPI, PMIx, MPICH and its kin.
constexpr std::array rank_variables{"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"};

std::string_view variable(char const* name) {
    char const* value = std::getenv(name);
    return value ? value : "";
}

std::string_view rank_by_launcher() {
    for (char const* name : rank_variables)
        if (auto const rank = variable(name); !rank.empty()) return rank;
    return {};
}

/// Whether srun started this process among several. mpirun's own daemons are started so as well,
/// which is why a launcher's rank goes before this.
bool one_of_many_in_slurm() {
    auto const tasks = variable("SLURM_STEP_NUM_TASKS");
    return !tasks.empty() && tasks != "1";
}

}  // namespace

bool launched() { return !rank_by_launcher().empty() || one_of_many_in_slurm(); }

bool launched_first() {
    auto rank = rank_by_launcher();
    if (rank.empty() && one_of_many_in_slurm()) rank = variable("SLURM_PROCID");
    return rank.empty() || rank == "0";
}

void require_launcher_knows_mpi() {
    if (!one_of_many_in_slurm() || !variable("OMPI_COMM_WORLD_SIZE").empty()) return;
    if (!variable("PMIX_RANK").empty()) return;
    throw InputError{"srun started " + std::string{variable("SLURM_STEP_NUM_TASKS")} +
                     " processes that MPI cannot join into one program; use srun --mpi=pmix, or "
                     "mpirun inside of sbatch or salloc"};
}

}  // namespace conclave::mpi
