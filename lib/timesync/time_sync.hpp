#pragma once

#include <cstdint>
#include <optional>

#include "core/decision.hpp"
#include "core/indication.hpp"
#include "core/timer.hpp"
#include "timesync/adjustable_clock.hpp"
#include "timesync/exchange.hpp"

namespace conclave {

/// What every clock synchronisation may assume and how it behaves.
struct TimeSyncSettings {
    ProcessId server{0};                      ///< whose clock counts; the master of Berkeley
    Duration every{std::chrono::seconds{1}};  ///< from one round to the next
    std::uint32_t exchanges{5};               ///< of time stamps, in each round
    Duration sample{std::chrono::milliseconds{100}};  ///< from one reading to the next
    std::int64_t slew_ppm{100'000};                   ///< see AdjustableClock
    bool step{false};                                 ///< set the clock at once: it may go back
    Duration jitter{0};             ///< each stamp is off by up to this much, either way
    std::int64_t drift_max_ppm{0};  ///< no clock gains or loses more, in microseconds each second
    Duration one_way_min{0};        ///< no message takes less
    Duration one_way_max{0};        ///< Lundelius and Lynch: no message takes more
    Duration no_answer{std::chrono::milliseconds{100}};  ///< then a question is asked again
    std::uint32_t tries{5};                              ///< then the other one is given up
    Duration outlier{std::chrono::milliseconds{200}};    ///< Berkeley: clocks that count lie within
};

/// Module       TimeSync: keeps a clock in software near the clock of one process, or near a time
///              that all agree on, and says at any time how wrong it can be at most
/// Source       Cristian 1989; Coulouris, Dollimore, Kindberg, Blair 5e, §14.3
/// Assumes      what the implementation assumes
/// Properties   TS1 Accuracy      after the first adjustment the error is at most the bound, and
///                                that no more than what the server's messages justify
///              TS2 Monotonicity  the clock never goes back, unless it is set at once
///              TS3 Progress      a round that starts while the server is up and within reach ends
///                                with an adjustment, to what the server's messages tell; every
///                                client that stays up adjusts its clock
/// Cost         that of the implementation
///
/// Indications:
///   adjusted(as of, by, error)  a round has ended for this process: it heads for the time agreed
///                               on at `as of`, and once there is off by `error` at most
///   reading(clock, bound)       what the clock reads and how far it is off at most, now and then,
///                               for whoever judges it; no bound before the first adjustment
/// Decisions:
///   starts_round()              a round begins here
///   sets(before, after)         the clock is set at once, to another reading
class TimeSync {
public:
    TimeSync(TimeSync const&) = delete;
    TimeSync& operator=(TimeSync const&) = delete;
    virtual ~TimeSync() = default;

    /// Begins. Rounds start until the own clock, uncorrected, reads `until`; the first is half an
    /// interval away, so that the clocks are seen as they were.
    void start(Time until);
    [[nodiscard]] Time read() const { return clock_.read(ctx_.now()); }
    /// TS1: the error at most, now; nothing before the first adjustment.
    [[nodiscard]] std::optional<Duration> error_bound() const;
    [[nodiscard]] bool done() const { return !next_reading_.running() && !busy(); }

    Indication<"adjusted", Time, Duration, Duration> adjusted;
    Indication<"reading", Time, std::optional<Duration>> reading;
    Decision<"starts a round"> starts_round;
    Decision<"sets its clock", Time, Time> sets;

protected:
    TimeSync(Context& ctx, TimeSyncSettings const& settings);

    /// A round begins here. Not called while the last one is under way.
    virtual void begin_round() = 0;
    /// Begins a round out of turn, because others do; the next is a full interval away.
    void join_round();
    /// Whether rounds begin here.
    [[nodiscard]] virtual bool asks() const { return !is_reference(); }

    /// Whether this process has something to do in a round.
    [[nodiscard]] virtual bool busy() const { return in_round_; }

    [[nodiscard]] bool is_reference() const { return ctx_.self() == settings_.server; }
    [[nodiscard]] TimeSyncSettings const& settings() const { return settings_; }
    [[nodiscard]] AdjustableClock const& clock() const { return clock_; }
    /// A time stamp of what this clock reads: itself, where there is no jitter.
    [[nodiscard]] Time stamp(Time clock);
    /// Of the offset that an exchange shows, with what jitter may add; on arrival of its answer.
    [[nodiscard]] OffsetEstimate estimate(Exchange const& exchange) const;
    /// What two clocks may drift apart within this time, on one of them.
    [[nodiscard]] Duration drift_allowance(Duration age) const;

    /// The round is over, with nothing learnt.
    void end_round() { in_round_ = false; }
    /// The round is over: the clock heads for `estimate.offset` more; the estimate was made from
    /// what was seen since `since` (own clock), and names the time agreed on at `as_of`.
    void end_round(OffsetEstimate const& estimate, Time since, Time as_of);

private:
    void next_round();
    void take_reading();
    void correct(Duration by);

    Context& ctx_;
    TimeSyncSettings settings_;
    AdjustableClock clock_;
    bool in_round_{false};
    Time until_{};  // on the own clock: then there are no more rounds and readings
    std::optional<Duration> error_{};  // of the last adjustment
    Time since_{};                     // how old that is
    // Harness, not protocol: their running out is no part of the story.
    Timer next_round_{ctx_, "next round", [this] { next_round(); }, Layer::detector};
    Timer next_reading_{ctx_, "next reading", [this] { take_reading(); }, Layer::detector};
};

}  // namespace conclave
