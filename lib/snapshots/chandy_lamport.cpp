#include "snapshots/chandy_lamport.hpp"

#include <algorithm>

namespace conclave {

ChandyLamport::ChandyLamport(Context& ctx, Link& below, std::vector<ProcessId> neighbours)
    : Snapshot{ctx}, below_{below}, port_{ctx, below, *this}, neighbours_{std::move(neighbours)} {}

void ChandyLamport::attach(Channel channel, Link::Receiver& receiver) {
    Link::attach(channel, receiver);
    below_.attach(channel, *this);
}

// Marker-sending rule (§3.2): one marker to each neighbour, after recording the own state and
// "before p sends further messages".
void ChandyLamport::begin(SnapshotId id) {
    Recording recording{.local = {.state = application_state()}, .open = {}};
    recording.open.insert(neighbours_.begin(), neighbours_.end());
    AppState state = recording.local.state;
    seen_[id.initiator] = id.number;
    recordings_.emplace(id, std::move(recording));
    // SN2: before the indication, whose listener may send.
    for (ProcessId p : neighbours_) port_.send(p, Marker{id});
    recorded(id, std::move(state));
    complete_if_closed(id);
}

// Marker-receiving rule (§3.2): who has not recorded its state does so, and takes this channel as
// empty; who has, takes it as what came through between its own recording and this marker.
void ChandyLamport::upon(ProcessId from, Marker const& marker) {
    auto const id = marker.snapshot;
    bool const from_neighbour = std::ranges::binary_search(neighbours_, from);
    if (!from_neighbour || !context().everyone().contains(id.initiator)) return port_.reject(from);
    if (!known(id)) begin(id);
    auto const found = recordings_.find(id);
    if (found == recordings_.end()) return;
    found->second.open.erase(from);  // SN3: the channel's record ends here
    complete_if_closed(id);
}

void ChandyLamport::complete_if_closed(SnapshotId id) {
    auto const found = recordings_.find(id);
    if (!found->second.open.empty()) return;
    LocalSnapshot local = std::move(found->second.local);
    recordings_.erase(found);
    completed(id, std::move(local));
}

void ChandyLamport::deliver(ProcessId from, Packet const& packet) {
    for (auto& [id, recording] : recordings_)
        if (recording.open.contains(from)) recording.local.in_flight[from].push_back(keep(packet));
    Link::deliver(from, packet);
}

/// Channels are FIFO: an initiator's snapshots arrive everywhere in their order.
bool ChandyLamport::known(SnapshotId id) const {
    auto const last = seen_.find(id.initiator);
    return last != seen_.end() && id.number <= last->second;
}

}  // namespace conclave
