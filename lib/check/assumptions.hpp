#pragma once

#include "check/property.hpp"

/// What the boxes assume, as predicates over a run: over what was to go wrong in it
/// (History::faults) and over what its history shows. Each names itself in the words of the boxes.
namespace conclave::check {

/// Nobody crashes.
Assumption nobody_crashes();

/// The run came to rest by itself: what has not happened by then was not going to.
Assumption comes_to_rest();

/// All that anybody did is known: nobody died or fell silent and took the end of its history along.
Assumption whole_history();

/// No link, no kind of message and no process's messages are treated worse than others: no cut, no
/// partition, no drop, no fault of one link.
Assumption treats_all_alike();

/// How the first of these that this run broke was broken: "p1 crashed at 1 s". Nothing if all held.
std::optional<std::string> first_breach(History const& history,
                                        std::vector<Assumption> const& assumptions);

/// Crash-stop: who has crashed does not come back.
Assumption crash_stop();

/// At every time more than half of the processes are up.
Assumption majority_up();

/// What one process sends to another, in whichever modules of the algorithm, is received in the
/// order of its sending. Where a message passed one of another module, the first such case is told.
Assumption fifo_channels();

/// In a run that came to rest every message between processes that never crashed has arrived.
Assumption reliable_channels();

/// Synchronous: a message is handled within `delay_max` of its sending, or of the moment when its
/// receiver came back; measured by the fastest of the clocks, since those count the time-outs. What
/// the estimate of a real run's time line leaves open is no breach.
Assumption delay_at_most(Duration delay_max);

/// Synchronous, for a detector that may never be wrong: of the heartbeats sent within any silence
/// that it allows, one arrives. Loss, cuts, partitions, pauses, drifting clocks and delays longer
/// than `detection_max` break it.
Assumption synchrony(Duration detection_max);

/// Who keeps speaking is heard in the end: not all is lost, and no cut, partition or pause lasts to
/// the end of the run.
Assumption heard_in_the_end(std::string_view name);
inline Assumption fair_loss() { return heard_in_the_end("a fair-loss link below"); }
inline Assumption partial_synchrony() {
    return heard_in_the_end("that delays end up below some bound");
}

}  // namespace conclave::check
