#include "elections/leader_monitor.hpp"

#include <algorithm>

namespace conclave {

LeaderMonitor::LeaderMonitor(Context& ctx, FailureDetector& detector, Election& election,
                             Duration patience)
    : ctx_{ctx},
      detector_{detector},
      election_{election},
      patience_{patience},
      no_peace_{ctx, "no peace", [this] { set_right(); }, Layer::detector} {
    election.elected.connect([this](ProcessId p) { elected(p); });
    detector.suspect.connect([this](ProcessId p) { suspected(p); });
    detector.restore.connect([this](ProcessId) { look(); });
    look();
}

void LeaderMonitor::elected(ProcessId p) {
    leader_ = p;
    look();
}

void LeaderMonitor::suspected(ProcessId p) {
    bool const leader_failed = p == leader_;
    if (leader_failed) leader_.reset();
    look();
    if (leader_failed && reacts_) election_.leader_failed(p);
}

bool LeaderMonitor::at_peace() const {
    if (!leader_ || detector_.suspects(*leader_)) return false;
    auto const outranks = [this](ProcessId p) { return p > *leader_ && !detector_.suspects(p); };
    return std::ranges::none_of(ctx_.superiors(), outranks);
}

void LeaderMonitor::look() {
    if (at_peace())
        no_peace_.stop();
    else if (!no_peace_.running())
        no_peace_.start(patience_);
}

void LeaderMonitor::set_right() {
    if (!election_.electing()) election_.start();
    look();
}

}  // namespace conclave
