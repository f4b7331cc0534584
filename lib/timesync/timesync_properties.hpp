#pragma once

#include <map>
#include <optional>
#include <vector>

#include "check/measures.hpp"
#include "check/property.hpp"

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
    Duration outlier{};      ///< Berkeley's: how far clocks that count may be apart
    Duration uncertainty{};  ///< Lundelius and Lynch's: of the delay
    Duration tolerance{};    ///< ... and what jitter and drift may add to their bound

    [[nodiscard]] LocalClock clock(ProcessId p) const {
        auto const found = clocks.find(p);
        return found == clocks.end() ? LocalClock{} : found->second;
    }
};

/// One `reading` of a history, against the reference's clock at the very moment: with the
/// adjustments that the reference had made when the time was agreed on that this process follows.
struct ClockError {
    Time at{};  ///< true time
    ProcessId process{};
    Duration error{};                 ///< below zero: behind
    std::optional<Duration> bound{};  ///< what the process itself said; nothing: not synchronised
};

/// All readings that can be judged, in their order.
std::vector<ClockError> clock_errors(History const& history, ClockTruth const& truth);

/// TS1..3 of a TimeSync.
std::vector<Property> time_sync(ClockTruth const& truth);

/// NTP1, by the indication "sample".
std::vector<Property> ntp_sync(ClockTruth const& truth);

/// BK1..2.
std::vector<Property> berkeley_sync(ClockTruth const& truth);

/// LL1.
std::vector<Property> lundelius_lynch_sync(ClockTruth const& truth);

/// From each process's start, or its recovery, to its first adjustment.
Latency start_to_synchronised(History const& history);

/// How uncertain the delay of a message was: the longest way of an algorithm's message between two
/// processes less the shortest, in true time. Nothing, if none was delivered.
std::optional<Duration> delay_uncertainty(History const& history);

}  // namespace conclave::check
