#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "core/port.hpp"
#include "core/timer.hpp"
#include "links/parcel.hpp"
#include "snapshots/snapshot.hpp"

/// Snapshots that each break one promise.
namespace conclave::broken {

/// Chandy and Lamport's snapshot, for twins that do one step otherwise. Itself it is right.
class PlainMarkers : public Snapshot, private Link::Receiver {
public:
    PlainMarkers(Context& ctx, Link& below, std::vector<ProcessId> neighbours)
        : Snapshot{ctx}, below_{below}, port_{ctx, below, *this}, neighbours_{neighbours} {}

    void send(ProcessId to, Packet const& packet) override { below_.send(to, packet); }
    void attach(Channel channel, Link::Receiver& receiver) override {
        Link::attach(channel, receiver);
        below_.attach(channel, *this);
    }
    [[nodiscard]] bool under_way() const override { return false; }

protected:
    struct Recording {
        LocalSnapshot local{};
        std::set<ProcessId> open;
        bool complete{false};
    };

    /// What the twins change.
    virtual void take_part(SnapshotId id) {
        record(id);
        send_markers(id);
    }
    virtual void marker_came(ProcessId from, SnapshotId id) {
        recordings_[id].open.erase(from);
        complete_if_closed(id);
    }
    virtual void keep_if_open(ProcessId from, Packet const& packet) {
        for (auto& [id, recording] : recordings_)
            if (recording.open.contains(from))
                recording.local.in_flight[from].push_back(keep(packet));
    }

    void record(SnapshotId id) {
        auto& recording = recordings_[id];
        recording.local.state = application_state();
        recording.open = {neighbours_.begin(), neighbours_.end()};
        recorded(id, recording.local.state);
    }
    void send_markers(SnapshotId id) {
        for (ProcessId p : neighbours_) port_.send(p, Marker{id});
    }
    void complete_if_closed(SnapshotId id) {
        auto& recording = recordings_[id];
        if (recording.complete || !recording.open.empty()) return;
        recording.complete = true;
        completed(id, recording.local);
    }

    std::map<SnapshotId, Recording> recordings_;

private:
    struct Marker {
        SnapshotId snapshot{};
    };
    using Port = conclave::Port<Link, PlainMarkers, Marker>;
    friend Port;

    void begin(SnapshotId id) override {
        seen_.insert(id);
        take_part(id);
    }
    void upon(ProcessId from, Marker const& marker) {
        if (seen_.insert(marker.snapshot).second) take_part(marker.snapshot);
        marker_came(from, marker.snapshot);
    }
    void deliver(ProcessId from, Packet const& packet) override {
        keep_if_open(from, packet);
        Link::deliver(from, packet);
    }

    Link& below_;
    Port port_;
    std::vector<ProcessId> neighbours_;
    std::set<SnapshotId> seen_;
};

/// Broken: only the initiator sends markers, so that nobody else ever hears all of them. SN1 must
/// catch it.
class SilentMarkers final : public PlainMarkers {
public:
    using PlainMarkers::PlainMarkers;

private:
    void take_part(SnapshotId id) override {
        record(id);
        if (id.initiator == context().self()) send_markers(id);
    }
};

/// Broken: it sends the markers late, and lets messages slip out between its cut and them. SN2 must
/// catch it.
class LateMarkers final : public PlainMarkers {
public:
    using PlainMarkers::PlainMarkers;

private:
    void take_part(SnapshotId id) override {
        record(id);
        waiting_.push_back(id);
        late_.start(std::chrono::milliseconds{15});
    }
    std::vector<SnapshotId> waiting_;
    Timer late_{context(), "late", [this] {
                    for (SnapshotId const id : std::exchange(waiting_, {})) send_markers(id);
                }};
};

/// Broken: it sends the markers at once, and records its state a little later. SN3 must catch it.
class LateState final : public PlainMarkers {
public:
    using PlainMarkers::PlainMarkers;

private:
    void take_part(SnapshotId id) override {
        send_markers(id);
        waiting_.push_back(id);
        late_.start(std::chrono::milliseconds{15});
    }
    void marker_came(ProcessId from, SnapshotId id) override {
        early_[id].insert(from);
        if (std::ranges::find(waiting_, id) == waiting_.end()) PlainMarkers::marker_came(from, id);
    }
    std::vector<SnapshotId> waiting_;
    std::map<SnapshotId, std::set<ProcessId>> early_;
    Timer late_{context(), "late", [this] {
                    for (SnapshotId const id : std::exchange(waiting_, {})) {
                        record(id);
                        for (ProcessId p : early_[id]) recordings_[id].open.erase(p);
                        complete_if_closed(id);
                    }
                }};
};

/// Broken: it goes on recording a channel after its marker, until all markers are there, as the
/// course's own code does for ever. SN3 must catch it.
class EndlessRecording final : public PlainMarkers {
public:
    using PlainMarkers::PlainMarkers;

private:
    void keep_if_open(ProcessId from, Packet const& packet) override {
        for (auto& [id, recording] : recordings_)
            if (!recording.complete) recording.local.in_flight[from].push_back(keep(packet));
    }
};

/// Broken: it forgets the channel from the lowest neighbour. SN3 and SN4 must catch it.
class ForgottenChannel final : public PlainMarkers {
public:
    using PlainMarkers::PlainMarkers;

private:
    void marker_came(ProcessId from, SnapshotId id) override {
        auto& in_flight = recordings_[id].local.in_flight;
        if (!recordings_[id].complete)
            in_flight.erase(in_flight.begin(), in_flight.upper_bound(process(1)));
        PlainMarkers::marker_came(from, id);
    }
};

/// Broken: it writes a channel down backwards. SN3 must catch it.
class BackwardRecording final : public PlainMarkers {
public:
    using PlainMarkers::PlainMarkers;

private:
    void keep_if_open(ProcessId from, Packet const& packet) override {
        for (auto& [id, recording] : recordings_) {
            if (!recording.open.contains(from)) continue;
            auto& kept = recording.local.in_flight[from];
            kept.insert(kept.begin(), keep(packet));
        }
    }
};

/// Broken: it does not start a snapshot while its part of another one is incomplete. SN1 must catch
/// it.
class OneAtATime final : public PlainMarkers {
public:
    using PlainMarkers::PlainMarkers;

private:
    void take_part(SnapshotId id) override {
        bool const busy = std::ranges::any_of(
            recordings_, [](auto const& entry) { return !entry.second.complete; });
        if (busy && id.initiator == context().self()) return;
        PlainMarkers::take_part(id);
    }
};

/// Broken: Lai and Yang's colours, but it takes a red message in before it records. SN2 must catch
/// it.
class LateColours final : public Snapshot {
public:
    LateColours(Context& ctx, Link& below, std::vector<ProcessId> const&)
        : Snapshot{ctx}, port_{ctx, below, *this} {}

    void send(ProcessId to, Packet const& packet) override {
        sent_[to].push_back(keep(packet));
        port_.send(to, Tinted{.colour = colour_, .parcel = Parcel::of(packet)});
    }
    [[nodiscard]] bool under_way() const override { return false; }

private:
    struct Tinted {
        std::set<SnapshotId> colour{};
        Parcel parcel{};
    };
    using Port = conclave::Port<Link, LateColours, Tinted>;
    friend Port;

    void begin(SnapshotId id) override {
        if (!colour_.insert(id).second) return;
        LocalSnapshot const local{
            .state = application_state(), .in_flight = {}, .sent = sent_, .received = received_};
        recorded(id, local.state);
        completed(id, local);
    }
    void upon(ProcessId from, Tinted const& tinted) {
        auto const packet = tinted.parcel.packet();
        received_[from].insert({packet.channel, packet.number});
        deliver(from, packet);
        for (SnapshotId const id : tinted.colour) begin(id);
    }

    Port port_;
    std::set<SnapshotId> colour_;
    std::map<ProcessId, std::vector<RecordedMessage>> sent_;
    std::map<ProcessId, std::set<LocalSnapshot::MessageName>> received_;
};

}  // namespace conclave::broken
