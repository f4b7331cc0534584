#include "mpi/run_clock.hpp"

#include <boost/mpi/collectives.hpp>
#include <cstdint>
#include <thread>

#include "mpi/neighbours.hpp"

namespace conclave::mpi {
namespace {

using std::chrono::steady_clock;

std::int64_t ticks() { return Duration{steady_clock::now().time_since_epoch()}.count(); }

/// From rank 0's word that all are ready to the start: for the word to get around.
constexpr Duration head_start_min = std::chrono::milliseconds{5};
constexpr Duration head_start_per_rank = std::chrono::microseconds{200};

}  // namespace

Duration clock_offset(MPI_Comm world, int rank) {
    constexpr int exchanges = 16;
    int self = 0;
    MPI_Comm_rank(world, &self);
    Duration offset{};
    Duration shortest = Duration::max();
    for (int i = 0; i < exchanges; ++i) {
        std::int64_t theirs = 0;
        if (self == 0) {
            MPI_Recv(nullptr, 0, MPI_BYTE, rank, 0, world, MPI_STATUS_IGNORE);
            theirs = ticks();
            MPI_Send(&theirs, 1, MPI_INT64_T, rank, 0, world);
            continue;
        }
        std::int64_t const before = ticks();
        MPI_Send(nullptr, 0, MPI_BYTE, 0, 0, world);
        MPI_Recv(&theirs, 1, MPI_INT64_T, 0, 0, world, MPI_STATUS_IGNORE);
        std::int64_t const after = ticks();
        if (Duration const round_trip{after - before}; round_trip < shortest) {
            shortest = round_trip;
            offset = Duration{theirs - (before + after) / 2};
        }
    }
    return offset;
}

RunClock::RunClock(Session::Inside& session) {
    auto const& world = session.world;
    auto const machines = session.all_gather(machine_name());
    Duration offset{};
    for (int rank = 1; rank < world.size(); ++rank) {
        bool const concerns_us = world.rank() == 0 || world.rank() == rank;
        if (concerns_us && machines[static_cast<std::size_t>(rank)] != machines[0])
            offset = clock_offset(world, rank);
    }

    world.barrier();
    std::int64_t start = 0;
    if (world.rank() == 0)
        start = ticks() + (head_start_min + head_start_per_rank * world.size()).count();
    boost::mpi::broadcast(world, start, 0);
    origin_ = Clock::time_point{Duration{start} - offset};
    std::this_thread::sleep_until(origin_);
}

}  // namespace conclave::mpi
