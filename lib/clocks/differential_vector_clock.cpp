#include "clocks/differential_vector_clock.hpp"

#include <algorithm>

namespace conclave {
namespace {

constexpr std::string_view key = "logical clock";

}  // namespace

DifferentialVectorClock::DifferentialVectorClock(Context& ctx, Kept kept)
    : ctx_{ctx},
      clock_{ctx.everyone().size()},
      last_sent_{clock_},
      last_update_{clock_},
      kept_{kept} {
    if (kept_ == Kept::in_memory) return;
    if (auto const stored = ctx_.storage().load<VectorClock>(key)) clock_ = *stored;
    // What was on its way at a crash may be lost: nobody is known to have anything.
    for (ProcessId p : ctx_.everyone())
        if (clock_.at(p) > 0) last_update_.raise(p, own());
}

void DifferentialVectorClock::tick() {
    update(ctx_.self(), own() + 1);
    keep();
}

/// "{(k, V[k]) | LastSent[to] < LastUpdate[k]}"
Bytes DifferentialVectorClock::stamp_for(ProcessId to) {
    std::vector<Entry> changed;
    for (ProcessId p : ctx_.everyone())
        if (last_sent_.at(to) < last_update_.at(p)) changed.emplace_back(p, clock_.at(p));
    last_sent_.raise(to, own());
    return encode(changed);
}

bool DifferentialVectorClock::receive(ProcessId, BytesView stamp) {
    auto const changed = decode<std::vector<Entry>>(stamp);
    auto const makes_sense = [this](Entry const& entry) {
        return ctx_.everyone().contains(entry.first) && entry.second < clock_count_max;
    };
    if (!changed || !std::ranges::all_of(*changed, makes_sense)) return false;
    // The tick comes first: an entry that changes now has changed after whatever was sent so far,
    // or the next message to somebody would leave it out (VC1).
    update(ctx_.self(), own() + 1);
    for (auto const& [p, count] : *changed)
        if (count > clock_.at(p)) update(p, count);
    keep();
    return true;
}

void DifferentialVectorClock::update(ProcessId p, std::uint64_t count) {
    clock_.raise(p, count);
    last_update_.raise(p, own());
}

void DifferentialVectorClock::keep() const {
    if (kept_ == Kept::on_stable_storage) ctx_.storage().store(key, clock_);
}

}  // namespace conclave
