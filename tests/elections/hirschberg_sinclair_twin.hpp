#pragma once

#include "core/port.hpp"
#include "elections/ring_election.hpp"
#include "links/link.hpp"

namespace conclave::broken {

/// Broken: after one phase it takes the highest of three neighbours for the highest of all. RE2 and
/// RE3 must catch it.
class HastyHirschbergSinclair final : public RingElection {
public:
    HastyHirschbergSinclair(Context& ctx, Link& link, Identity identity)
        : RingElection{ctx, identity}, ctx_{ctx}, port_{ctx, link, *this} {}
    using RingElection::start;
    void start(std::string_view why) override {
        stand(why);
        port_.send(ctx_.next(), Probe{identity()});
        port_.send(ctx_.previous(), Probe{identity()});
    }

private:
    struct Probe {
        Identity identity{};
    };
    struct Reply {};
    struct Elected {
        ProcessId leader{};
    };
    using Port = conclave::Port<Link, HastyHirschbergSinclair, Probe, Reply, Elected>;
    friend Port;

    void upon(ProcessId from, Probe const& probe) {
        if (probe.identity > identity()) port_.send(from, Reply{});
    }
    void upon(ProcessId, Reply const&) {
        if (++replies_ < 2) return;
        port_.send(ctx_.next(), Elected{ctx_.self()});
        elected(ctx_.self());
    }
    void upon(ProcessId, Elected const& message) {
        if (message.leader == ctx_.self()) return;
        port_.send(ctx_.next(), message);
        elected(message.leader);
    }

    Context& ctx_;
    Port port_;
    int replies_{0};
};

}  // namespace conclave::broken
