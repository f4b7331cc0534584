#pragma once

#include <vector>

#include "check/history.hpp"
#include "check/measures.hpp"
#include "net/run.hpp"
#include "topologies/topology.hpp"

/// What the snapshots of a run cost, by algorithm.
namespace conclave::check {

std::vector<TheoryRow> chandy_lamport_messages(History const& history, net::Outcome const& outcome,
                                               Topology const& topology);
std::vector<TheoryRow> lai_yang_messages(History const& history, net::Outcome const& outcome,
                                         Topology const& topology);
std::vector<TheoryRow> mattern_messages(History const& history, net::Outcome const& outcome,
                                        Topology const& topology);

}  // namespace conclave::check
