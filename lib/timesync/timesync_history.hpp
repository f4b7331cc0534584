#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "check/bounds.hpp"
#include "check/measures.hpp"
#include "check/round_trips.hpp"
#include "net/run.hpp"
#include "timesync/time_sync.hpp"

/// What the history of a run tells of its clocks: the judges (*_properties), the rows of theory and
/// the pictures look at this.
namespace conclave::check {

/// What the checkers of clock synchronisation must know of a run beside its history.
struct ClockTruth {
    ProcessId reference{};                     ///< whose clock counts: the server, the master
    std::map<ProcessId, LocalClock> clocks{};  ///< the processes' own clocks that are wrong
    bool reference_is_adjusted{false};         ///< the reference takes part: its time is agreed on
    bool steps{false};                         ///< clocks are set at once, and may go back
    std::int64_t slew_ppm{0};                  ///< see AdjustableClock
    std::vector<net::Span> disturbed{};        ///< when the network is cut: no progress is promised
    /// A process that does nothing for longer, readings included, stood still even if the history
    /// does not say so (kill -STOP). Zero: that does not happen.
    Duration standstill{};
    Duration outlier{};             ///< Berkeley's: how far clocks that count may be apart
    Duration uncertainty{};         ///< Lundelius and Lynch's: of the delay
    Duration one_way_max{};         ///< ... which is no longer than this
    Duration tolerance{};           ///< what jitter and drift may add to their bound
    Duration jitter{};              ///< by how much each time stamp may be off
    std::int64_t drift_max_ppm{0};  ///< what bounds allow for, where that is more than of `clocks`
    std::uint32_t exchanges{0};     ///< of time stamps, in each round
    bool calm{false};               ///< nothing in the plan disturbs a round

    [[nodiscard]] LocalClock clock(ProcessId p) const {
        auto const found = clocks.find(p);
        return found == clocks.end() ? LocalClock{} : found->second;
    }
};

/// What a synchronisation may assume of this run: how long messages take, how fast clocks drift and
/// when an answer is lost, where they are not set (zero).
void work_out(TimeSyncSettings& settings, net::RunPlan const& plan, Bounds const& bounds);

/// When the last of so many rounds begins, in true time: after the last fault, so that what comes
/// back is synchronised again, and near the end of a run that stays.
Duration last_round(TimeSyncSettings const& settings, std::uint32_t rounds,
                    net::RunPlan const& plan, Bounds const& bounds);

/// What is known of the run of these settings.
ClockTruth clock_truth(TimeSyncSettings const& settings, net::RunPlan const& plan,
                       Bounds const& bounds);

/// What `adjusted` says.
struct Adjustment {
    Time as_of{};
    Duration by{};
    Duration error{};
};
std::optional<Adjustment> adjustment(Event const& e);

/// What `reading` says: what the clock showed, and how far off it may have been.
struct ShownClock {
    Time clock{};
    std::optional<Duration> bound{};
};
std::optional<ShownClock> shown_clock(Event const& e);

/// What the messages between each process and the reference justify that process to say of its
/// clock. It is told the events of a history one by one.
///
/// A bound rests on messages since the adjustment before the last: those of one round may arrive
/// before the last one has ended.
class Evidence {
public:
    Evidence(History const& history, ClockTruth const& truth);

    void see(Event const& e);

    /// Whether p has heard of the reference.
    [[nodiscard]] bool heard(ProcessId p);

    /// What p may say, at this event, of a clock that reads this; nothing if it has heard nothing:
    /// no answer was under way for longer than the longest round trip, and since then clocks may
    /// have drifted, and a correction is not yet worked in.
    [[nodiscard]] std::optional<Duration> bound(Event const& e, Time clock);

private:
    /// Of one life; the arrays are of the time before the adjustment before the last, before the
    /// last, and since.
    struct Known {
        std::array<Time, 3> since{};
        std::array<bool, 3> heard{};
        std::array<Duration, 3> longest{};  // round trip
        Duration correction{0};             // by all adjustments
    };

    void add(RoundTrip const& trip);
    /// How far two clocks may drift apart in this time, which one of them measured.
    [[nodiscard]] Duration drift(Duration age) const;

    History const& history_;
    ClockTruth const& truth_;
    std::vector<RoundTrip> round_trips_;
    std::size_t next_{0};
    std::int64_t drift_ppm_{0};
    std::map<ProcessId, Known> known_;
};

/// One `reading` of a history, against the reference's clock at the very moment: with the
/// adjustments that the reference had made when the time was agreed on that this process follows.
struct ClockError {
    Time at{};  ///< true time
    ProcessId process{};
    Duration error{};                 ///< below zero: behind
    std::optional<Duration> bound{};  ///< what the process itself said; nothing: not synchronised
    /// What its messages justified it to say; nothing: it had heard nothing of the reference since
    /// the adjustment before the last.
    std::optional<Duration> justified{};
};

/// All readings that can be judged, in their order.
std::vector<ClockError> clock_errors(History const& history, ClockTruth const& truth);

/// The adjustments of one round in which all take part, and where each clock was heading before.
struct SyncRound {
    struct Member {
        Duration ahead{};  // of true time
        Adjustment made{};
    };
    std::map<ProcessId, Member> members{};
};

/// All rounds, by the times that they agreed on.
std::map<Time, SyncRound> sync_rounds(History const& history, ClockTruth const& truth);

/// From each process's start, or its recovery, to its first adjustment.
Latency start_to_first_adjustment(History const& history);

/// A clock that is not yet where its adjustments want it when it is last seen.
struct Slewing {
    ProcessId process{};
    Duration left{};   ///< still to be worked in, below zero: it goes slower
    Duration takes{};  ///< by its own clock
};
std::vector<Slewing> still_slewing(History const& history, ClockTruth const& truth);

/// A duration to the nanosecond: "10.012500017 s", for what differs in its last digits only.
std::string exact(Duration d);

/// How often somebody asked again for want of an answer, and how often that was in vain.
struct Retries {
    std::uint64_t made{0};
    std::uint64_t in_vain{0};
};
Retries retries(History const& history);

/// How uncertain the delay of a message was: the longest way of an algorithm's message between two
/// processes less the shortest, in true time. Nothing, if none was delivered.
std::optional<Duration> delay_uncertainty(History const& history);

/// One clock, in short.
struct SyncedClock {
    ProcessId process{};
    std::optional<Duration> before{};  ///< its error when it was last seen without a bound
    std::optional<Duration> after{};   ///< ... when it was last seen, if it is up then
    std::optional<Duration> bound{};   ///< what it said of that
};

/// Whether p's clock is judged: the reference's own only where something adjusts it.
bool is_judged(ProcessId p, ClockTruth const& truth);

/// Of all clocks that are judged.
std::vector<SyncedClock> summaries(std::vector<ClockError> const& readings, History const& history,
                                   ClockTruth const& truth);

/// The one that is most wrong in the end.
std::optional<SyncedClock> worst_clock(std::vector<SyncedClock> const& clocks);

}  // namespace conclave::check
