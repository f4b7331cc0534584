#pragma once

#include "core/port.hpp"
#include "elections/ring_election.hpp"
#include "links/link.hpp"

namespace conclave {

/// Module       HirschbergSinclair: implements RingElection, uses PerfectLink
/// Source       Hirschberg, Sinclair 1980, "Decentralized extrema-finding in circular
///              configurations of processors"
/// Assumes      a ring in both directions that loses nothing; nobody crashes
/// Properties   RE1 Termination  if a process starts, every process elects somebody
///              RE2 Agreement    no two processes elect different ones
///              RE3 Maximality   who is elected has the highest identity of all that take part
/// Cost         8n(1+⌈log2 n⌉) messages at most; n to announce the leader
class HirschbergSinclair final : public RingElection {
public:
    enum class Way : std::uint8_t { forward, back };  ///< round the ring
    struct Probe {
        Identity identity{};
        Way way{};
        std::uint32_t hops{};  // that it may still go
    };
    struct Reply {
        Identity identity{};
        Way way{};
    };
    struct Elected {
        ProcessId leader{};
    };

    HirschbergSinclair(Context& ctx, Link& link, Identity identity)
        : RingElection{ctx, identity}, ctx_{ctx}, port_{ctx, link, *this} {}

    using RingElection::start;
    void start(std::string_view why) override {
        if (participant_) return;
        participant_ = true;
        stand(why);
        probe();
    }

private:
    using Port = conclave::Port<Link, HirschbergSinclair, Probe, Reply, Elected>;
    friend Port;

    /// Asks all within the reach of this phase, on both sides, whether one of them is higher.
    void probe() {
        replies_ = 0;
        for (Way const way : {Way::forward, Way::back})
            port_.send(neighbour(way), Probe{identity(), way, reach_});
    }

    void upon(ProcessId, Probe const& probe) {
        if (probe.identity == identity()) return win();  // all round: nobody is higher
        if (probe.identity < identity())                 // RE3: it goes no further
            return start("number " + std::to_string(probe.identity) + " is lower");
        participant_ = true;
        if (probe.hops > 1)
            port_.send(neighbour(probe.way), Probe{probe.identity, probe.way, probe.hops - 1});
        else
            port_.send(neighbour(other(probe.way)), Reply{probe.identity, other(probe.way)});
    }

    void upon(ProcessId, Reply const& reply) {
        if (reply.identity != identity()) return port_.send(neighbour(reply.way), reply);
        if (++replies_ < 2) return;
        reach_ *= 2;
        probe();
    }

    void upon(ProcessId, Elected const& message) {
        if (message.leader == ctx_.self()) return;  // all round: everybody knows
        port_.send(ctx_.next(), message);
        elected(message.leader);
    }

    void win() {
        if (leads_) return;  // the probe of the other side
        leads_ = true;
        port_.send(ctx_.next(), Elected{ctx_.self()});
        elected(ctx_.self());
    }

    [[nodiscard]] static Way other(Way way) {
        return way == Way::forward ? Way::back : Way::forward;
    }
    [[nodiscard]] ProcessId neighbour(Way way) const {
        return way == Way::forward ? ctx_.next() : ctx_.previous();
    }

    Context& ctx_;
    Port port_;
    bool participant_{false};  // it stands itself, or has let somebody higher pass
    bool leads_{false};
    std::uint32_t reach_{1};    // 2^phase: how many hops a probe may go
    std::uint32_t replies_{0};  // of this phase, from both sides
};

}  // namespace conclave
