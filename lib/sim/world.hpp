#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <queue>
#include <string>
#include <vector>

#include "core/process.hpp"
#include "net/casualties.hpp"
#include "net/fault_model.hpp"
#include "net/resident.hpp"
#include "net/run.hpp"

namespace conclave::sim {

/// A whole distributed system in one address space and in virtual time. One plan and seed give one
/// history, bit for bit. Equal times happen in the order in which they were caused, time-outs last:
/// a message that takes exactly as long as somebody waits for it is in time.
class World {
public:
    /// `plan` must outlive the world.
    World(net::RunPlan const& plan, MakeStack make_stack, TraceSink* sink = nullptr);
    World(World const&) = delete;
    World& operator=(World const&) = delete;
    ~World();

    /// Asked now and then while the world runs, with its time: false interrupts it.
    using GoesOn = std::function<bool(Time now)>;
    /// Runs until the story is over (see RunPlan::settle) or the plan's limit is reached.
    net::Outcome::End run(GoesOn const& goes_on = {});
    /// Runs everything up to and including this time; the clock then stands at it.
    void run_until(Time until);
    void run_for(Duration duration) { run_until(now_ + duration); }

    // What a plan can do at a date, done now; for tests that drive the world by hand.

    void crash(ProcessId p);
    void recover(ProcessId p);
    void pause(ProcessId p);
    void resume(ProcessId p);
    void request(ProcessId p, std::string_view line);
    /// A datagram from outside the protocol arrives at its receiver, whatever its bytes.
    void inject(Datagram const& datagram);

    [[nodiscard]] Time now() const { return now_; }
    [[nodiscard]] Process& process(ProcessId p);
    template <class Type>
    [[nodiscard]] Type& stack(ProcessId p) {
        return *process(p).stack<Type>();
    }
    [[nodiscard]] std::uint64_t deliveries() const;
    [[nodiscard]] net::FaultCounts faults() const;
    /// Everything but the events, which are the sink's.
    [[nodiscard]] net::Outcome outcome(net::Outcome::End end) const;

private:
    enum class Happening : std::uint8_t { arrival, wake, action, request };
    struct Entry {  // of the agenda
        Time at;
        std::uint64_t order;
        Happening what;
        std::uint32_t which;  // a flight's slot, a process, an action or a request
        bool operator>(Entry const& other) const {
            if (at != other.at) return at > other.at;
            bool const wakes = what == Happening::wake;
            bool const other_wakes = other.what == Happening::wake;
            return wakes != other_wakes ? wakes : order > other.order;
        }
    };
    struct Flight {
        Datagram datagram{};
        Bytes body;
    };
    struct Home {  // of a process: what the world keeps for it, and knows of it
        Home(World& world, ProcessId self);
        MemoryStorage storage;
        net::Resident resident;
        Time wake_at{never};  // the earliest wake on the agenda
        bool done{true};
    };

    void enter(Time at, Happening what, std::uint32_t which);
    void happen(Entry const& entry);
    void arrive(std::uint32_t slot);
    void act(net::Action const& action);
    void act(net::Action const& action, Home& home);
    void act(net::Action::Kind kind, ProcessId p);
    /// After each thing that a process did: its messages leave, its next timer goes on the agenda.
    void settle(Home& home);
    void launch(Datagram const& datagram);
    void fly(Datagram const& datagram, Duration delay);
    [[nodiscard]] Time over_at() const;

    net::RunPlan const& plan_;
    MakeStack make_stack_;
    TraceSink* sink_;
    net::FaultModel fault_model_;
    net::Casualties casualties_;
    std::vector<net::Action> schedule_;
    Outbox outbox_;
    std::deque<Home> homes_;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> agenda_;
    std::vector<Flight> flights_;
    std::vector<std::uint32_t> free_slots_;
    Time now_{};
    Time last_active_{};
    std::uint64_t entered_{0};
    std::uint32_t undone_{0};
    net::FaultCounts faults_;  // of the network
};

}  // namespace conclave::sim
