#include "mpi/launch/interrupts.hpp"

namespace conclave::mpi {
namespace {

// All that a signal handler may touch.
volatile std::sig_atomic_t interrupted = 0;

void note_interrupt(int) { interrupted = 1; }

}  // namespace

Interrupts::Interrupts() {
    interrupted = 0;
    struct sigaction action {};
    action.sa_handler = note_interrupt;  // without SA_RESTART: it ends a sleep
    for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &action, &before_[i]);
}

Interrupts::~Interrupts() {
    for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &before_[i], nullptr);
}

bool Interrupts::received() { return interrupted != 0; }

}  // namespace conclave::mpi
