#pragma once

#include <functional>

#include "core/port.hpp"
#include "core/timer.hpp"
#include "links/link.hpp"

namespace conclave {

/// Module       Heartbeats: tells every process, every `period`, that this one lives; and how long
///              each has been silent
/// Source       Cachin, Guerraoui, Rodrigues 2e, §2.6.2 (the heartbeat exchange of Algorithms 2.5
///              and 2.7)
/// Assumes      a fair-loss link below: a lost heartbeat is not worth repeating, the next one says
///              more
/// Cost         n-1 messages each period
class Heartbeats {
public:
    static constexpr Layer layer = Layer::detector;

    /// After each beat `judge` is called: then the silences are to be judged.
    Heartbeats(Context& ctx, Link& link, Duration period, std::function<void()> judge);

    void start();
    /// Called when a heartbeat of p arrives, after its silence has ended.
    std::function<void(ProcessId)> heard;
    /// Since p's last heartbeat, or since start().
    [[nodiscard]] Duration silence(ProcessId p) const;

private:
    struct Heartbeat {};
    using Port = conclave::Port<Link, Heartbeats, Heartbeat>;
    friend Port;

    void upon(ProcessId from, Heartbeat const&);
    void beat();

    Context& ctx_;
    Port port_;
    Duration period_;
    std::function<void()> judge_;
    Time started_{};
    PeerMap<Time> last_heard_;
    Timer next_beat_;
};

}  // namespace conclave
