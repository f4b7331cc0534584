#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mpi/launch/supervisor.hpp"

namespace conclave::mpi {

/// MPI, from MPI_Init to the end of the program. One for each program.
///
/// The functions marked `collective` are called by all ranks together; there must be none once a
/// Runtime has begun its run, because whoever dies would keep the others waiting for ever.
class Session {
public:
    /// Collective. Throws InputError if the launcher started several programs with one rank each.
    explicit Session(Supervision supervision = {});
    Session(Session const&) = delete;
    Session& operator=(Session const&) = delete;
    /// Where no run has begun, ends as end() does; a run that was left by an exception is not
    /// finalised: the supervisor then hands on the status of the program, and the launcher ends the
    /// job.
    ~Session();

    [[nodiscard]] int rank() const;
    [[nodiscard]] int size() const;
    /// Rank 0: the one to speak where all would say the same.
    [[nodiscard]] bool first() const { return rank() == 0; }

    /// Collective. Rank 0's text, on every rank: a random seed, a file that only one should read.
    [[nodiscard]] std::string share(std::string text) const;
    /// Collective. All ranks' texts by rank, on rank 0; empty elsewhere.
    [[nodiscard]] std::vector<std::string> gather(std::string const& text) const;
    /// Collective. Throws the same InputError on every rank unless all give the same text. `what`
    /// names it in the error: "options".
    void agree(std::string const& what, std::string const& text) const;

    /// The last thing a rank does. Returns `status` after MPI_Finalize; where somebody died or does
    /// not answer nobody can finalise: then it flushes standard output and ends the process here,
    /// with this status.
    int end(int status);

    /// For lib/mpi itself.
    struct Inside;
    [[nodiscard]] Inside& inside() { return *inside_; }

private:
    std::unique_ptr<Inside> inside_;
};

}  // namespace conclave::mpi
