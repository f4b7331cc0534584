#pragma once

#include "core/port.hpp"
#include "elections/ring_election.hpp"
#include "links/link.hpp"

/// Ring elections that each decide one thing wrongly.
namespace conclave::broken {

/// Broken: it passes every candidate on, the lower ones too, so that each comes home and its owner
/// takes itself for the leader. RE2 and RE3 must catch it.
class PoliteChangRoberts final : public RingElection {
public:
    PoliteChangRoberts(Context& ctx, Link& link, Identity identity)
        : RingElection{ctx, identity}, ctx_{ctx}, port_{ctx, link, *this} {}
    void start() override {
        stand();
        port_.send(ctx_.next(), Candidate{identity()});
    }

private:
    struct Candidate {
        Identity identity{};
    };
    using Port = conclave::Port<Link, PoliteChangRoberts, Candidate>;
    friend Port;
    void upon(ProcessId, Candidate const& candidate) {
        if (candidate.identity == identity()) return elected(ctx_.self());
        port_.send(ctx_.next(), candidate);
    }

    Context& ctx_;
    Port port_;
};

/// Broken: its winner tells nobody. RE1 must catch it.
class SecretiveChangRoberts final : public RingElection {
public:
    SecretiveChangRoberts(Context& ctx, Link& link, Identity identity)
        : RingElection{ctx, identity}, ctx_{ctx}, port_{ctx, link, *this} {}
    void start() override {
        stand();
        port_.send(ctx_.next(), Candidate{identity()});
    }

private:
    struct Candidate {
        Identity identity{};
    };
    using Port = conclave::Port<Link, SecretiveChangRoberts, Candidate>;
    friend Port;
    void upon(ProcessId, Candidate const& candidate) {
        if (candidate.identity == identity()) return elected(ctx_.self());
        if (candidate.identity > identity()) port_.send(ctx_.next(), candidate);
    }

    Context& ctx_;
    Port port_;
};

}  // namespace conclave::broken
