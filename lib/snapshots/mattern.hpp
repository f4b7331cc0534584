#pragma once

#include "snapshots/coloured_snapshot.hpp"

namespace conclave {

/// Module       Mattern: implements Snapshot and Link, uses PerfectLink
/// Source       Mattern 1993, "Efficient algorithms for distributed snapshots and global virtual
///              time approximation", §4 (vector counters); Kshemkalyani, Singhal 2008, §4.4.3
/// Assumes      channels that lose nothing, in any order; nobody crashes; any two consecutive
///              processes may speak, whoever the application's neighbours are
/// Properties   SN1 Termination   if a snapshot is started, every process completes its part
///              SN2 Consistency   no message is received before the cut and sent after it
///              SN3 Channels      what is recorded of a channel is exactly what crosses the cut
///              SN4 Conservation  what the application conserves, the snapshot shows undiminished
/// Cost         2n Tokens of 8n bytes each: one round on the ring of the ids to cut, one to wait
///              for what crosses the cut; in each message of the application as LaiYang
class Mattern final : public ColouredSnapshot {
public:
    Mattern(Context& ctx, Link& below);

    [[nodiscard]] bool under_way() const override { return !recordings_.empty(); }

private:
    /// The control message. It cannot be the module's own: that one's traffic is a link's.
    class Ring {
    public:
        struct Token {
            static constexpr std::string_view name = "Token";
            SnapshotId snapshot{};
            std::uint32_t round{1};               // 1: cut; 2: wait for what crosses it
            std::vector<std::int64_t> missing{};  // by receiver: sent before the cut, not received
            template <class Archive>
            void serialize(Archive& ar, unsigned) {
                ar & snapshot & round & missing;
            }
        };
        Ring(Context& ctx, Link& below, Mattern& owner) : owner_{owner}, port_{ctx, below, *this} {}
        void send(ProcessId to, Token const& token) { port_.send(to, token); }
        [[nodiscard]] Channel channel() const { return port_.channel(); }

    private:
        using Port = conclave::Port<Link, Ring, Token>;
        friend Port;
        void upon(ProcessId from, Token const& token) { owner_.upon(from, token); }

        Mattern& owner_;
        Port port_;
    };
    using Token = Ring::Token;

    /// A snapshot of which this process's part is not complete.
    struct Recording {
        LocalSnapshot local{};
        std::map<ProcessId, std::int64_t> sent{};  // before the cut, by receiver
        std::int64_t balance{0};  // minus what was received before the cut, or crossing it
        std::vector<std::int64_t> waiting{};  // the token of round 2 while it waits here
    };

    void begin(SnapshotId id) override;
    void upon(ProcessId from, Token const& token);
    void cut(SnapshotId id, AppState const& state) override;
    void after_cut(SnapshotId) override {}
    void sending(ProcessId to, Packet const&) override { ++sent_[to]; }
    void receiving(ProcessId from, Packet const& packet, Colour const& sender) override;

    /// Adds this process's counts to the token and passes it on.
    void count(SnapshotId id, std::vector<std::int64_t> missing);
    /// Passes the token of round 2 on once nothing is missing here.
    void release(SnapshotId id);
    [[nodiscard]] ProcessId next() const;

    Ring ring_;
    std::map<ProcessId, std::int64_t> sent_;  // since the beginning, by receiver
    std::int64_t received_{0};                // since the beginning, from everybody
    std::map<SnapshotId, Recording> recordings_;
};

}  // namespace conclave
