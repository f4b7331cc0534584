#include "snapshots/mattern.hpp"

namespace conclave {

Mattern::Mattern(Context& ctx, Link& below)
    : ColouredSnapshot{ctx, below}, ring_{ctx, below, *this} {}

void Mattern::begin(SnapshotId id) {
    record(id);
    count({.snapshot = id,
           .round = 1,
           .missing = std::vector<std::int64_t>(context().everyone().size())});
}

void Mattern::cut(SnapshotId id, AppState const& state) {
    recordings_[id] = {
        .local = {.state = state}, .sent = sent_, .received = received_, .waiting = {}};
}

void Mattern::upon(ProcessId from, Token const& token) {
    if (!sensible(token)) return ring_.reject(from);
    auto const id = token.snapshot;
    bool const initiator = id.initiator == context().self();
    if (token.round == 1 && !initiator) {
        record(id);
        return count(token);
    }
    auto const found = recordings_.find(id);
    if (found == recordings_.end()) {  // round 2 is over
        if (initiator) context().trace("knows that " + to_string(id) + " is complete");
        return;
    }
    found->second.waiting = token.missing;
    release(id);
}

void Mattern::count(Token token) {
    auto const found = recordings_.find(token.snapshot);
    if (found == recordings_.end()) return;  // counted before
    Recording& recording = found->second;
    for (auto const& [to, sent] : recording.sent) token.missing[index(to)] += sent;
    token.missing[index(context().self())] -= recording.received;
    ring_.send(next(), token);
}

void Mattern::receiving(ProcessId from, Packet const& packet, Colour const& sender) {
    ++received_;
    for (auto& [id, recording] : recordings_) {
        if (reached(sender, id)) continue;  // sent after the cut
        recording.local.in_flight[from].push_back(keep(packet));
        ++recording.crossed;
    }
}

void Mattern::received() {
    std::vector<SnapshotId> under_way;
    for (auto const& [id, recording] : recordings_) under_way.push_back(id);
    for (SnapshotId const id : under_way) release(id);
}

// SN3: the token waits here until all messages that were sent to this process before the cut have
// arrived.
void Mattern::release(SnapshotId id) {
    auto const found = recordings_.find(id);
    if (found == recordings_.end()) return;
    Recording& recording = found->second;
    auto const self = index(context().self());
    if (recording.waiting.empty() || recording.crossed < recording.waiting[self]) return;
    ring_.send(next(), {.snapshot = id, .round = 2, .missing = std::move(recording.waiting)});
    LocalSnapshot local = std::move(recording.local);
    recordings_.erase(found);
    completed(id, std::move(local));
}

bool Mattern::sensible(Token const& token) const {
    return (token.round == 1 || token.round == 2) && credible(token.snapshot) &&
           token.missing.size() == context().everyone().size();
}

ProcessId Mattern::next() const {
    return process((index(context().self()) + 1) % context().everyone().size());
}

}  // namespace conclave
