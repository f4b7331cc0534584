#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "check/bounds.hpp"
#include "check/measures.hpp"
#include "check/property.hpp"
#include "net/run.hpp"
#include "timesync/time_sync.hpp"

namespace conclave::check {

/// What the checkers of clock synchronisation must know of a run beside its history.
struct ClockTruth {
    ProcessId reference{};                     ///< whose clock counts: the server, the master
    std::map<ProcessId, LocalClock> clocks{};  ///< the processes' own clocks that are wrong
    bool reference_is_adjusted{false};         ///< the reference takes part: its time is agreed on
    bool steps{false};                         ///< clocks are set at once, and may go back
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

/// What is known of the run of these settings.
ClockTruth clock_truth(TimeSyncSettings const& settings, net::RunPlan const& plan,
                       Bounds const& bounds);

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

/// TS1..3 of a TimeSync.
std::vector<Property> time_sync(ClockTruth const& truth);

/// NTP1.
std::vector<Property> ntp_sync(ClockTruth const& truth);

/// BK1..2.
std::vector<Property> berkeley_sync(ClockTruth const& truth);

/// LL1.
std::vector<Property> lundelius_lynch_sync(ClockTruth const& truth);

/// What Lundelius and Lynch's algorithm assumes, for all of its properties.
std::vector<Assumption> lundelius_lynch_assumes(ClockTruth const& truth);

/// From each process's start, or its recovery, to its first adjustment.
Latency start_to_synchronised(History const& history);

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

/// The errors of the clocks: the one nearest to the bound that the clock itself gave, of which
/// `bound` is the formula; and the worst in the end.
std::vector<TheoryRow> clock_accuracy(History const& history, ClockTruth const& truth,
                                      std::string_view bound);

// The messages of a run, by algorithm.

TheoryRow cristian_messages(History const& history, net::Outcome const& outcome,
                            ClockTruth const& truth);
/// Of an algorithm that exchanges stamps with the server and asks for nothing else: NTP.
TheoryRow exchange_messages(History const& history, net::Outcome const& outcome,
                            ClockTruth const& truth);
TheoryRow berkeley_messages(History const& history, net::Outcome const& outcome,
                            ClockTruth const& truth);
TheoryRow lundelius_lynch_messages(History const& history, net::Outcome const& outcome,
                                   ClockTruth const& truth);

}  // namespace conclave::check
