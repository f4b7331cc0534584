#pragma once

#include <sys/types.h>
#include <vector>

#include "mpi/launch/session_inside.hpp"

namespace conclave::mpi {

/// The ranks' processes, as the operating system knows them. MPI does not tell that a rank has
/// died; of a process on the same machine the system does, at once and for certain.
class Neighbours {
public:
    /// Collective.
    explicit Neighbours(Session::Inside& session);

    /// The neighbours whose processes are gone, each of them once.
    [[nodiscard]] std::vector<int> newly_gone();
    /// Ends a neighbour's process that does not answer, that it may not keep the launcher waiting.
    void kill(int rank) const;

private:
    struct Neighbour {
        int rank;
        pid_t pid;
    };
    std::vector<Neighbour> neighbours_;
};

/// Names the machine.
[[nodiscard]] std::string machine_name();
/// Names the clock that counts from the machine's start: processes of one machine share it, unless
/// a container gives them one of its own.
[[nodiscard]] std::string clock_name();

}  // namespace conclave::mpi
