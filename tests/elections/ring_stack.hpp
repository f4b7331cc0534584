#pragma once

#include <memory>
#include <vector>

#include "core/process.hpp"
#include "elections/ring_election.hpp"
#include "links/fair_loss_link.hpp"

namespace conclave::test {

using Identities = std::vector<RingElection::Identity>;

/// A ring election right on the network; it starts with the process.
template <class Election>
struct RingStack final : Stack {
    RingStack(Context& ctx, RingElection::Identity identity)
        : fll{ctx}, election{ctx, fll, identity} {}
    void start() override { election.start(); }
    FairLossLink fll;
    Election election;
};

/// The processes of a ring, with their identities in the order of their places.
template <class Election>
MakeStack ring_of(Identities const& identities) {
    return [identities](Context& ctx) {
        return std::make_unique<RingStack<Election>>(ctx, identities.at(index(ctx.self())));
    };
}

}  // namespace conclave::test
