#include "net/resident.hpp"

#include <utility>

namespace conclave::net {
namespace {

LocalClock clock_of(ProcessId p, FaultPlan const& plan) {
    auto const skew = plan.skews.find(p);
    return skew == plan.skews.end() ? LocalClock{} : skew->second;
}

}  // namespace

Resident::Resident(RunPlan const& plan, ProcessId self, MakeStack const& make_stack, Outbox& outbox,
                   Storage& storage, TraceSink* sink)
    : process_{Identity{self, plan.processes, plan.seed},
               make_stack,
               outbox,
               storage,
               sink,
               clock_of(self, plan.faults)} {}

void Resident::request(Time now, std::string_view line) {
    if (paused_)
        requests_.emplace_back(line);
    else
        process_.request(now, line);
}

void Resident::advance_to(Time now) {
    if (!paused_) process_.advance_to(now);
}

void Resident::undergo(Time now, Action const& action, Settle const& settle) {
    if (concerns(action.kind)) note_strike(now, action);
    if (action.point) {  // it goes on until then
        if (process_.alive()) process_.crash_at(*action.point);
        return;
    }
    switch (action.kind) {
        case Action::Kind::crash:
        case Action::Kind::kill: crash(now); break;
        case Action::Kind::recover: process_.recover(now); break;
        case Action::Kind::pause: pause(now); break;
        case Action::Kind::resume: resume(now, settle); break;
    }
    settle();
}

bool Resident::concerns(Action::Kind kind) const {
    switch (kind) {
        case Action::Kind::crash:
        case Action::Kind::kill: return process_.alive();
        case Action::Kind::recover: return !process_.alive();
        case Action::Kind::pause: return process_.alive() && !paused_;
        case Action::Kind::resume: return paused_;
    }
    return false;
}

void Resident::note_strike(Time now, Action const& action) {
    strikes_ = strikes();
    if (!process_.alive() || action.kind == Action::Kind::crash) doom_.reset();
    strikes_.push_back({action.number, process_.self(), now, !action.point});
    if (action.point) doom_ = strikes_.size() - 1;
}

std::vector<Strike> Resident::strikes() const {
    auto all = strikes_;
    if (doom_ && !process_.alive()) all[*doom_].came = true;
    return all;
}

void Resident::crash(Time now) {
    process_.crash(now);
    paused_ = false;
    refused_ += mail_.size();
    mail_.clear();
    requests_.clear();
}

void Resident::pause(Time now) {
    if (!process_.alive() || paused_) return;
    process_.note(now, Event::Kind::pause, "pauses");
    paused_ = true;
}

void Resident::resume(Time now, Settle const& settle) {
    if (!std::exchange(paused_, false)) return;
    process_.note(now, Event::Kind::resume, "goes on");
    mail_.drain([&](Datagram const& datagram) {
        deliver(now, datagram);
        settle();
    });
    for (std::string const& line : std::exchange(requests_, {})) {
        process_.request(now, line);
        settle();
    }
    process_.advance_to(now);
}

Condition Resident::condition() const {
    return process_.alive() ? Condition::up : Condition::crashed;
}

}  // namespace conclave::net
