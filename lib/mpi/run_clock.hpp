#pragma once

#include <chrono>
#include <vector>

#include "core/time.hpp"
#include "mpi/launch/session_inside.hpp"
#include "net/run.hpp"
#include "timesync/exchange.hpp"

namespace conclave::mpi {

/// The run's time line on this rank: zero is the same moment on all of them. Machines have clocks
/// of their own; how far they are apart is estimated once, at the start, to half a round trip at
/// worst.
class RunClock {
public:
    /// Collective. Returns at time zero, or a little after.
    explicit RunClock(Session::Inside& session);

    [[nodiscard]] Time now() const { return Time{Clock::now() - origin_}; }
    /// How every rank's clock stood to rank 0's.
    [[nodiscard]] std::vector<net::RankClock> const& ranks() const { return ranks_; }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point origin_;
    std::vector<net::RankClock> ranks_;
};

/// How far rank 0's clock is ahead of this one's, by the exchange with the shortest round trip
/// (Cristian 1989). Collective between rank 0, which gets zero, and `rank`.
[[nodiscard]] OffsetEstimate clock_offset(MPI_Comm world, int rank);

}  // namespace conclave::mpi
