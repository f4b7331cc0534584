#pragma once

#include <optional>

#include "council/council.hpp"
#include "council/local_trace.hpp"
#include "mpi/launch/interrupts.hpp"
#include "mpi/lazy_storage.hpp"
#include "mpi/local_processes.hpp"
#include "mpi/network.hpp"
#include "mpi/run_clock.hpp"
#include "mpi/runtime.hpp"
#include "mpi/stdin_lines.hpp"
#include "mpi/transport/doorbell.hpp"
#include "mpi/transport/mail.hpp"
#include "mpi/transport/neighbours.hpp"
#include "mpi/transport/spin_budget.hpp"
#include "mpi/transport/transport.hpp"

namespace conclave::mpi {

/// What a rank does all the time: takes what arrives, does what is due, and sleeps where there is
/// neither.
class Runtime::Loop {
public:
    /// Collective.
    Loop(Session& session, net::RunPlan const& plan, MakeStack make_stack, Options options);

    int run(MakeReport const& report);

private:
    [[nodiscard]] Network::Local local() const;
    [[nodiscard]] council::Council::Settings council_settings() const;

    bool work();
    bool receive_arrivals();
    void receive(Datagram const& datagram);
    bool look_around();
    void catch_up();
    void consult(Time now);
    void read_stdin(Time now);
    void forget_the_dead(Time now);
    void rest();
    [[nodiscard]] Duration longest_sleep(Time now);
    void make_report(MakeReport const& report);
    void leave();

    [[nodiscard]] bool running() const { return council_.phase() == council::Phase::running; }

    Session::Inside& session_;
    net::RunPlan const plan_;
    MakeStack const make_stack_;
    Options const options_;
    int const rank_;

    Doorbell doorbell_;
    Neighbours neighbours_;
    Transport transport_;
    Mail mail_;  // of the council
    council::Council council_;
    council::LocalTrace trace_;
    StorageFolder storage_;
    Network network_;
    LocalProcesses processes_;
    StdinLines stdin_;
    SpinBudget spins_;
    std::optional<RunClock> clock_;

    std::uint32_t rounds_{0};
    Time awake_by_{};  // when this rank meant to look around next
    Duration nap_{};   // the longest sleep while something is under way
};

}  // namespace conclave::mpi
