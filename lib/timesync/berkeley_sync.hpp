#pragma once

#include <optional>
#include <vector>

#include "core/port.hpp"
#include "links/link.hpp"
#include "timesync/time_sync.hpp"

namespace conclave {

/// The average of the largest group of differences that lie within `width` of each other; of
/// several largest groups the lowest. The fault-tolerant average of Gusella and Zatti 1989, §II.
[[nodiscard]] Duration fault_tolerant_average(std::vector<Duration> differences, Duration width);

/// Module       BerkeleySync: implements TimeSync, against the time that a round agrees on; uses
///              FairLossLink
/// Source       Gusella and Zatti 1989, "The accuracy of the clock synchronization achieved by
///              TEMPO in Berkeley UNIX 4.3BSD", §II
/// Assumes      a master, the settings' server, whose clock need not be right; drift of at most
///              drift_max; messages may be lost, duplicated and reordered
/// Properties   BK1 Convergence  two clocks end no further apart than they began, or than their
///                               bounds allow
///              BK2 Outliers     while most clocks lie within `outlier` of each other, no other
///                               clock moves them by more than twice that
/// Cost         3(n-1) messages in a round without loss
class BerkeleySync final : public TimeSync {
public:
    BerkeleySync(Context& ctx, Link& link, TimeSyncSettings const& settings);

private:
    /// Of the master: what time have you?
    struct Poll {
        Time round{};  // which one: the master's own clock at its beginning
        Time sent{};
    };
    /// Of a slave, with the stamps of an exchange.
    struct Answer {
        Time round{};
        Time sent{};  // as the poll said
        Time received{};
        Time answered{};
        Time since{};  // the slave's own clock when it first heard of the round
    };
    /// Of the master: "the master tells each slave the difference", not the time, which would be
    /// late.
    struct Adjust {
        Time round{};
        Time since{};  // as the answer said: a slave that has crashed since is not meant
        Duration difference{};
        Duration error_max{};
    };
    using Port = conclave::Port<Link, BerkeleySync, Poll, Answer, Adjust>;
    friend Port;

    struct Clock {
        OffsetEstimate ahead;  // of the master's clock
        Time since;            // as the slave said
    };

    [[nodiscard]] bool asks() const override { return is_reference(); }
    [[nodiscard]] bool busy() const override { return TimeSync::busy() || no_word_.running(); }
    void begin_round() override;
    void upon(ProcessId from, Poll const& poll);
    void upon(ProcessId from, Answer const& answer);
    void upon(ProcessId from, Adjust const& adjust);
    void poll(ProcessId slave);
    void poll_again();
    void conclude();
    void answer();
    void answer_again();
    [[nodiscard]] Time stamp_now() { return stamp(clock().target(ctx_.now())); }

    Context& ctx_;
    Port port_;

    // Of the master.
    Time round_{};
    bool open_{false};  // the round takes answers
    PeerMap<Clock> clocks_{};
    PeerMap<Adjust> told_{};
    std::uint32_t tries_left_{0};

    // Of a slave.
    Poll heard_{Time::min(), {}};  // the latest
    std::optional<Time> since_{};  // when it first heard of that round, until the master's word
    Time received_{};
    std::uint32_t answers_left_{0};

    Timer no_answer_{ctx_, "no answer", [this] { poll_again(); }};
    Timer no_word_{ctx_, "no word", [this] { answer_again(); }};
    Timer no_poll_{ctx_, "no poll",
                   [this] { ctx_.trace(to_string(settings().server) + " does not ask any more"); }};
};

}  // namespace conclave
