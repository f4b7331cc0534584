#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "check/measures.hpp"
#include "check/property.hpp"
#include "core/type_name.hpp"
#include "core/wire.hpp"
#include "net/run.hpp"
#include "snapshots/snapshot.hpp"
#include "topologies/topology.hpp"
#include "workloads/holdings.hpp"

namespace conclave::check {

/// One process's part of a snapshot, as the history tells of it.
struct SnapshotPart {
    std::size_t cut{0};  ///< where `recorded` stands in History::events()
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
    /// From whom to whom: the channels of which some part has something to say.
    using Route = std::pair<ProcessId, ProcessId>;
    [[nodiscard]] std::set<Route> channels() const;
    /// The messages on the channel from p to q when the cut crossed it; nothing while a part is
    /// missing.
    [[nodiscard]] std::vector<RecordedMessage> in_flight(ProcessId p, ProcessId q) const;
};

/// Every snapshot of which there is a part, by the time of its first part, as long as nobody had
/// crashed: a crash voids what is not complete by then.
std::vector<GlobalSnapshot> snapshots(History const& history);

/// Every snapshot that any process ever started or recorded, whatever became of it.
std::set<SnapshotId> started_snapshots(History const& history);

/// What the checkers must know of the application and of what the algorithm promises.
struct SnapshotRules {
    /// The names of the application's messages; all others are the algorithm's own.
    std::vector<std::string_view> messages;
    /// SN1 is promised to everybody; else (Lai-Yang) to those whom a message sent after the cut
    /// reaches.
    bool everywhere{true};
    /// What a state and a message's body (as it travels) hold of what is conserved; nothing if the
    /// bytes make no sense. The indication `begins` of each process tells what there is at first.
    std::function<std::optional<Holdings>(BytesView state)> held;
    std::function<std::optional<Holdings>(BytesView body)> carried;
    /// The algorithm assumes FIFO channels (Chandy-Lamport).
    bool fifo{false};
};

/// The rules of an application such as Bank.
template <class App>
SnapshotRules rules_of(bool everywhere) {
    auto const names = []<class... Actions>(std::variant<Actions...> const*) {
        return std::vector<std::string_view>{type_name<Actions>()...};
    };
    return {.messages = names(static_cast<typename App::Action const*>(nullptr)),
            .everywhere = everywhere,
            .held = [](BytesView state) -> std::optional<Holdings> {
                auto const known = decode<typename App::State>(state);
                if (!known) return std::nullopt;
                return holdings(*known);
            },
            .carried = [](BytesView body) -> std::optional<Holdings> {
                auto const known = App::read(body);
                if (!known) return std::nullopt;
                return App::holdings(*known);
            }};
}

/// SN1..4, from the events of the application and what Snapshot says: `starts`, `recorded` and
/// `completed`. Not promised where somebody crashes, a message is lost or, if that is assumed, one
/// overtakes another.
std::vector<Property> snapshot(SnapshotRules rules);

/// From a snapshot's start to its completion everywhere.
Latency snapshot_time(History const& history);

// What the snapshots of a run cost, by algorithm.

std::vector<TheoryRow> chandy_lamport_messages(History const& history, net::Outcome const& outcome,
                                               Topology const& topology);
std::vector<TheoryRow> lai_yang_messages(History const& history, net::Outcome const& outcome,
                                         Topology const& topology);
std::vector<TheoryRow> mattern_messages(History const& history, net::Outcome const& outcome,
                                        Topology const& topology);

}  // namespace conclave::check
