#pragma once

#include <map>
#include <set>
#include <vector>

#include "core/port.hpp"
#include "snapshots/snapshot.hpp"

namespace conclave {

/// Module       ChandyLamport: implements Snapshot and Link, uses FifoPerfectLink
/// Source       Chandy, Lamport 1985, §3; Coulouris, Dollimore, Kindberg, Blair 5e, §14.5
/// Assumes      FIFO channels that lose nothing; nobody crashes; the application speaks to
///              neighbours alone, and the graph of neighbours is connected
/// Properties   SN1 Termination   if a snapshot is started, every process completes its part
///              SN2 Consistency   no message is received before the cut and sent after it
///              SN3 Channels      what is recorded of a channel is exactly what crosses the cut
///              SN4 Conservation  what the application conserves, the snapshot shows undiminished
/// Cost         1 Marker on each directed channel, n(n-1) where all are neighbours; complete
///              within diameter + 1 delays; the application's messages stay as they are
class ChandyLamport final : public Snapshot, private Link::Receiver {
public:
    struct Marker {
        SnapshotId snapshot{};
    };

    /// `neighbours`: of this process, itself excluded.
    ChandyLamport(Context& ctx, Link& below, std::vector<ProcessId> neighbours);

    void send(ProcessId to, Packet const& packet) override { below_.send(to, packet); }
    void attach(Channel channel, Link::Receiver& receiver) override;
    [[nodiscard]] bool under_way() const override { return !recordings_.empty(); }

private:
    using Port = conclave::Port<Link, ChandyLamport, Marker>;
    friend Port;

    /// A snapshot of which this process's part is not complete.
    struct Recording {
        LocalSnapshot local{};
        std::set<ProcessId> open;  // channels from these neighbours are still being recorded
    };

    void begin(SnapshotId id) override;
    void upon(ProcessId from, Marker const& marker);
    void deliver(ProcessId from, Packet const& packet) override;
    void complete_if_closed(SnapshotId id);
    [[nodiscard]] bool known(SnapshotId id) const;

    Link& below_;
    Port port_;
    std::vector<ProcessId> neighbours_;
    std::map<SnapshotId, Recording> recordings_;
    PeerMap<std::uint32_t> seen_;  // of each initiator, its last snapshot that was recorded here
};

}  // namespace conclave
