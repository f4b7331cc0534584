#pragma once

#include <map>
#include <set>
#include <vector>

#include "core/port.hpp"
#include "links/parcel.hpp"
#include "snapshots/snapshot.hpp"
#include "support/tampering_link.hpp"

/// What makes the snapshots each break one promise: the right algorithms see their markers, colours
/// and the bank's transfers too late, or not at all. Nothing gets lost: the properties assume that.
namespace conclave::broken {

/// As Chandy and Lamport's snapshot writes it.
struct Marker {
    SnapshotId snapshot{};
};

/// As Lai and Yang's snapshot writes it.
struct Coloured {
    std::map<ProcessId, std::uint32_t> colour{};
    Parcel parcel{};
};

/// A marker of a snapshot that nobody started: it is received, and ignored.
inline void void_of_meaning(Marker& marker) { marker.snapshot.initiator = process(1000); }

/// Broken: only the initiator's markers are any good, so that nobody else ever hears all of them.
/// SN1 must catch it.
inline test::Tampering silent_markers() {
    return test::forge<Marker>(test::sent("Marker"),
                               [](test::Passing const& message, Marker& marker) {
                                   if (marker.snapshot.initiator != message.ctx.self())
                                       void_of_meaning(marker);
                               });
}

/// Broken: it does not start a snapshot while another one of its own is under way. SN1 must catch
/// it.
inline test::Tampering one_at_a_time() {
    return test::forge<Marker>(test::sent("Marker"),
                               [](test::Passing const& message, Marker& marker) {
                                   auto const [initiator, number] = marker.snapshot;
                                   if (initiator == message.ctx.self() && number == 2)
                                       void_of_meaning(marker);
                               });
}

/// Broken: it sends the markers late, and lets messages slip out between its cut and them. SN2 must
/// catch it.
inline test::Tampering late_markers() { return test::swap_with_next(test::sent("Marker")); }

/// Broken: it sends the markers at once, and records its state a little later: what it sends in
/// between belongs before its cut and comes after its marker. SN3 must catch it.
inline test::Tampering late_state() {
    return test::Tampering::always(test::sent("Transfer"), [](test::Passing const& transfer) {
        if (transfer.ctx.now() < Time{std::chrono::milliseconds{120}})
            transfer.go_after_next();
        else
            transfer.go_on();  // so that there is a next one for all: nothing gets lost
    });
}

/// Broken: one process takes the markers of two snapshots for each other's. The channels stay FIFO.
/// SN2, SN3 and SN4 must catch it.
inline test::Tampering confused_markers() {
    return test::forge<Marker>(test::received("Marker"),
                               [](test::Passing const& message, Marker& marker) {
                                   if (message.ctx.self() != process(1)) return;
                                   auto& initiator = marker.snapshot.initiator;
                                   initiator = initiator == process(0) ? process(2) : process(0);
                               });
}

/// Broken: it goes on recording a channel after its marker, as the course's own code does for ever.
/// The first marker of a snapshot, which makes it record its state, is heard in time. SN3 and SN4
/// must catch it.
inline test::Tampering endless_recording() {
    return {test::received("Marker"), [] {
                return [begun = std::set<SnapshotId>{}](test::Passing const& marker) mutable {
                    auto const id = marker.as<Marker>().snapshot;
                    bool const first = begun.insert(id).second;
                    if (first && id.initiator != marker.ctx.self())
                        marker.go_on();
                    else
                        marker.go_after_next();
                };
            }};
}

/// Broken: it forgets the channel from the lowest neighbour, whose marker it takes for heard with
/// the first one. SN3 and SN4 must catch it.
inline test::Tampering forgotten_channel() {
    return test::Tampering::always(test::received("Marker"), [](test::Passing const& marker) {
        marker.go_on();
        if (marker.ctx.self() != process(0)) marker.go(process(0), marker.packet);
    });
}

/// Broken: Lai and Yang's colours, but it takes the first message of a new colour in before it
/// records. SN2 must catch it.
inline test::Tampering late_colours() {
    return {test::received("Data"), [] {
                return [seen = std::map<ProcessId, std::uint32_t>{}](
                           test::Passing const& message) mutable {
                    auto forged = message.as<Coloured>();
                    for (auto& [initiator, count] : forged.colour) {
                        if (count <= seen[initiator]) continue;
                        seen[initiator] = count;
                        --count;
                    }
                    message.go_on_saying(forged);
                };
            }};
}

/// Broken: Chandy and Lamport's snapshot, but it writes a channel down backwards. SN3 must catch
/// it.
class BackwardRecording final : public Snapshot, private Link::Receiver {
public:
    BackwardRecording(Context& ctx, Link& below, std::vector<ProcessId> const&)
        : Snapshot{ctx}, below_{below}, port_{ctx, below, *this} {}

    void send(ProcessId to, Packet const& packet) override { below_.send(to, packet); }
    void attach(Channel channel, Link::Receiver& receiver) override {
        Link::attach(channel, receiver);
        below_.attach(channel, *this);
    }
    [[nodiscard]] bool under_way() const override { return false; }

private:
    using Port = conclave::Port<Link, BackwardRecording, Marker>;
    friend Port;

    struct Recording {
        LocalSnapshot local{};
        std::set<ProcessId> open;
    };

    void begin(SnapshotId id) override {
        auto& recording = recordings_[id];
        recording.local.state = application_state();
        for (ProcessId p : context().others()) recording.open.insert(p);
        for (ProcessId p : context().others()) port_.send(p, Marker{id});
        recorded(id, recording.local.state);
    }
    void upon(ProcessId from, Marker const& marker) {
        if (!recordings_.contains(marker.snapshot)) begin(marker.snapshot);
        auto& [local, open] = recordings_[marker.snapshot];
        if (open.erase(from) > 0 && open.empty()) completed(marker.snapshot, local);
    }
    void deliver(ProcessId from, Packet const& packet) override {
        for (auto& [id, recording] : recordings_) {
            if (!recording.open.contains(from)) continue;
            auto& kept = recording.local.in_flight[from];
            kept.insert(kept.begin(), keep(packet));
        }
        Link::deliver(from, packet);
    }

    Link& below_;
    Port port_;
    std::map<SnapshotId, Recording> recordings_;
};

}  // namespace conclave::broken
