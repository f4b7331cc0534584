#pragma once

#include <set>

#include "detectors/failure_detector.hpp"
#include "detectors/heartbeats.hpp"
#include "support/tampering_link.hpp"

/// What makes the failure detectors each break one promise: their heartbeats are tampered with, or
/// a wrong decision of one's own.
namespace conclave::broken {

/// Broken: whatever comes, it takes everybody to be alive, so that it never suspects anybody. EPFD1
/// and PFD1 must catch it.
inline test::Tampering trustful() {
    return test::Tampering::always(test::received("Heartbeat"), [](test::Passing const& heartbeat) {
        for (ProcessId p : heartbeat.ctx.others()) heartbeat.go(p, heartbeat.packet);
    });
}

/// Broken: in the end it turns a deaf ear to the next process. EPFD2 must catch it.
inline test::Tampering deaf_in_the_end() {
    return test::lose_if(test::received("Heartbeat"), [](test::Passing const& heartbeat) {
        return heartbeat.peer == heartbeat.ctx.next() &&
               heartbeat.ctx.now() > Time{std::chrono::seconds{4}};
    });
}

/// Broken: it does not learn from its mistakes, the time-out never grows. EPFD2 must catch it.
class StubbornDetector final : public FailureDetector {
public:
    StubbornDetector(Context& ctx, Link& link, Duration period, Duration silence_max)
        : FailureDetector{ctx},
          ctx_{ctx},
          heartbeats_{ctx, link, period, [this] { suspect_silent(); }},
          silence_max_{silence_max} {
        heartbeats_.heard = [this](ProcessId p) {
            if (suspected_.erase(p) > 0) restore(p);
        };
    }
    void start() override { heartbeats_.start(); }

private:
    void suspect_silent() {
        for (ProcessId p : ctx_.others())
            if (heartbeats_.silence(p) > silence_max_ && suspected_.insert(p).second)
                suspect.later(p);
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
          heartbeats_{ctx, link, period, [this] { suspect_or_forgive(); }},
          silence_max_{silence_max} {
        heartbeats_.heard = [this](ProcessId p) {
            if (suspected_.erase(p) > 0) restore(p);
        };
    }
    void start() override { heartbeats_.start(); }

private:
    void suspect_or_forgive() {
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

}  // namespace conclave::broken
