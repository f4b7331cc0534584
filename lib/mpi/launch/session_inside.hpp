#pragma once

// g++ takes mpi.h's C casts for ours unless it is a system header; Boost.MPI includes it.
#include <boost/mpi/communicator.hpp>
#include <boost/mpi/environment.hpp>
#include <memory>
#include <mpi.h>
#include <string>
#include <vector>

#include "mpi/launch/session.hpp"

namespace conclave::mpi {

/// What lib/mpi shares of a session.
struct Session::Inside {
    Supervision supervision;
    std::unique_ptr<boost::mpi::environment> environment;
    boost::mpi::communicator world;
    std::vector<MPI_Win> windows;  // to free at the end
    bool running{false};  // a run has begun, and is not over in good order: no more collectives

    /// Collective. A communicator of all ranks, apart from every other.
    MPI_Comm duplicate();
    /// Collective. Every rank's text, by rank.
    [[nodiscard]] std::vector<std::string> all_gather(std::string const& text) const;
};

}  // namespace conclave::mpi
