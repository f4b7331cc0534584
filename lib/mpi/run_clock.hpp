#pragma once

#include <chrono>

#include "core/time.hpp"
#include "mpi/session_inside.hpp"

namespace conclave::mpi {

/// The run's time line on this rank: zero is the same moment on all of them. Machines have clocks
/// of their own; how far they are apart is estimated once, at the start, to half a round trip at
/// worst.
class RunClock {
public:
    /// Collective. Returns at time zero, or a little after.
    explicit RunClock(Session::Inside& session);

    [[nodiscard]] Time now() const { return Time{Clock::now() - origin_}; }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point origin_;
};

/// How far rank 0's clock is ahead of this one's, by the exchange with the shortest round trip
/// (Cristian 1989). Collective between rank 0, which gets zero, and `rank`.
[[nodiscard]] Duration clock_offset(MPI_Comm world, int rank);

}  // namespace conclave::mpi
