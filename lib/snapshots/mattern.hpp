#pragma once

#include "snapshots/coloured_snapshot.hpp"

namespace conclave {

/// Module       Mattern: implements Snapshot and Link, uses PerfectLink
/// Source       Mattern 1993, "Efficient algorithms for distributed snapshots and global virtual
///              time approximation" (with vector counters); Kshemkalyani, Singhal 2008, §4.5
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
    /// The control message.
    struct Token {
        SnapshotId snapshot{};
        std::uint32_t round{1};               // 1: cut; 2: wait for what crosses it
        std::vector<std::int64_t> missing{};  // by receiver: sent before the cut, not received
    };

    Mattern(Context& ctx, Link& below);

    [[nodiscard]] bool under_way() const override { return !recordings_.empty(); }

private:
    /// Carries the Tokens, which cannot be the module's own: that one's traffic is a link's.
    class TokenRing {
    public:
        TokenRing(Context& ctx, Link& below, Mattern& owner)
            : ctx_{ctx}, owner_{owner}, port_{ctx, below, *this} {}
        void send(ProcessId to, Token const& token) { port_.send(to, token); }
        void reject(ProcessId from) { port_.reject(from); }

    private:
        using Port = conclave::Port<Link, TokenRing, Token>;
        friend Port;
        void upon(ProcessId from, Token const& token) { owner_.upon(from, token); }

        Context& ctx_;
        Mattern& owner_;
        Port port_;
    };

    /// A snapshot of which this process's part is not complete.
    struct Recording {
        LocalSnapshot local{};
        std::map<ProcessId, std::int64_t> sent{};  // before the cut, by receiver
        std::int64_t received{0};                  // before the cut
        std::int64_t crossed{0};                   // sent before the cut, received after it
        std::vector<std::int64_t> waiting{};       // the token of round 2, while it waits here
    };

    void begin(SnapshotId id) override;
    void upon(ProcessId from, Token const& token);
    void cut(SnapshotId id, AppState const& state) override;
    void after_cut(SnapshotId) override {}
    void sending(ProcessId to, Packet const&) override { ++sent_[to]; }
    void receiving(ProcessId from, Packet const& packet, Colour const& sender) override;
    void received() override;

    [[nodiscard]] bool sensible(Token const& token) const;
    /// Adds what this process sent and received before the cut, and passes the token on.
    void count(Token token);
    /// Passes the token of round 2 on once nothing is missing here: this part is complete.
    void release(SnapshotId id);
    [[nodiscard]] ProcessId next() const;

    TokenRing ring_;
    std::map<ProcessId, std::int64_t> sent_;  // since the beginning, by receiver
    std::int64_t received_{0};                // since the beginning, from everybody
    std::map<SnapshotId, Recording> recordings_;
};

}  // namespace conclave
