#include "snapshots/coloured_snapshot.hpp"

#include <algorithm>

namespace conclave {

void ColouredSnapshot::send(ProcessId to, Packet const& packet) {
    sending(to, packet);
    port_.send(to, Data{.colour = colour_, .parcel = Parcel::of(packet)});
}

void ColouredSnapshot::record(SnapshotId id) {
    while (!has_recorded(id)) {  // those of one initiator in their order
        SnapshotId const next{id.initiator, ++colour_[id.initiator]};
        AppState state = application_state();
        cut(next, state);
        recorded(next, std::move(state));
        after_cut(next);
    }
}

std::uint32_t ColouredSnapshot::count(Colour const& colour, ProcessId initiator) {
    auto const found = colour.find(initiator);
    return found == colour.end() ? 0 : found->second;
}

void ColouredSnapshot::upon(ProcessId from, Data const& data) {
    if (!carries(data.parcel.channel) || !sensible(data.colour)) return port_.reject(from);
    // SN2: a process records before it takes in a message that was sent after the cut.
    for (auto const& [initiator, count] : data.colour) record({initiator, count});
    auto const packet = data.parcel.packet();
    receiving(from, packet, data.colour);
    deliver(from, packet);
    received();
}

bool ColouredSnapshot::sensible(Colour const& colour) const {
    return std::ranges::all_of(colour, [this](auto const& entry) {
        return credible({entry.first, entry.second});
    });
}

bool ColouredSnapshot::credible(SnapshotId id) const {
    constexpr std::uint32_t ahead_max = 1000;
    return context().everyone().contains(id.initiator) &&
           id.number <= count(colour_, id.initiator) + ahead_max;
}

}  // namespace conclave
