#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <vector>

#include "core/bytes.hpp"
#include "mpi/launch/session_inside.hpp"
#include "mpi/transport/doorbell.hpp"

namespace conclave::mpi {

/// Messages of any size between ranks. Nothing here ever waits: a message to a dead rank stays
/// under way until it is given up. Messages from one rank arrive in the order of their sending.
class Mail {
public:
    using Content = std::vector<std::byte>;
    using Handle = std::function<void(int from, int tag, BytesView content)>;

    /// Collective.
    Mail(Session::Inside& session, Doorbell& doorbell);

    void send(int to, int tag, Content content);
    /// Hands over what has arrived; false if nothing has.
    bool poll(Handle const& handle);

    /// Whether MPI needs to be polled for a message to get on.
    [[nodiscard]] bool under_way() const { return !outgoing_.empty() || !incoming_.empty(); }
    [[nodiscard]] std::size_t bytes_under_way_to(int rank) const;
    /// Expects nothing more of this rank, to it or from it.
    void give_up(int rank);

private:
    struct Letter {
        int peer;
        int tag;
        Content content;
        MPI_Request request{MPI_REQUEST_NULL};
    };

    void accept_arrivals();
    void forget_sent();

    MPI_Comm communicator_;
    Doorbell& doorbell_;
    std::list<Letter> outgoing_;
    std::list<Letter> incoming_;   // matched, and still being received
    std::list<Letter> abandoned_;  // MPI may still read or write their contents
};

}  // namespace conclave::mpi
