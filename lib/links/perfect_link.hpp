#pragma once

#include <map>
#include <optional>

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
///              a duplicate. A life that is not the first makes itself known to all others. A crash
///              voids what is sent to the life that ended, until its sender has heard of the next
/// Properties   PL1 Reliable delivery  if a correct p sends m to a correct q, q delivers m in the
///                                     end
///              PL2 No duplication     no message is delivered more than once, in all lives of the
///                                     receiver; but for one that a recovered sender sent before it
///                                     knew to which life, and that is still under way when the
///                                     next begins: that life may get it, too
///              PL3 No creation        if q delivers m from p, then p sent m to q
/// Cost         2 messages for each send without loss, 2(n-1) for each recovery; memory for
///              `window` messages a peer, and for what waits
class PerfectLink : public Link {
public:
    using Options = RepetitionOptions;
    enum class Order : std::uint8_t {
        any,   ///< as the messages arrive
        sent,  ///< each after those that its sender sent before
    };

    PerfectLink(Context& ctx, Link& below) : PerfectLink{ctx, below, Options{}} {}
    PerfectLink(Context& ctx, Link& below, Options options, Order order = Order::any);

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
        Duration age{0};  // since the sender was asked to send it
        Sequence sequence{0};
        Sequence oldest{0};  // all before it are acknowledged: the receiver may forget them
        Parcel parcel{};
    };
    struct Ack {
        Life life{0};     // of the process that acknowledges
        Life to_life{0};  // of the sender of the data
        Sequence sequence{0};
    };
    struct Hello {  // Data without a parcel: a new life makes itself known
        Life life{0};
        Sequence sequence{0};
        Sequence oldest{0};
    };
    using Port = conclave::Port<Link, PerfectLink, Data, Ack, Hello>;
    friend Port;

    struct Letter {
        Life to_life{0};  // of the receiver, when this process was asked to send; 0: not known
        Time asked_at{};
        std::optional<Parcel> parcel{};  // nothing: a Hello
    };
    using Outgoing = SendWindow<Letter>;
    struct Incoming {
        Life life{0};  // of the peer; 0: never heard of
        ReceiveWindow window{};
        std::map<Sequence, Parcel> early{};  // what waits for something sent before it
    };

    void upon(ProcessId from, Data const& data);
    void upon(ProcessId from, Ack const& ack);
    void upon(ProcessId from, Hello const& hello);

    /// Acknowledges what this life of the peer sent, and says whether it comes for the first time.
    bool take(ProcessId from, Life life, Sequence sequence, Sequence oldest);
    /// Delivers what was early, and is no longer.
    void deliver_in_order(ProcessId from);
    /// Notes which life of the peer speaks; false for one that has ended.
    bool recognise(Incoming& peer, Life life);
    /// The life of the peer that a message is meant for, as far as this process knows.
    [[nodiscard]] Life life_of(ProcessId peer) const;
    [[nodiscard]] bool is_for_this_life(Data const& data) const;
    void add(ProcessId to, Letter letter);
    void send_waiting(ProcessId to, Outgoing& outgoing);
    void send_due();
    /// How a letter of this window goes out.
    [[nodiscard]] auto transmit_to(ProcessId to, Outgoing const& outgoing) {
        return [this, to, &outgoing](Sequence sequence, Letter const& letter) {
            if (!letter.parcel) return port_.send(to, Hello{life_, sequence, outgoing.oldest()});
            port_.send(to, Data{.life = life_,
                                .to_life = letter.to_life,
                                .age = ctx_.now() - letter.asked_at,
                                .sequence = sequence,
                                .oldest = outgoing.oldest(),
                                .parcel = *letter.parcel});
        };
    }
    void schedule();

    Context& ctx_;
    Port port_;
    Options options_;
    Order order_;
    Life life_;
    Time born_at_;
    PeerMap<Outgoing> outgoing_;
    PeerMap<Incoming> incoming_;  // of every peer that was heard of
    Timer no_ack_;
};

}  // namespace conclave
