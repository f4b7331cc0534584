#include "mpi/transport/mail.hpp"

#include <utility>

#include "core/ensure.hpp"

namespace conclave::mpi {
namespace {

int count(std::size_t bytes) {
    ENSURE(bytes <= INT32_MAX, "a letter too large for MPI");
    return static_cast<int>(bytes);
}

bool complete(MPI_Request& request) {
    int done = 0;
    MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    return done != 0;
}

}  // namespace

Mail::Mail(Session::Inside& session, Doorbell& doorbell)
    : communicator_{session.duplicate()}, doorbell_{doorbell} {}

void Mail::send(int to, int tag, Content content) {
    Letter& letter = outgoing_.emplace_back(Letter{to, tag, std::move(content)});
    MPI_Isend(letter.content.data(), count(letter.content.size()), MPI_BYTE, to, tag, communicator_,
              &letter.request);
    if (complete(letter.request)) outgoing_.pop_back();
    doorbell_.ring(to);
}

bool Mail::poll(Handle const& handle) {
    accept_arrivals();
    forget_sent();
    bool arrived = false;
    std::vector<int> unfinished;  // ranks with an earlier letter that is not complete: order
    for (auto letter = incoming_.begin(); letter != incoming_.end();) {
        bool const waits = std::ranges::find(unfinished, letter->peer) != unfinished.end();
        if (waits || !complete(letter->request)) {
            unfinished.push_back(letter->peer);
            ++letter;
            continue;
        }
        Letter const whole = std::move(*letter);
        letter = incoming_.erase(letter);
        handle(whole.peer, whole.tag, whole.content);
        arrived = true;
    }
    return arrived;
}

void Mail::accept_arrivals() {
    for (;;) {
        int found = 0;
        MPI_Message message = MPI_MESSAGE_NULL;
        MPI_Status status;
        MPI_Improbe(MPI_ANY_SOURCE, MPI_ANY_TAG, communicator_, &found, &message, &status);
        if (!found) return;
        int size = 0;
        MPI_Get_count(&status, MPI_BYTE, &size);
        Letter& letter = incoming_.emplace_back(
            Letter{status.MPI_SOURCE, status.MPI_TAG, Content(static_cast<std::size_t>(size))});
        MPI_Imrecv(letter.content.data(), size, MPI_BYTE, &message, &letter.request);
    }
}

void Mail::forget_sent() {
    outgoing_.remove_if([](Letter& letter) { return complete(letter.request); });
}

std::size_t Mail::bytes_under_way_to(int rank) const {
    std::size_t bytes = 0;
    for (Letter const& letter : outgoing_)
        if (letter.peer == rank) bytes += letter.content.size();
    return bytes;
}

void Mail::give_up(int rank) {
    for (auto* letters : {&outgoing_, &incoming_})
        for (auto letter = letters->begin(); letter != letters->end();) {
            auto const next = std::next(letter);
            if (letter->peer == rank) abandoned_.splice(abandoned_.end(), *letters, letter);
            letter = next;
        }
}

}  // namespace conclave::mpi
