#include "mpi/launch/session.hpp"

#include <algorithm>
#include <boost/mpi/collectives.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <unistd.h>
#include <utility>

#include "core/input_error.hpp"
#include "mpi/launch/launch.hpp"
#include "mpi/launch/session_inside.hpp"

namespace conclave::mpi {
namespace {

constexpr unsigned finalize_seconds_max = 5;

// For the signal handler below, which can see nothing else.
volatile std::sig_atomic_t status_if_stuck = 0;

/// Somebody died on the very way out, so that MPI_Finalize would wait for ever.
void leave_stuck_finalize(int) { _exit(status_if_stuck); }

/// The part of a long text that tells it from another.
std::string excerpt(std::string const& text, std::string const& other) {
    constexpr std::size_t width = 60;
    auto const [here, there] = std::ranges::mismatch(text, other);
    auto const differs_at = static_cast<std::size_t>(here - text.begin());
    std::size_t const begin = differs_at < width / 2 ? 0 : differs_at - width / 2;
    return (begin > 0 ? "\"..." : "\"") + text.substr(begin, width) + '"';
}

}  // namespace

MPI_Comm Session::Inside::duplicate() {
    MPI_Comm copy = MPI_COMM_NULL;
    MPI_Comm_dup(world, &copy);
    return copy;
}

std::vector<std::string> Session::Inside::all_gather(std::string const& text) const {
    std::vector<std::string> texts;
    boost::mpi::all_gather(world, text, texts);
    return texts;
}

Session::Session(Supervision supervision) {
    require_launcher_knows_mpi();
    // Writing to a dead peer's socket must not kill the survivor.
    std::signal(SIGPIPE, SIG_IGN);
    inside_ = std::make_unique<Inside>();
    inside_->supervision = std::move(supervision);
    // An exception is no reason to abort all ranks: it has a message that wants to be printed.
    inside_->environment = std::make_unique<boost::mpi::environment>(false);
}

Session::~Session() {
    if (!inside_->environment) return;
    if (inside_->running) {
        static_cast<void>(inside_->environment.release());  // it would finalise
        return;
    }
    end(0);
}

int Session::rank() const { return inside_->world.rank(); }
int Session::size() const { return inside_->world.size(); }

std::string Session::share(std::string text) const {
    boost::mpi::broadcast(inside_->world, text, 0);
    return text;
}

std::vector<std::string> Session::gather(std::string const& text) const {
    std::vector<std::string> texts;
    boost::mpi::gather(inside_->world, text, texts, 0);
    return texts;
}

void Session::agree(std::string const& what, std::string const& text) const {
    auto const texts = inside_->all_gather(text);
    auto const other = std::ranges::find_if(texts, [&](auto const& t) { return t != texts[0]; });
    if (other == texts.end()) return;
    throw InputError{"the ranks have different " + what + ": rank 0 " + excerpt(texts[0], *other) +
                     ", rank " + std::to_string(other - texts.begin()) + ' ' +
                     excerpt(*other, texts[0]) + "; start all of them alike"};
}

int Session::end(int status) {
    std::cout.flush();
    std::fflush(nullptr);
    inside_->supervision.leave(status);
    if (inside_->running) _exit(status);

    status_if_stuck = status;
    std::signal(SIGALRM, leave_stuck_finalize);
    alarm(finalize_seconds_max);
    for (MPI_Win& window : inside_->windows) MPI_Win_free(&window);
    inside_->environment.reset();
    alarm(0);
    inside_->supervision.finish(status);
    return status;
}

}  // namespace conclave::mpi
