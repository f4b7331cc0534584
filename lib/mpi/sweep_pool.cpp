#include "mpi/sweep_pool.hpp"

#include <algorithm>
#include <boost/mpi/collectives.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>
#include <chrono>
#include <numeric>
#include <string>

#include "mpi/launch/session_inside.hpp"

namespace conclave::mpi {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto progress_period = std::chrono::milliseconds{100};

}  // namespace

struct SweepPool::Inside {
    Session::Inside& session;
    MPI_Comm communicator;
    std::vector<std::uint64_t> done;  // by rank, as far as rank 0 has heard
    std::uint64_t sent{0};            // MPI reads it while the request is active
    MPI_Request request{MPI_REQUEST_NULL};
    Clock::time_point next_report{};

    [[nodiscard]] bool on_first() const { return session.world.rank() == 0; }
    void send(std::uint64_t mine);
    void take_in();
};

void SweepPool::Inside::send(std::uint64_t mine) {
    int complete = 0;
    MPI_Test(&request, &complete, MPI_STATUS_IGNORE);
    if (!complete) return;  // rank 0 is behind: no need to hurry it
    sent = mine;
    MPI_Isend(&sent, 1, MPI_UINT64_T, 0, 0, communicator, &request);
}

void SweepPool::Inside::take_in() {
    for (;;) {
        int found = 0;
        MPI_Status status;
        MPI_Iprobe(MPI_ANY_SOURCE, 0, communicator, &found, &status);
        if (!found) return;
        std::uint64_t theirs = 0;
        MPI_Recv(&theirs, 1, MPI_UINT64_T, status.MPI_SOURCE, 0, communicator, MPI_STATUS_IGNORE);
        auto& known = done[static_cast<std::size_t>(status.MPI_SOURCE)];
        known = std::max(known, theirs);
    }
}

SweepPool::SweepPool(Session& session) {
    auto& inside = session.inside();
    auto const ranks = static_cast<std::size_t>(session.size());
    inside_.reset(new Inside{inside, inside.duplicate(), std::vector<std::uint64_t>(ranks, 0)});
}

SweepPool::~SweepPool() = default;

SweepPool::Share SweepPool::share(std::uint64_t count) const {
    auto const ranks = static_cast<std::uint64_t>(inside_->session.world.size());
    auto const rank = static_cast<std::uint64_t>(inside_->session.world.rank());
    std::uint64_t const each = count / ranks;
    std::uint64_t const more = count % ranks;  // the first so many ranks take one more
    auto const begin = [&](std::uint64_t r) { return r * each + std::min(r, more); };
    return {.first = begin(rank), .last = begin(rank + 1)};
}

std::uint64_t SweepPool::progress(std::uint64_t done) {
    Inside& inside = *inside_;
    if (inside.on_first()) inside.done[0] = done;
    if (Clock::now() >= inside.next_report) {
        inside.next_report = Clock::now() + progress_period;
        if (inside.on_first())
            inside.take_in();
        else
            inside.send(done);
    }
    return inside.on_first() ? std::reduce(inside.done.begin(), inside.done.end()) : done;
}

std::vector<Bytes> SweepPool::gather_bytes(Bytes const& mine) {
    auto const* const text = reinterpret_cast<char const*>(mine.data());
    std::vector<std::string> texts;
    boost::mpi::gather(inside_->session.world, std::string{text, mine.size()}, texts, 0);
    // Every rank's last word on its progress was sent before its result: nothing stays behind.
    if (inside_->on_first())
        inside_->take_in();
    else
        MPI_Wait(&inside_->request, MPI_STATUS_IGNORE);

    std::vector<Bytes> all;
    for (std::string const& bytes : texts) all.push_back(to_bytes(std::as_bytes(std::span{bytes})));
    return all;
}

}  // namespace conclave::mpi
