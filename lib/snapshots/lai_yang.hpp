#pragma once

#include "snapshots/coloured_snapshot.hpp"

namespace conclave {

/// Module       LaiYang: implements Snapshot and Link, uses PerfectLink
/// Source       Lai, Yang 1987, "On distributed snapshots"; Kshemkalyani, Singhal 2008, §4.5
/// Assumes      channels that lose nothing, in any order; nobody crashes; memory for every message
/// Properties   SN1 Termination   if a snapshot is started, every process that a message sent after
///                                the cut reaches completes its part: without such messages there
///                                is nothing to tell it
///              SN2 Consistency   no message is received before the cut and sent after it
///              SN3 Channels      what was sent before the sender's cut and not received before
///                                the receiver's is exactly what crosses the cut
///              SN4 Conservation  what the application conserves, the snapshot shows undiminished
/// Cost         0 messages of its own; in each of the application's 4 bytes, and 8 for each
///              process that ever started a snapshot; every message is kept: memory, and what a
///              snapshot holds, grow with the run
class LaiYang final : public ColouredSnapshot {
public:
    LaiYang(Context& ctx, Link& below) : ColouredSnapshot{ctx, below} {}

    /// Never: with its state and its past messages a process knows all that it will of a cut.
    [[nodiscard]] bool under_way() const override { return false; }

private:
    void begin(SnapshotId id) override { record(id); }
    void cut(SnapshotId id, AppState const& state) override {
        cuts_[id] = {.state = state, .in_flight = {}, .sent = sent_, .received = received_};
    }
    void after_cut(SnapshotId id) override {
        auto part = cuts_.extract(id);
        completed(id, std::move(part.mapped()));
    }
    void sending(ProcessId to, Packet const& packet) override { sent_[to].push_back(keep(packet)); }
    void receiving(ProcessId from, Packet const& packet, Colour const&) override {
        received_[from].insert({packet.channel, packet.number});
    }

    std::map<ProcessId, std::vector<RecordedMessage>> sent_;              // since the beginning
    std::map<ProcessId, std::set<LocalSnapshot::MessageName>> received_;  // likewise
    std::map<SnapshotId, LocalSnapshot> cuts_;  // between the two indications
};

}  // namespace conclave
