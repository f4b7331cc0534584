#pragma once

#include "core/port.hpp"
#include "links/parcel.hpp"
#include "snapshots/snapshot.hpp"

namespace conclave {

/// What the snapshots for channels that are not FIFO share: each message of the application tells
/// which snapshots its sender had recorded (its colour, in the literature: white before the cut and
/// red after it; for a single snapshot one bit would do), and whoever is sent a message of a colour
/// that it has not reached records first (SN2). Travels as a link's own Data, counted there.
class ColouredSnapshot : public Snapshot {
public:
    static constexpr Layer layer = Layer::link;

    void send(ProcessId to, Packet const& packet) final;

protected:
    /// How many snapshots of each initiator a process has recorded.
    using Colour = PeerMap<std::uint32_t>;

    ColouredSnapshot(Context& ctx, Link& below) : Snapshot{ctx}, port_{ctx, below, *this} {}

    /// Takes the application's state now, and indicates recorded, unless that has been done; for
    /// the initiator's earlier snapshots first.
    void record(SnapshotId id);
    [[nodiscard]] bool has_recorded(SnapshotId id) const { return reached(colour_, id); }
    [[nodiscard]] static bool reached(Colour const& colour, SnapshotId id) {
        return count(colour, id.initiator) >= id.number;
    }
    /// Of a process that there is, and not unbelievably far ahead of what is known here.
    [[nodiscard]] bool credible(SnapshotId id) const;

    /// The state was taken: the cut is here. Called before the indication.
    virtual void cut(SnapshotId id, AppState const& state) = 0;
    /// What there is to do once the indication is out.
    virtual void after_cut(SnapshotId id) = 0;
    virtual void sending(ProcessId to, Packet const& packet) = 0;
    /// A message arrived; its sender had recorded these snapshots. All of them are recorded here.
    virtual void receiving(ProcessId from, Packet const& packet, Colour const& sender) = 0;
    /// The application has taken it in.
    virtual void received() {}

private:
    struct Data {
        Colour colour{};
        Parcel parcel{};
    };
    using Port = conclave::Port<Link, ColouredSnapshot, Data>;
    friend Port;

    void upon(ProcessId from, Data const& data);
    [[nodiscard]] static std::uint32_t count(Colour const& colour, ProcessId initiator);
    [[nodiscard]] bool sensible(Colour const& colour) const;

    Port port_;
    Colour colour_;
};

}  // namespace conclave
