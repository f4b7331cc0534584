#pragma once

#include "core/port.hpp"
#include "elections/ring_election.hpp"
#include "links/link.hpp"

namespace conclave {

/// Module       ChangRoberts: implements RingElection, uses PerfectLink
/// Source       Chang, Roberts 1979, "An improved algorithm for decentralized extrema-finding in
///              circular configurations of processes"; Coulouris, Dollimore, Kindberg, Blair 5e,
///              §15.3
/// Assumes      a ring in one direction that loses nothing; nobody crashes
/// Properties   RE1 Termination  if a process starts, every process elects somebody
///              RE2 Agreement    no two processes elect different ones
///              RE3 Maximality   who is elected has the highest identity of all that take part
/// Cost         2n-1 messages at best, n(n+1)/2 at worst, n·H_n on average over random rings, where
///              all start; n to announce the leader
class ChangRoberts final : public RingElection {
public:
    struct Candidate {
        Identity identity{};
    };
    struct Elected {
        ProcessId leader{};
    };

    ChangRoberts(Context& ctx, Link& link, Identity identity)
        : RingElection{ctx, identity}, ctx_{ctx}, port_{ctx, link, *this} {}

    using RingElection::start;
    void start(std::string_view why) override {
        if (participant_) return;
        participant_ = true;
        stand(why);
        port_.send(ctx_.next(), Candidate{identity()});
    }

private:
    using Port = conclave::Port<Link, ChangRoberts, Candidate, Elected>;
    friend Port;

    void upon(ProcessId, Candidate const& candidate) {
        if (candidate.identity == identity()) return win();  // all round: nobody is higher
        if (candidate.identity < identity())                 // RE3: it goes no further
            return start("number " + std::to_string(candidate.identity) + " is lower");
        participant_ = true;
        port_.send(ctx_.next(), candidate);
    }

    void upon(ProcessId, Elected const& message) {
        if (message.leader == ctx_.self()) return;  // all round: everybody knows
        port_.send(ctx_.next(), message);
        elected(message.leader);
    }

    void win() {
        port_.send(ctx_.next(), Elected{ctx_.self()});
        elected(ctx_.self());
    }

    Context& ctx_;
    Port port_;
    bool participant_{false};  // it stands itself, or has passed on somebody higher
};

}  // namespace conclave
