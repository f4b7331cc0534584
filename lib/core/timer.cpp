#include "core/timer.hpp"

#include <algorithm>

namespace conclave {

void Timer::start(Duration after) {
    stop();
    deadline_ = ctx_.local_now_ + std::max(after, Duration::zero());
    order_ = ctx_.timers_started_++;
    running_ = true;
    ctx_.timers_.insert(this);
}

void Timer::stop() {
    if (!running_) return;
    ctx_.timers_.erase(this);
    running_ = false;
}

void Timer::run_out() {
    stop();
    if (tracing())
        record({.kind = Event::Kind::timeout,
                .layer = layer(),
                .peer = self(),
                .what = std::string{name_}});
    action_();
}

}  // namespace conclave
