#pragma once

#include "links/perfect_link.hpp"

namespace conclave {

/// Module       FifoPerfectLink: implements Link, uses FairLossLink
/// Source       Cachin, Guerraoui, Rodrigues 2e, Module 2.11, Algorithm 2.11 (Sequence Number), by
///              the sequence numbers that a PerfectLink has already: it knows what a crash voided,
///              and does not wait for that
/// Assumes      what a PerfectLink assumes
/// Properties   FPL1 Reliable delivery  if a correct p sends m to a correct q, q eventually
///                                      delivers m
///              FPL2 No duplication     no message is delivered more than once: see PL2
///              FPL3 No creation        if q delivers m from p, then p sent m to q
///              FPL4 FIFO delivery      if p sends m1 to q before m2, no life of q delivers m1
///                                      after m2
/// Cost         that of a PerfectLink; memory for what comes early, a `window` of each peer at most
class FifoPerfectLink final : public PerfectLink {
public:
    FifoPerfectLink(Context& ctx, Link& below) : FifoPerfectLink{ctx, below, Options{}} {}
    FifoPerfectLink(Context& ctx, Link& below, Options options)
        : PerfectLink{ctx, below, options, Order::sent} {}
};

}  // namespace conclave
