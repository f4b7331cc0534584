#pragma once

#include <map>
#include <set>

#include "links/parcel.hpp"
#include "snapshots/snapshot.hpp"
#include "support/tampering_link.hpp"

/// What makes the snapshots each break one promise: the right algorithms see their markers, colours
/// and the bank's transfers too late, or not at all.
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

/// Broken: only the initiator sends markers, so that nobody else ever hears all of them. SN1 must
/// catch it.
inline test::Tampering silent_markers() {
    return test::lose_if(test::sent("Marker"), [](test::Passing const& marker) {
        return marker.as<Marker>().snapshot.initiator != marker.ctx.self();
    });
}

/// Broken: it sends the markers late, and lets messages slip out between its cut and them. SN2 must
/// catch it.
inline test::Tampering late_markers() { return test::swap_with_next(test::sent("Marker")); }

/// Broken: it sends the markers at once, and records its state a little later: what it sends in
/// between belongs before its cut and comes after its marker. SN3 must catch it.
inline test::Tampering late_state() { return test::swap_with_next(test::sent("Transfer")); }

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

}  // namespace conclave::broken
