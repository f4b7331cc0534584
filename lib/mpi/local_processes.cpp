#include "mpi/local_processes.hpp"

#include <algorithm>
#include <csignal>
#include <unistd.h>
#include <utility>

namespace conclave::mpi {
namespace {

LocalClock clock_of(net::FaultPlan const& plan, ProcessId p) {
    auto const skew = plan.skews.find(p);
    return skew == plan.skews.end() ? LocalClock{} : skew->second;
}

}  // namespace

LocalProcesses::Resident::Resident(LocalProcesses& home, ProcessId self)
    : storage{home.surroundings_.storage, to_string(self)},
      process{Identity{self, home.plan_.processes, home.plan_.seed},
              home.make_stack_,
              home.outbox_,
              storage,
              home.surroundings_.trace,
              clock_of(home.plan_.faults, self)} {}

LocalProcesses::LocalProcesses(net::RunPlan const& plan, MakeStack const& make_stack,
                               Network::Local local, Surroundings surroundings)
    : plan_{plan},
      make_stack_{make_stack},
      local_{local},
      surroundings_{surroundings},
      actions_{plan.faults.schedule()},
      requests_{plan.requests} {
    std::ranges::stable_sort(requests_, {}, &net::Request::at);
    for (ProcessId p : ProcessRange{local.first, local.last}) residents_.emplace_back(*this, p);
}

LocalProcesses::~LocalProcesses() = default;

void LocalProcesses::start(Time now) {
    for (Resident& resident : residents_) {
        resident.process.start(now);
        settle(now, resident);
    }
    plan_next();
}

void LocalProcesses::receive(Time now, Datagram const& datagram) {
    if (!local_.contains(datagram.to)) return;
    Resident& receiver = resident(datagram.to);
    if (!receiver.process.alive()) return surroundings_.network.count_refused();
    if (receiver.paused) return receiver.mail.add(datagram);
    receiver.process.receive(now, datagram);
    settle(now, receiver);
}

bool LocalProcesses::loop_back(Time now) {
    return surroundings_.network.loop_back(
        [this, now](Datagram const& datagram) { receive(now, datagram); });
}

void LocalProcesses::advance_to(Time now) {
    if (now < next_deadline_) return;
    for (; next_action_ < actions_.size() && actions_[next_action_].at <= now; ++next_action_) {
        net::Action const& action = actions_[next_action_];
        for (Resident& resident : residents_)
            if (casualties_.strikes(action, resident.process)) act(now, action.kind, resident);
    }
    for (; next_request_ < requests_.size() && requests_[next_request_].at <= now;
         ++next_request_) {
        auto const& [at, process, line] = requests_[next_request_];
        if (local_.contains(process)) request(now, resident(process), line);
    }
    surroundings_.network.release(now);
    for (Resident& resident : residents_) {
        if (resident.paused || resident.process.next_deadline() > now) continue;
        resident.process.advance_to(now);
        settle(now, resident);
    }
    plan_next();
}

void LocalProcesses::act(Time now, net::Action::Kind kind, Resident& resident) {
    using enum net::Action::Kind;
    Process& process = resident.process;
    switch (kind) {
        case crash:
            process.crash(now);
            resident.paused = false;
            resident.mail.clear();
            resident.requests.clear();
            break;
        case recover: process.recover(now); break;
        case pause:
            process.note(now, Event::Kind::pause, "pauses");
            resident.paused = true;
            break;
        case resume: this->resume(now, resident); break;
        case net::Action::Kind::kill: ::kill(getpid(), SIGKILL); break;
    }
    settle(now, resident);
}

void LocalProcesses::resume(Time now, Resident& resident) {
    if (!std::exchange(resident.paused, false)) return;
    resident.process.note(now, Event::Kind::resume, "goes on");
    // The mail first, then the timers: it must not blame others for its own silence.
    resident.mail.drain([&](Datagram const& datagram) {
        resident.process.receive(now, datagram);
        settle(now, resident);
    });
    for (std::string const& line : std::exchange(resident.requests, {}))
        request(now, resident, line);
    resident.process.advance_to(now);
}

void LocalProcesses::request(Time now, std::string_view line) {
    if (!residents_.empty()) request(now, residents_.front(), std::string{line});
}

void LocalProcesses::request(Time now, Resident& resident, std::string const& line) {
    if (resident.paused) return resident.requests.push_back(line);
    resident.process.request(now, line);
    settle(now, resident);
}

void LocalProcesses::settle(Time now, Resident& resident) {
    Network& network = surroundings_.network;
    outbox_.drain([&](Datagram const& datagram) {
        if (!network.send(now, datagram)) resident.process.note_lost(now, datagram);
    });
    next_deadline_ = std::min({next_deadline_, resident.process.next_deadline(), network.due()});
}

void LocalProcesses::plan_next() {
    next_deadline_ = surroundings_.network.due();
    if (next_action_ < actions_.size())
        next_deadline_ = std::min(next_deadline_, actions_[next_action_].at);
    if (next_request_ < requests_.size())
        next_deadline_ = std::min(next_deadline_, requests_[next_request_].at);
    for (Resident const& resident : residents_)
        if (!resident.paused)
            next_deadline_ = std::min(next_deadline_, resident.process.next_deadline());
}

Summary LocalProcesses::summary(Time now) const {
    Summary summary{.watermark = now, .done = true, .faults = surroundings_.network.counts()};
    for (auto const& [storage, process, paused, mail, requests] : residents_) {
        summary.last_active = std::max(summary.last_active, process.last_active());
        summary.done = summary.done && process.done();
        summary.conditions.push_back(process.alive() ? net::Condition::up
                                                     : net::Condition::crashed);
        summary.traffic.add(process);
    }
    return summary;
}

}  // namespace conclave::mpi
