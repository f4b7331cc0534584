#include "clocks/differential_vector_clock.hpp"

#include <algorithm>

namespace conclave {
namespace {

constexpr std::string_view key = "logical clock";

}  // namespace

DifferentialVectorClock::DifferentialVectorClock(Context& ctx, Kept kept) : ctx_{ctx}, kept_{kept} {
    VectorClock const zero{ctx.everyone().size()};
    memory_ = {zero, zero, zero};
    if (kept_ == Kept::in_memory) return;
    if (auto const stored = ctx_.storage().load<Memory>(key)) memory_ = *stored;
}

void DifferentialVectorClock::tick() {
    update(ctx_.self(), own() + 1);
    keep();
}

/// "{(k, V[k]) | LastSent[to] < LastUpdate[k]}"
Bytes DifferentialVectorClock::stamp_for(ProcessId to) {
    std::vector<Entry> changed;
    for (ProcessId p : ctx_.everyone())
        if (memory_.last_sent.at(to) < memory_.last_update.at(p))
            changed.emplace_back(p, memory_.clock.at(p));
    memory_.last_sent.raise(to, own());
    keep();
    return encode(changed);
}

bool DifferentialVectorClock::receive(ProcessId, BytesView stamp) {
    auto const changed = decode<std::vector<Entry>>(stamp);
    auto const makes_sense = [this](Entry const& entry) {
        return ctx_.everyone().contains(entry.first) && entry.second < count_max;
    };
    if (!changed || !std::ranges::all_of(*changed, makes_sense)) return false;
    // The tick comes first: an entry that changes now has changed after whatever was sent so far,
    // or the next message to somebody would leave it out (VC1).
    update(ctx_.self(), own() + 1);
    for (auto const& [p, count] : *changed)
        if (count > memory_.clock.at(p)) update(p, count);
    keep();
    return true;
}

void DifferentialVectorClock::update(ProcessId p, std::uint64_t count) {
    memory_.clock.raise(p, count);
    memory_.last_update.raise(p, own());
}

void DifferentialVectorClock::keep() const {
    if (kept_ == Kept::on_stable_storage) ctx_.storage().store(key, memory_);
}

}  // namespace conclave
