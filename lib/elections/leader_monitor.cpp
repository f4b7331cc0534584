#include "elections/leader_monitor.hpp"

#include <algorithm>

namespace conclave {

LeaderMonitor::LeaderMonitor(Context& ctx, FailureDetector& detector, Election& election,
                             Duration patience)
    : ctx_{ctx},
      detector_{detector},
      election_{election},
      patience_{patience},
      no_highest_leader_{ctx, "no highest leader", [this] { elect_again(); }, Layer::detector} {
    election.elected.connect([this](ProcessId p) { elected(p); });
    detector.suspect.connect([this](ProcessId p) { suspected(p); });
    detector.restore.connect([this](ProcessId) { check_leader(); });
    check_leader();
}

void LeaderMonitor::elected(ProcessId p) {
    leader_ = p;
    check_leader();
}

void LeaderMonitor::suspected(ProcessId p) {
    bool const leader_failed = p == leader_;
    if (leader_failed) leader_.reset();
    check_leader();
    if (leader_failed && reacts_) election_.leader_failed(p);
}

bool LeaderMonitor::leader_is_highest() const {
    if (!leader_ || detector_.suspects(*leader_)) return false;
    auto const outranks = [this](ProcessId p) { return p > *leader_ && !detector_.suspects(p); };
    return std::ranges::none_of(ctx_.superiors(), outranks);
}

void LeaderMonitor::check_leader() {
    if (leader_is_highest())
        no_highest_leader_.stop();
    else if (!no_highest_leader_.running())
        no_highest_leader_.start(patience_);
}

void LeaderMonitor::elect_again() {
    if (!election_.electing()) election_.start("the leader is not the highest");
    check_leader();
}

}  // namespace conclave
