#include "net/fault_hits.hpp"

#include <algorithm>

#include "net/fault_plan.hpp"

namespace conclave::net {
namespace {

void add_each(std::vector<Hits>& sum, std::vector<Hits> const& more) {
    sum.resize(std::max(sum.size(), more.size()));
    for (std::size_t i = 0; i < more.size(); ++i) sum[i].add(more[i]);
}

}  // namespace

FaultHits::FaultHits(FaultPlan const& plan)
    : cuts(plan.cuts.size()),
      partitions(plan.partitions.size()),
      delays_on(plan.delays_on.size()),
      losses_on(plan.losses_on.size()),
      duplicates_on(plan.duplicates_on.size()),
      drops(plan.drops.size()) {}

void FaultHits::add(FaultHits const& other) {
    loss.add(other.loss);
    duplicate.add(other.duplicate);
    reorder.add(other.reorder);
    add_each(cuts, other.cuts);
    add_each(partitions, other.partitions);
    add_each(delays_on, other.delays_on);
    add_each(losses_on, other.losses_on);
    add_each(duplicates_on, other.duplicates_on);
    add_each(drops, other.drops);
    strikes.insert(strikes.end(), other.strikes.begin(), other.strikes.end());
}

}  // namespace conclave::net
