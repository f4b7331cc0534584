#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/process.hpp"
#include "net/fault_hits.hpp"
#include "net/fault_plan.hpp"
#include "net/run.hpp"

namespace conclave::net {

/// A process as a driver keeps it: what befalls it, and what becomes of the mail and the requests
/// that come while it stands still. All drivers share it, so that a plan means the same in each.
///
/// What comes during a pause is held back. A process that goes on gets the mail first and then the
/// requests, each in the order in which they came; its timers are the last, so that it does not
/// blame others for its own silence. Mail for a process that is down is refused, and so is all that
/// was held back for one that crashes.
///
/// After each call the driver settles: it takes away what the process has sent, and plans when to
/// call it again.
class Resident {
public:
    /// All of them must outlive it; `sink` may be null.
    Resident(RunPlan const& plan, ProcessId self, MakeStack const& make_stack, Outbox& outbox,
             Storage& storage, TraceSink* sink);

    void start(Time now) { process_.start(now); }
    void receive(Time now, Datagram const& datagram) {
        if (paused_)
            mail_.add(datagram);
        else
            deliver(now, datagram);
    }
    void request(Time now, std::string_view line);
    /// Fires every timer that is due, but none during a pause.
    void advance_to(Time now);

    using Settle = std::function<void()>;
    /// Something of the plan befalls it. What does not fit its state does nothing: a pause while it
    /// is down, a recovery while it is up. What does something is a strike. `settle` is what the
    /// driver does after each call: going on after a pause is many of them.
    void undergo(Time now, Action const& action, Settle const& settle);

    /// When advance_to has something to do next; `never` during a pause.
    [[nodiscard]] Time next_deadline() const { return paused_ ? never : process_.next_deadline(); }
    [[nodiscard]] bool paused() const { return paused_; }
    [[nodiscard]] Condition condition() const;
    /// Datagrams that it was handed, and those that found it down.
    [[nodiscard]] std::uint64_t delivered() const { return delivered_; }
    [[nodiscard]] std::uint64_t refused() const { return refused_; }
    /// What has befallen it.
    [[nodiscard]] std::vector<Strike> strikes() const;
    [[nodiscard]] Process& process() { return process_; }
    [[nodiscard]] Process const& process() const { return process_; }

private:
    void deliver(Time now, Datagram const& datagram) {
        ++(process_.alive() ? delivered_ : refused_);
        process_.receive(now, datagram);
    }
    /// Whether this would do something to it now.
    [[nodiscard]] bool concerns(Action::Kind kind) const;
    void note_strike(Time now, Action const& action);
    void crash(Time now);
    void pause(Time now);
    void resume(Time now, Settle const& settle);

    Process process_;
    bool paused_{false};
    Outbox mail_;                        // held back, with its bodies
    std::vector<std::string> requests_;  // likewise
    std::uint64_t delivered_{0};
    std::uint64_t refused_{0};
    std::vector<Strike> strikes_;
    std::optional<std::size_t> doom_;  // the strike that may still come, in a handler
};

}  // namespace conclave::net
