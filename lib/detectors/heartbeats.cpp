#include "detectors/heartbeats.hpp"

#include <utility>

namespace conclave {

Heartbeats::Heartbeats(Context& ctx, Link& link, Duration period, std::function<void()> judge)
    : ctx_{ctx},
      port_{ctx, link, *this},
      period_{period},
      judge_{std::move(judge)},
      next_beat_{ctx, "next beat", [this] { beat(); }, layer} {
    ENSURE(period > Duration::zero(), "heartbeats without a period");
}

void Heartbeats::start() {
    started_ = ctx_.now();
    beat();
}

Duration Heartbeats::silence(ProcessId p) const {
    auto const found = last_heard_.find(p);
    return ctx_.now() - (found == last_heard_.end() ? started_ : found->second);
}

void Heartbeats::upon(ProcessId from, Heartbeat const&) {
    last_heard_[from] = ctx_.now();
    if (heard) heard(from);
}

void Heartbeats::beat() {
    for (ProcessId p : ctx_.others()) port_.send(p, Heartbeat{});
    next_beat_.start(period_);
    judge_();
}

}  // namespace conclave
