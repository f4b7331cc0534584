#pragma once

#include "detectors/failure_detector.hpp"
#include "detectors/heartbeats.hpp"

namespace conclave {

/// Module       EventuallyPerfectFailureDetector: implements FailureDetector, uses Heartbeats
/// Source       Cachin, Guerraoui, Rodrigues 2e, Module 2.8, Algorithm 2.7 (Increasing Timeout),
///              with a time-out for each process, as Chandra and Toueg 1996, Fig. 10
/// Assumes      partially synchronous: delays end up below some unknown bound
/// Properties   EPFD1 Strong completeness       in the end every crashed process is suspected by
///                                              every correct one
///              EPFD2 Eventual strong accuracy  in the end no correct process is suspected by a
///                                              correct one
/// Cost         n-1 heartbeats a process and period; detects within time-out + 1 period + 1 delay
class EventuallyPerfectFailureDetector final : public FailureDetector {
public:
    /// `silence_max`: the silence that is suspicious at first. More: slower detection; less: more
    /// mistakes, each of which adds a period to the time-out of the process it wronged. Choose a
    /// few periods.
    EventuallyPerfectFailureDetector(Context& ctx, Link& link, Duration period,
                                     Duration silence_max)
        : FailureDetector{ctx},
          ctx_{ctx},
          heartbeats_{ctx, link, period, [this] { suspect_silent(); }},
          period_{period},
          silence_max_{silence_max} {
        heartbeats_.heard = [this](ProcessId p) { pardon(p); };
    }

    void start() override { heartbeats_.start(); }

private:
    void suspect_silent() {
        for (ProcessId p : ctx_.others()) {
            if (heartbeats_.silence(p) <= silence_max(p)) continue;
            if (suspected_.insert(p).second) suspect.later(p);
        }
    }

    void pardon(ProcessId p) {
        if (suspected_.erase(p) == 0) return;
        extra_[p] += period_;  // EPFD2: a mistake, so more patience with p; mistakes must end
        restore(p);
    }

    [[nodiscard]] Duration silence_max(ProcessId p) const {
        auto const extra = extra_.find(p);
        return silence_max_ + (extra == extra_.end() ? Duration::zero() : extra->second);
    }

    Context& ctx_;
    Heartbeats heartbeats_;
    Duration period_;
    Duration silence_max_;
    PeerMap<Duration> extra_;  // patience learnt from mistakes
};

}  // namespace conclave
