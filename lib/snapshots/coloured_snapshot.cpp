#include "snapshots/coloured_snapshot.hpp"

#include <algorithm>

namespace conclave {

void ColouredSnapshot::send(ProcessId to, Packet const& packet) {
    sending(to, packet);
    port_.send(to, Data{.colour = colour_, .parcel = Parcel::of(packet)});
}

void ColouredSnapshot::record(SnapshotId id) {
    if (has_recorded(id)) return;
    colour_[id.initiator] = id.number;
    AppState state = application_state();
    cut(id, state);
    recorded(id, std::move(state));
    after_cut(id);
}

bool ColouredSnapshot::reached(Colour const& colour, SnapshotId id) {
    auto const found = colour.find(id.initiator);
    return found != colour.end() && found->second >= id.number;
}

void ColouredSnapshot::upon(ProcessId from, Data const& data) {
    if (!carries(data.parcel.channel) || !sensible(data.colour))
        return context().drop_garbled(port_.channel(), from);
    // SN2: a process records before it takes in a message that was sent after the cut.
    for (auto const& [initiator, count] : data.colour)
        for (std::uint32_t k = colour_[initiator] + 1; k <= count; ++k) record({initiator, k});
    auto const packet = data.parcel.packet();
    receiving(from, packet, data.colour);
    deliver(from, packet);
}

/// Of processes that there are, and not unbelievably far ahead of what is known here.
bool ColouredSnapshot::sensible(Colour const& colour) const {
    constexpr std::uint32_t ahead_max = 1000;
    return std::ranges::all_of(colour, [&](auto const& entry) {
        auto const [initiator, count] = entry;
        auto const known = colour_.find(initiator);
        return context().everyone().contains(initiator) &&
               count <= (known == colour_.end() ? 0 : known->second) + ahead_max;
    });
}

}  // namespace conclave
