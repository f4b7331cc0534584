#pragma once

#include "core/port.hpp"
#include "core/timer.hpp"
#include "links/link.hpp"
#include "links/parcel.hpp"
#include "links/receive_window.hpp"
#include "links/send_window.hpp"

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
    using Options = RepetitionOptions;

    PerfectLink(Context& ctx, Link& below) : PerfectLink{ctx, below, Options{}} {}
    PerfectLink(Context& ctx, Link& below, Options options);

    void send(ProcessId to, Packet const& packet) override;

    /// By when a message has arrived, but for one in 10^9: what a synchronous algorithm above may
    /// assume of a network with this delay and this probability of loss, in 0 .. 1 (1 excluded).
    static Duration delay_max(Duration hop_max, double loss, Options const& options);

private:
    using Life = std::uint64_t;      // 1, 2, 3 ... counted on stable storage
    using Sequence = std::uint64_t;  // 1, 2, 3 ... for each receiver

    struct Data {
        Life life{0};     // of the sender
        Life to_life{0};  // see Letter
        Sequence sequence{0};
        Sequence oldest{0};  // all before it are acknowledged: the receiver may forget them
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
        Life to_life{0};  // of the receiver, when this process was asked to send; 0: not known
        Parcel parcel{};
    };
    using Outgoing = SendWindow<Letter>;
    struct Incoming {
        Life life{0};  // of the peer; 0: never heard of
        ReceiveWindow window{};
    };

    void upon(ProcessId from, Data const& data);
    void upon(ProcessId from, Ack const& ack);

    /// Notes which life of the peer speaks; false for one that has ended.
    bool recognise(Incoming& peer, Life life);
    void send_waiting(ProcessId to, Outgoing& outgoing);
    void send_due();
    /// How a letter of this window goes out.
    [[nodiscard]] auto transmit_to(ProcessId to, Outgoing const& outgoing) {
        return [this, to, &outgoing](Sequence sequence, Letter const& letter) {
            port_.send(to, Data{.life = life_,
                                .to_life = letter.to_life,
                                .sequence = sequence,
                                .oldest = outgoing.oldest(),
                                .parcel = letter.parcel});
        };
    }
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
