#pragma once

#include <filesystem>
#include <memory>

#include "core/time.hpp"

namespace conclave::mpi {

/// What a rank and its supervisor know of each other: a page of memory that both see, and that
/// survives either.
///
/// MPI ends the whole job when a rank dies. So that real deaths can be shown, each program forks
/// before MPI_Init: the child is the rank, and the parent, which the launcher takes for the rank,
/// signs off in its place when it dies (PMIx_Init, PMIx_Finalize). The launcher sees an orderly
/// end, and the others go on.
class Supervision {
public:
    /// Nobody supervises this process.
    Supervision();

    [[nodiscard]] bool active() const { return active_; }

    // What a rank tells its supervisor.

    /// From now on its death is part of the story, and not a failed start.
    void begin_run();
    /// It ends on purpose without MPI_Finalize, with this status: sign off in its place.
    void leave(int status);
    /// It has called MPI_Finalize, and ends with this status.
    void finish(int status);
    /// Kill it if it is still there after this much time (by stop signal, or by a fault of ours);
    /// zero: never.
    void expect_end_within(Duration limit);
    /// Remove this folder when it is gone. Paths longer than a kilobyte are not remembered.
    void inherit(std::filesystem::path const& folder);

private:
    struct Page;
    struct Unmap {
        void operator()(Page* page) const;
    };
    friend Supervision supervise(int argc, char** argv, bool wanted);
    friend class Supervisor;

    std::unique_ptr<Page, Unmap> page_;
    bool active_{false};
};

/// Whether this build can supervise: it needs libpmix.
[[nodiscard]] bool can_supervise();

/// Forks, if `wanted`. Returns in the child, which goes on as the rank; the parent ends inside.
/// Without a launcher, or without libpmix, nothing happens but that the Supervision returned is not
/// active. To be called before MPI_Init, with nothing left in the buffers of standard output. The
/// parent shows as "supervisor" in ps, so that the name of the program finds the ranks alone.
/// Throws InputError if the system has no room for another process.
[[nodiscard]] Supervision supervise(int argc, char** argv, bool wanted);

}  // namespace conclave::mpi
