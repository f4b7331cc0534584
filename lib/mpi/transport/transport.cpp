#include "mpi/transport/transport.hpp"

#include <utility>

namespace conclave::mpi {
namespace {

constexpr std::size_t posts = 64;

/// How many sends may be under way to one rank, and how many to all: MPI gets slow with thousands.
constexpr std::size_t window = 128;
constexpr std::size_t crowded = 1024;
constexpr std::size_t window_when_crowded = 4;
constexpr std::size_t long_bytes_max = 2 * Transport::size_max;

}  // namespace

Transport::Transport(Session::Inside& session, Doorbell& doorbell)
    : communicator_{session.duplicate()},
      doorbell_{doorbell},
      long_ones_{session, doorbell},
      posts_(posts),
      under_way_to_(static_cast<std::size_t>(session.world.size()), 0),
      given_up_(under_way_to_.size(), false) {
    for (Post& post : posts_) {
        MPI_Recv_init(post.bytes.data(), static_cast<int>(post.bytes.size()), MPI_BYTE,
                      MPI_ANY_SOURCE, MPI_ANY_TAG, communicator_, &post.request);
        MPI_Start(&post.request);
    }
}

Transport::~Transport() {
    bool all_idle = true;
    for (Post& post : posts_) {
        MPI_Cancel(&post.request);
        int complete = 0;
        MPI_Test(&post.request, &complete, MPI_STATUS_IGNORE);
        all_idle = all_idle && complete;
        MPI_Request_free(&post.request);
    }
    // Into a buffer that a message has begun to fill MPI may write at any time, to the very end.
    if (!all_idle) static_cast<void>(new std::vector<Post>{std::move(posts_)});
}

bool Transport::send(int rank, Datagram const& datagram) {
    auto const peer = static_cast<std::size_t>(rank);
    if (given_up_[peer]) return false;
    if (datagram.body.size() > body_max) return send_long(rank, datagram);
    if (!requests_.empty() && window_full(rank)) return false;

    if (free_slots_.empty())
        free_slots_.push_back(slots_.emplace_back(std::make_unique<Buffer>()).get());
    Buffer* const slot = free_slots_.back();
    pack(slot->data(), datagram);
    auto const size = static_cast<int>(sizeof(Envelope) + datagram.body.size());
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Isend(slot->data(), size, MPI_BYTE, rank, static_cast<int>(index(datagram.channel)),
              communicator_, &request);
    doorbell_.ring(rank);

    int complete = 0;  // the usual case for a short message: MPI has copied it
    MPI_Test(&request, &complete, MPI_STATUS_IGNORE);
    if (complete) return true;
    free_slots_.pop_back();
    requests_.push_back(request);
    sending_.push_back({slot, rank});
    ++under_way_to_[peer];
    return true;
}

void Transport::pack(std::byte* out, Datagram const& datagram) {
    Envelope const envelope{datagram.from, datagram.to, datagram.number, datagram.stamp};
    std::memcpy(out, &envelope, sizeof envelope);
    std::memcpy(out + sizeof envelope, datagram.body.data(), datagram.body.size());
}

bool Transport::send_long(int rank, Datagram const& datagram) {
    if (datagram.body.size() > size_max) return false;
    if (long_ones_.bytes_under_way_to(rank) > long_bytes_max) return false;
    Mail::Content message(sizeof(Envelope) + datagram.body.size());
    pack(message.data(), datagram);
    long_ones_.send(rank, static_cast<int>(index(datagram.channel)), std::move(message));
    return true;
}

bool Transport::window_full(int rank) {
    auto const full = [&] {
        std::size_t const limit = sending_.size() < crowded ? window : window_when_crowded;
        return under_way_to_[static_cast<std::size_t>(rank)] >= limit;
    };
    if (!full()) return false;
    reap();
    return full();
}

void Transport::reap() {
    if (requests_.empty()) return;
    finished_.resize(requests_.size());
    int count = 0;
    MPI_Testsome(static_cast<int>(requests_.size()), requests_.data(), &count, finished_.data(),
                 MPI_STATUSES_IGNORE);
    if (count <= 0) return;
    for (auto i = finished_.begin(); i != finished_.begin() + count; ++i) {
        Sending const& sent = sending_[static_cast<std::size_t>(*i)];
        free_slots_.push_back(sent.slot);
        --under_way_to_[static_cast<std::size_t>(sent.rank)];
    }
    // MPI_Testsome has set the finished requests to MPI_REQUEST_NULL.
    std::size_t kept = 0;
    for (std::size_t i = 0; i < requests_.size(); ++i) {
        if (requests_[i] == MPI_REQUEST_NULL) continue;
        requests_[kept] = requests_[i];
        sending_[kept++] = sending_[i];
    }
    requests_.resize(kept);
    sending_.resize(kept);
}

void Transport::give_up(int rank) {
    auto const peer = static_cast<std::size_t>(rank);
    if (given_up_[peer]) return;
    given_up_[peer] = true;
    long_ones_.give_up(rank);
    // Their slots are never used again: MPI may still read them.
    std::size_t kept = 0;
    for (std::size_t i = 0; i < requests_.size(); ++i) {
        if (sending_[i].rank == rank) continue;
        requests_[kept] = requests_[i];
        sending_[kept++] = sending_[i];
    }
    requests_.resize(kept);
    sending_.resize(kept);
}

}  // namespace conclave::mpi
