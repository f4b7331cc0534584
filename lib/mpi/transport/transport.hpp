#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <vector>

#include "core/datagram.hpp"
#include "mpi/launch/session_inside.hpp"
#include "mpi/transport/doorbell.hpp"
#include "mpi/transport/mail.hpp"

namespace conclave::mpi {

/// Datagrams between ranks: one MPI message each, its tag the channel. Nothing here ever waits, nor
/// allocates once warm. Receives are posted ahead; sends go out of pooled slots, of which only so
/// many may be under way to one peer: MPI does not tell that a peer is dead, its messages just
/// never complete. What is too long for a slot goes by Mail.
class Transport {
public:
    /// The longest datagram; longer ones are refused.
    static constexpr std::size_t size_max = 64U << 20U;

    /// Collective.
    Transport(Session::Inside& session, Doorbell& doorbell);
    Transport(Transport const&) = delete;
    Transport& operator=(Transport const&) = delete;
    ~Transport();

    /// False if the datagram is refused: too many are under way to this rank, or it was given up.
    bool send(int rank, Datagram const& datagram);

    /// Hands over what has arrived, at most a batch; returns how many.
    template <class Handle>
    std::size_t poll(Handle&& handle) {
        std::size_t arrived = 0;
        for (; arrived < batch; ++arrived) {
            Post& post = posts_[next_];
            int complete = 0;
            MPI_Status status;
            MPI_Test(&post.request, &complete, &status);
            if (!complete) break;
            int size = 0;
            MPI_Get_count(&status, MPI_BYTE, &size);
            unpack(status.MPI_TAG, {post.bytes.data(), static_cast<std::size_t>(size)}, handle);
            MPI_Start(&post.request);
            next_ = (next_ + 1) % posts_.size();
        }
        return arrived;
    }

    /// The same for what is not worth looking for each time: long datagrams, and sends that have
    /// completed since.
    template <class Handle>
    bool poll_seldom(Handle&& handle) {
        reap();
        return long_ones_.poll(
            [&](int, int tag, BytesView message) { unpack(tag, message, handle); });
    }

    /// Whether MPI needs to be polled for a datagram to get on.
    [[nodiscard]] bool under_way() const { return !sending_.empty() || long_ones_.under_way(); }
    /// Nothing more goes to this rank.
    void give_up(int rank);

private:
    struct Envelope {
        ProcessId from;
        ProcessId to;
        std::uint64_t number;
        Time stamp;
    };
    static constexpr std::size_t body_max = 4096;
    static constexpr std::size_t batch = 16;
    using Buffer = std::array<std::byte, sizeof(Envelope) + body_max>;
    struct Post {
        Buffer bytes;
        MPI_Request request{MPI_REQUEST_NULL};
    };
    struct Sending {
        Buffer* slot;
        int rank;
    };

    template <class Handle>
    static void unpack(int tag, BytesView message, Handle&& handle) {
        if (message.size() < sizeof(Envelope)) return;
        Envelope envelope;
        std::memcpy(&envelope, message.data(), sizeof envelope);
        handle(Datagram{envelope.from, envelope.to, static_cast<Channel>(tag), envelope.number,
                        envelope.stamp, message.subspan(sizeof envelope)});
    }
    static void pack(std::byte* out, Datagram const& datagram);

    bool send_long(int rank, Datagram const& datagram);
    [[nodiscard]] bool window_full(int rank);
    void reap();

    MPI_Comm communicator_;
    Doorbell& doorbell_;
    Mail long_ones_;
    std::vector<Post> posts_;
    std::size_t next_{0};  // of the posts: messages match them in their order
    std::vector<std::unique_ptr<Buffer>> slots_;
    std::vector<Buffer*> free_slots_;
    std::vector<MPI_Request> requests_;  // of sending_, side by side for MPI_Testsome
    std::vector<Sending> sending_;
    std::vector<int> finished_;
    std::vector<std::size_t> under_way_to_;  // by rank
    std::vector<bool> given_up_;             // by rank
};

}  // namespace conclave::mpi
