#pragma once

#include "detectors/failure_detector.hpp"
#include "detectors/heartbeats.hpp"

namespace conclave {

/// Module       PerfectFailureDetector: implements FailureDetector, uses Heartbeats
/// Source       Cachin, Guerraoui, Rodrigues 2e, Module 2.6, Algorithm 2.5 (Exclude on Timeout)
/// Assumes      crash-stop; synchronous: of the heartbeats sent within any `silence_max`, one
///              arrives
/// Properties   PFD1 Strong completeness  every crashed process is detected by every correct one
///              PFD2 Strong accuracy      if p is detected, p has crashed
/// Cost         n-1 heartbeats a process and period; detects within silence_max + 1 period + 1
///              delay
class PerfectFailureDetector final : public FailureDetector {
public:
    PerfectFailureDetector(Context& ctx, Link& link, Duration period, Duration silence_max)
        : FailureDetector{ctx},
          ctx_{ctx},
          heartbeats_{ctx, link, period, [this] { exclude_silent(); }},
          silence_max_{silence_max} {}

    void start() override { heartbeats_.start(); }

private:
    void exclude_silent() {
        for (ProcessId p : ctx_.others()) {
            if (heartbeats_.silence(p) <= silence_max_) continue;
            if (suspected_.insert(p).second)
                suspect.later(p);  // PFD1; for ever: a perfect detector was right
        }
    }

    Context& ctx_;
    Heartbeats heartbeats_;
    Duration silence_max_;
};

}  // namespace conclave
