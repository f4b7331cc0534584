#pragma once

#include <string>

namespace conclave::mpi {

/// "Open MPI v4.1.4, ...": of the library that is loaded, which may be another than the one that we
/// were compiled with. It may be asked before MPI_Init.
[[nodiscard]] std::string mpi_version();
/// The same of PMIx; "none" if we were built without it.
[[nodiscard]] std::string pmix_version();

}  // namespace conclave::mpi
