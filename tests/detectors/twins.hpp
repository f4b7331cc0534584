#pragma once

#include "detectors/failure_detector.hpp"
#include "detectors/heartbeats.hpp"

/// Failure detectors that each break one promise.
namespace conclave::broken {

/// Broken: it never suspects anybody. EPFD1 and PFD1 must catch it.
class TrustfulDetector final : public FailureDetector {
public:
    TrustfulDetector(Context& ctx, Link& link, Duration period, Duration)
        : FailureDetector{ctx}, heartbeats_{ctx, link, period, [] {}} {}
    void start() override { heartbeats_.start(); }

private:
    Heartbeats heartbeats_;
};

/// Broken: it does not learn from its mistakes, the time-out never grows. EPFD2 must catch it.
class StubbornDetector final : public FailureDetector {
public:
    StubbornDetector(Context& ctx, Link& link, Duration period, Duration silence_max)
        : FailureDetector{ctx},
          ctx_{ctx},
          heartbeats_{ctx, link, period, [this] { look(); }},
          silence_max_{silence_max} {
        heartbeats_.heard = [this](ProcessId p) {
            if (suspected_.erase(p) > 0) restore(p);
        };
    }
    void start() override { heartbeats_.start(); }

private:
    void look() {
        for (ProcessId p : ctx_.everyone())
            if (p != ctx_.self() && heartbeats_.silence(p) > silence_max_ &&
                suspected_.insert(p).second)
                suspect(p);
    }
    Context& ctx_;
    Heartbeats heartbeats_;
    Duration silence_max_;
};

/// Broken: it forgives the dead: whom it has suspected for long it restores, and never suspects
/// again. EPFD1 must catch it.
class ForgivingDetector final : public FailureDetector {
public:
    ForgivingDetector(Context& ctx, Link& link, Duration period, Duration silence_max)
        : FailureDetector{ctx},
          ctx_{ctx},
          heartbeats_{ctx, link, period, [this] { look(); }},
          silence_max_{silence_max} {
        heartbeats_.heard = [this](ProcessId p) {
            if (suspected_.erase(p) > 0) restore(p);
        };
    }
    void start() override { heartbeats_.start(); }

private:
    void look() {
        for (ProcessId p : ctx_.others()) {
            if (heartbeats_.silence(p) > 10 * silence_max_) forgive(p);
            if (heartbeats_.silence(p) > silence_max_ && !forgiven_.contains(p) &&
                suspected_.insert(p).second)
                suspect.later(p);
        }
    }
    void forgive(ProcessId p) {
        forgiven_.insert(p);
        if (suspected_.erase(p) > 0) restore.later(p);
    }
    Context& ctx_;
    Heartbeats heartbeats_;
    Duration silence_max_;
    std::set<ProcessId> forgiven_;
};

/// Broken: one heartbeat that is a little late is a crash to it. PFD2 must catch it.
class HastyPerfectDetector final : public FailureDetector {
public:
    HastyPerfectDetector(Context& ctx, Link& link, Duration period, Duration)
        : FailureDetector{ctx},
          ctx_{ctx},
          heartbeats_{ctx, link, period, [this] { look(); }},
          period_{period} {}
    void start() override { heartbeats_.start(); }

private:
    void look() {
        for (ProcessId p : ctx_.everyone())
            if (p != ctx_.self() && heartbeats_.silence(p) > period_ && suspected_.insert(p).second)
                suspect(p);
    }
    Context& ctx_;
    Heartbeats heartbeats_;
    Duration period_;
};

}  // namespace conclave::broken
