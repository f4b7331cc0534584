#pragma once

#include <compare>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/decision.hpp"
#include "core/indication.hpp"
#include "links/link.hpp"

namespace conclave {

/// Which snapshot: the k-th that this process started, written p2#1.
struct SnapshotId {
    ProcessId initiator{};
    std::uint32_t number{0};  // 1, 2, 3 ... for each initiator, across its crashes too
    auto operator<=>(SnapshotId const&) const = default;  // NOLINT(modernize-use-nullptr)
};
std::string to_string(SnapshotId id);

/// The state of an application: for machines, and for people.
struct AppState {
    Bytes bytes{};
    std::string words{};
    /// Of a value that travels and has a to_string.
    template <class State>
    [[nodiscard]] static AppState of(State const& state) {
        return {encode(state), to_string(state)};
    }
};
inline std::string to_string(AppState const& state) { return state.words; }

/// A message that a snapshot keeps. With its sender and receiver, channel and number name it.
struct RecordedMessage {
    Channel channel{};
    std::uint64_t number{0};
    Bytes body{};         // as it travels: one byte, which of the channel's messages, then fields
    std::string words{};  // "Transfer(5)"
};

/// What one process knows of a snapshot once its part is complete. Either it knows what was in
/// flight towards it; or it knows what it sent and received before its cut, and the difference of
/// what p sent and q received was in flight from p to q.
struct LocalSnapshot {
    using MessageName = std::pair<Channel, std::uint64_t>;

    AppState state{};
    std::map<ProcessId, std::vector<RecordedMessage>> in_flight{};  // by sender
    std::map<ProcessId, std::vector<RecordedMessage>> sent{};       // by receiver
    std::map<ProcessId, std::set<MessageName>> received{};          // by sender
};
/// "in flight from p0: Transfer(5)", "12 sent, 9 received", "nothing in flight".
std::string to_string(LocalSnapshot const& local);

/// The messages on the channel from p to q when the cut crossed it, of both ends' parts.
std::vector<RecordedMessage> in_flight(ProcessId p, LocalSnapshot const& at_p, ProcessId q,
                                       LocalSnapshot const& at_q);

/// Snapshots of a running system: request start() at any process, at any time, also while others
/// are under way. It lies between an application and its link, as a link itself: whatever the
/// application sends and is sent passes through. Decision: starts(id), at every request.
/// Indications: recorded(id, state), the process's cut, where it lies among the application's sends
/// and receives; completed(id, part), nothing more will be added to this process's part.
class Snapshot : public Link, private Piece {
public:
    static constexpr Layer layer = Layer::algorithm;

    /// How to take the application's state; to be called before anything is started or delivered.
    void connect(std::function<AppState()> state) { state_ = std::move(state); }

    /// Starts a snapshot of the whole system.
    SnapshotId start();

    /// Whether this process's part of some snapshot is still incomplete.
    [[nodiscard]] virtual bool under_way() const = 0;

    Decision<"starts snapshot", SnapshotId> starts;
    Indication<"recorded", SnapshotId, AppState> recorded;
    Indication<"completed", SnapshotId, LocalSnapshot> completed;

protected:
    explicit Snapshot(Context& ctx)
        : Piece{ctx, layer}, starts{ctx}, recorded{ctx}, completed{ctx}, ctx_{ctx} {}

    /// The initiator's own first step.
    virtual void begin(SnapshotId id) = 0;

    [[nodiscard]] Context& context() const { return ctx_; }
    [[nodiscard]] AppState application_state() const { return state_ ? state_() : AppState{}; }
    [[nodiscard]] RecordedMessage keep(Packet const& packet) const;

private:
    Context& ctx_;
    std::function<AppState()> state_;
};

}  // namespace conclave
