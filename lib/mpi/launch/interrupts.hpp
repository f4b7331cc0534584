#pragma once

#include <array>
#include <csignal>
#include <signal.h>  // sigaction

namespace conclave::mpi {

/// While it exists, SIGINT, SIGTERM and SIGHUP are requests to come to an end. One at a time.
class Interrupts {
public:
    Interrupts();
    Interrupts(Interrupts const&) = delete;
    Interrupts& operator=(Interrupts const&) = delete;
    ~Interrupts();

    [[nodiscard]] static bool received();

private:
    static constexpr std::array signals{SIGINT, SIGTERM, SIGHUP};
    std::array<struct sigaction, signals.size()> before_{};
};

}  // namespace conclave::mpi
