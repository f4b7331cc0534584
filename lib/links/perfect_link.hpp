#pragma once

#include <deque>
#include <map>
#include <set>

#include "core/port.hpp"
#include "core/timer.hpp"
#include "links/link.hpp"
#include "links/parcel.hpp"

namespace conclave {

/// Module       PerfectLink: implements Link, uses FairLossLink
/// Source       Cachin, Guerraoui, Rodrigues 2e, Module 2.3, Algorithm 2.2 (Eliminate Duplicates),
///              with what it leaves out: acknowledgements end the repetition, which slows down;
///              sequence numbers bound the memory
/// Assumes      a fair-loss link below; stable storage for one number, which tells a new life from
///              a duplicate. A crash voids what was on its way to the life that ended: it is not
///              delivered to the next one
/// Properties   PL1 Reliable delivery  if a correct p sends m to a correct q, q delivers m in the
///                                     end
///              PL2 No duplication     no message is delivered more than once (in one life of the
///                                     receiver)
///              PL3 No creation        if q delivers m from p, then p sent m to q
/// Cost         2 messages for each send without loss; memory for `window` messages a peer, and for
///              what waits
class PerfectLink final : public Link {
public:
    struct Options {
        /// Silence after which what is unacknowledged is sent again. More: less traffic; less:
        /// faster past a loss. Choose a little over the usual round trip.
        Duration resend_after{std::chrono::milliseconds{25}};
        /// Each repetition without an answer waits half as long again, up to this. More: less
        /// traffic towards a dead process; less: faster past several losses in a row.
        Duration resend_max{std::chrono::milliseconds{100}};
        /// How many messages to one peer may be unacknowledged; further ones wait their turn. 1 ..
        /// 2^20.
        std::uint64_t window{256};
    };

    PerfectLink(Context& ctx, Link& below) : PerfectLink{ctx, below, Options{}} {}
    PerfectLink(Context& ctx, Link& below, Options options);

    void send(ProcessId to, Packet const& packet) override;

    /// By when a message has arrived, but for one in 10^9: what a synchronous algorithm above may
    /// assume of a network with this delay and this probability of loss, in 0 .. 1 (1 excluded).
    static Duration delay_max(Duration hop_max, double loss, Options const& options);

private:
    using Sequence = std::uint64_t;
    using Life = std::uint64_t;  // 1, 2, 3 ... counted on stable storage

    struct Data {
        Life life{0};  // of the sender
        Life to_life{
            0};  // of the receiver, as the sender knew it when it was asked to send; 0: not yet
        Sequence sequence{0};  // 1, 2, 3 ... for each receiver
        Sequence oldest{0};    // all before it are acknowledged: the receiver may forget them
        Parcel parcel{};
    };
    struct Ack {
        Life life{0};     // of the process that acknowledges
        Life to_life{0};  // of the sender of the data
        Sequence sequence{0};
    };
    using Port = conclave::Port<Link, PerfectLink, Data, Ack>;
    friend Port;

    struct Letter {
        Life to_life{0};
        Parcel parcel{};
        Duration interval{0};  // to its next repetition
        Time resend_at{never};
    };
    struct Outgoing {
        Sequence next{1};
        std::map<Sequence, Letter> unacknowledged;
        std::deque<Letter> waiting;  // for a place in the window
        Time resend_at{never};       // no letter is due before this
    };
    struct Incoming {
        Life life{0};               // of the peer; 0: never heard of
        Sequence floor{0};          // everything up to here was delivered
        std::set<Sequence> beyond;  // delivered above the floor, at most a window of them
    };

    void upon(ProcessId from, Data const& data);
    void upon(ProcessId from, Ack const& ack);

    /// Notes which life of the peer speaks; false for one that has ended.
    bool recognise(Incoming& peer, Life life);
    /// Sends it, and says when to send it again.
    void transmit(ProcessId to, Outgoing& outgoing, Sequence sequence, Duration interval);
    void fill_window(ProcessId to, Outgoing& outgoing);
    void resend_due();
    void schedule();

    Context& ctx_;
    Port port_;
    Options options_;
    Life life_;
    PeerMap<Outgoing> outgoing_;
    PeerMap<Incoming> incoming_;  // of every peer that was heard of
    Timer no_ack_;
};

}  // namespace conclave
