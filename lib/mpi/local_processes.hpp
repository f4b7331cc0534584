#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "core/process.hpp"
#include "council/archive.hpp"
#include "mpi/lazy_storage.hpp"
#include "mpi/network.hpp"
#include "net/casualties.hpp"
#include "net/resident.hpp"
#include "net/run.hpp"

namespace conclave::mpi {

/// The processes of one rank, and what the plan has in store for them: crashes and recoveries,
/// pauses, requests. It feeds them with datagrams and time, and takes what they send to the
/// network.
class LocalProcesses {
public:
    struct Surroundings {
        Network& network;
        StorageFolder& storage;
        TraceSink* trace;  // may be null
    };

    /// The plan and the stack maker must outlive them.
    LocalProcesses(net::RunPlan const& plan, MakeStack const& make_stack, Network::Local local,
                   Surroundings surroundings);
    LocalProcesses(LocalProcesses const&) = delete;
    LocalProcesses& operator=(LocalProcesses const&) = delete;
    ~LocalProcesses();

    void start(Time now);
    /// A datagram has arrived for one of them.
    void receive(Time now, Datagram const& datagram);
    /// Hands over what they have sent to each other; false if there was nothing.
    bool loop_back(Time now);
    /// Does everything that is due: of the plan, of the network, and of their timers.
    void advance_to(Time now);
    /// A line of input for the first of them.
    void request(Time now, std::string_view line);

    /// When advance_to has something to do next, or a little earlier.
    [[nodiscard]] Time next_deadline() const { return next_deadline_; }
    [[nodiscard]] council::RankSummary summary(Time now) const;

private:
    struct Home {  // of a process
        Home(LocalProcesses& all, ProcessId self);
        LazyStorage storage;
        net::Resident resident;
    };

    void act(Time now, net::Action const& action, Home& home);
    void request(Time now, Home& home, std::string_view line);
    /// After each call of a process: takes away what it has sent, and looks when it wants to be
    /// called again.
    void settle(Time now, Home& home);
    void plan_next();
    Home& home(ProcessId p) { return homes_[index(p) - local_.first]; }

    net::RunPlan const& plan_;
    MakeStack const& make_stack_;
    Network::Local local_;
    Surroundings surroundings_;
    Outbox outbox_;
    std::deque<Home> homes_;  // a Home stays where it is
    std::vector<net::Action> actions_;
    std::size_t next_action_{0};
    std::vector<net::Request> requests_;  // by time
    std::size_t next_request_{0};
    net::Casualties casualties_;
    Time next_deadline_{};
};

}  // namespace conclave::mpi
