#pragma once

#include "core/port.hpp"
#include "elections/ring_election.hpp"
#include "links/link.hpp"

/// Ring elections that each decide one thing wrongly.
namespace conclave::broken {

/// Chang and Roberts's election without an announcement; `polite`: it passes the lower candidates
/// on as well.
template <bool polite>
class WrongChangRoberts final : public RingElection {
public:
    WrongChangRoberts(Context& ctx, Link& link, Identity identity)
        : RingElection{ctx, identity}, ctx_{ctx}, port_{ctx, link, *this} {}
    using RingElection::start;
    void start(std::string_view why) override {
        stand(why);
        port_.send(ctx_.next(), Candidate{identity()});
    }

private:
    struct Candidate {
        Identity identity{};
    };
    using Port = conclave::Port<Link, WrongChangRoberts, Candidate>;
    friend Port;
    void upon(ProcessId, Candidate const& candidate) {
        if (candidate.identity == identity()) return elected(ctx_.self());
        if (polite || candidate.identity > identity()) port_.send(ctx_.next(), candidate);
    }

    Context& ctx_;
    Port port_;
};

/// Broken: every candidate comes home, and its owner takes itself for the leader. RE2 and RE3 must
/// catch it.
using PoliteChangRoberts = WrongChangRoberts<true>;
/// Broken: its winner tells nobody. RE1 must catch it.
using SecretiveChangRoberts = WrongChangRoberts<false>;

}  // namespace conclave::broken
