#include "mpi/run_clock.hpp"

#include <algorithm>
#include <array>
#include <boost/mpi/collectives.hpp>
#include <cstdint>
#include <thread>

#include "mpi/transport/neighbours.hpp"

namespace conclave::mpi {
namespace {

using std::chrono::steady_clock;

/// This machine's clock; it counts from the machine's start.
Time machine_time() { return Time{steady_clock::now().time_since_epoch()}; }
std::int64_t ticks(Time time) { return time.time_since_epoch().count(); }

/// From rank 0's word that all are ready to the start: for the word to get around.
constexpr Duration head_start_min = std::chrono::milliseconds{5};
constexpr Duration head_start_per_rank = std::chrono::microseconds{200};

/// Tells one rank after the other how late it is here, for clock_offset.
void answer(MPI_Comm world, int rank) {
    std::array<std::int64_t, 2> stamps{};  // received, answered
    MPI_Recv(nullptr, 0, MPI_BYTE, rank, 0, world, MPI_STATUS_IGNORE);
    stamps[0] = ticks(machine_time());
    stamps[1] = ticks(machine_time());
    MPI_Send(stamps.data(), 2, MPI_INT64_T, rank, 0, world);
}

Exchange ask(MPI_Comm world) {
    std::array<std::int64_t, 2> stamps{};
    Exchange exchange{.sent = machine_time()};
    MPI_Send(nullptr, 0, MPI_BYTE, 0, 0, world);
    MPI_Recv(stamps.data(), 2, MPI_INT64_T, 0, 0, world, MPI_STATUS_IGNORE);
    exchange.returned = machine_time();
    exchange.received = Time{Duration{stamps[0]}};
    exchange.answered = Time{Duration{stamps[1]}};
    return exchange;
}

/// Collective. Every rank's clock, by rank.
std::vector<net::RankClock> gathered(boost::mpi::communicator const& world,
                                     net::RankClock const& own) {
    constexpr std::size_t numbers = 3;
    std::array<std::int64_t, numbers> const ours{own.behind.count(), own.error_max.count(),
                                                 own.same_clock ? 1 : 0};
    std::vector<std::int64_t> all(numbers * static_cast<std::size_t>(world.size()));
    boost::mpi::all_gather(world, ours.data(), numbers, all.data());
    std::vector<net::RankClock> clocks;
    for (auto it = all.begin(); it != all.end(); it += numbers)
        clocks.push_back({Duration{it[0]}, Duration{it[1]}, it[2] != 0});
    return clocks;
}

}  // namespace

OffsetEstimate clock_offset(MPI_Comm world, int rank) {
    constexpr int exchanges = 16;
    int self = 0;
    MPI_Comm_rank(world, &self);
    BestExchange best;
    for (int i = 0; i < exchanges; ++i) {
        if (self == 0)
            answer(world, rank);
        else
            best.add(ask(world));
    }
    return best.estimate().value_or(OffsetEstimate{});
}

RunClock::RunClock(Session::Inside& session) {
    auto const& world = session.world;
    auto const clocks = session.all_gather(clock_name());
    net::RankClock own{.same_clock = clocks[static_cast<std::size_t>(world.rank())] == clocks[0]};
    for (int rank = 1; rank < world.size(); ++rank) {
        if (world.rank() != 0 && world.rank() != rank) continue;
        auto const estimate = clock_offset(world, rank);
        if (world.rank() == rank) {
            own.behind = estimate.offset;
            own.error_max = estimate.error_max;
        }
    }
    ranks_ = gathered(world, own);

    world.barrier();
    std::int64_t start = 0;
    if (world.rank() == 0)
        start =
            ticks(machine_time()) + (head_start_min + head_start_per_rank * world.size()).count();
    boost::mpi::broadcast(world, start, 0);
    Duration const offset = own.same_clock ? Duration{} : own.behind;
    origin_ = Clock::time_point{Duration{start} - offset};
    std::this_thread::sleep_until(origin_);
}

}  // namespace conclave::mpi
