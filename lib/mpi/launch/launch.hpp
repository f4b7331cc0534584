#pragma once

namespace conclave::mpi {

/// Whether a launcher (mpirun, srun ...) started this process as one of several, told from the
/// environment: it may be asked before MPI_Init, and of a program that needs no MPI at all.
[[nodiscard]] bool launched();

/// Whether this process is the one to speak where all would say the same, before there is a
/// Session: rank 0, and any process without a launcher.
[[nodiscard]] bool launched_first();

/// Throws InputError if srun started several processes with which MPI could not start as one
/// program: each would run alone and take itself for all there is.
void require_launcher_knows_mpi();

}  // namespace conclave::mpi
