#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "check/history.hpp"
#include "check/measures.hpp"
#include "snapshots/snapshot.hpp"

/// The snapshots of a run, put together from what its history tells of their parts.
namespace conclave::check {

/// One process's part of a snapshot, as the history tells of it.
struct SnapshotPart {
    std::size_t cut{0};     ///< where `recorded` stands in History::events()
    std::uint32_t life{0};  ///< in which its process recorded
    Time recorded_at{};
    AppState state{};
    std::optional<LocalSnapshot> local{};  ///< once it is complete
    Time completed_at{};
};

/// A snapshot put together from its parts.
struct GlobalSnapshot {
    SnapshotId id{};
    std::map<ProcessId, SnapshotPart> parts{};

    /// All of n processes have completed their parts.
    [[nodiscard]] bool complete(std::uint32_t n) const;
    [[nodiscard]] std::vector<ProcessId> completed_by() const;
    /// Nothing if p took no part.
    [[nodiscard]] SnapshotPart const* part_of(ProcessId p) const;
    /// From whom to whom: the channels of which some part has something to say.
    using Route = std::pair<ProcessId, ProcessId>;
    [[nodiscard]] std::set<Route> channels() const;
    /// The messages on the channel from p to q when the cut crossed it; nothing while a part is
    /// missing.
    [[nodiscard]] std::vector<RecordedMessage> in_flight(ProcessId p, ProcessId q) const;
};

/// Every snapshot of which there is a part, by the time of its first part. What a process records
/// of a snapshot once more, in a later life, is no part of it.
std::vector<GlobalSnapshot> snapshots(History const& history);
/// The same as it stood when somebody crashed for the first time: what checkers may judge, since no
/// algorithm promises anything of what is not complete by then.
std::vector<GlobalSnapshot> snapshots_before_crash(History const& history);
/// Where in History::events() somebody crashes for the first time; their number if nobody does.
std::size_t first_crash(History const& history);

/// Every snapshot that any process ever started or recorded, whatever became of it.
std::set<SnapshotId> started_snapshots(History const& history);

/// From a snapshot's start to its completion everywhere.
Latency snapshot_time(History const& history);

}  // namespace conclave::check
