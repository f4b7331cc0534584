#include "mpi/local_processes.hpp"

#include <algorithm>
#include <csignal>
#include <unistd.h>
#include <utility>

namespace conclave::mpi {

LocalProcesses::Home::Home(LocalProcesses& all, ProcessId self)
    : storage{all.surroundings_.storage, to_string(self)},
      resident{all.plan_, self, all.make_stack_, all.outbox_, storage, all.surroundings_.trace} {}

LocalProcesses::LocalProcesses(net::RunPlan const& plan, MakeStack const& make_stack,
                               Network::Local local, Surroundings surroundings)
    : plan_{plan},
      make_stack_{make_stack},
      local_{local},
      surroundings_{surroundings},
      actions_{plan.faults.schedule()},
      requests_{plan.requests} {
    std::ranges::stable_sort(requests_, {}, &net::Request::at);
    for (ProcessId p : ProcessRange{local.first, local.last}) homes_.emplace_back(*this, p);
}

LocalProcesses::~LocalProcesses() = default;

void LocalProcesses::start(Time now) {
    for (Home& home : homes_) {
        home.resident.start(now);
        settle(now, home);
    }
    plan_next();
}

void LocalProcesses::receive(Time now, Datagram const& datagram) {
    if (!local_.contains(datagram.to)) return;
    Home& receiver = home(datagram.to);
    receiver.resident.receive(now, datagram);
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
        for (Home& home : homes_)
            if (casualties_.strikes(action, home.resident.process())) act(now, action, home);
    }
    for (; next_request_ < requests_.size() && requests_[next_request_].at <= now;
         ++next_request_) {
        auto const& [at, process, line] = requests_[next_request_];
        if (local_.contains(process)) request(now, home(process), line);
    }
    surroundings_.network.release(now);
    for (Home& home : homes_) {
        if (home.resident.next_deadline() > now) continue;
        home.resident.advance_to(now);
        settle(now, home);
    }
    plan_next();
}

void LocalProcesses::act(Time now, net::Action const& action, Home& home) {
    if (action.kind == net::Action::Kind::kill) ::kill(getpid(), SIGKILL);
    home.resident.undergo(now, action, [&] { settle(now, home); });
}

void LocalProcesses::request(Time now, std::string_view line) {
    if (!homes_.empty()) request(now, homes_.front(), line);
}

void LocalProcesses::request(Time now, Home& home, std::string_view line) {
    home.resident.request(now, line);
    settle(now, home);
}

void LocalProcesses::settle(Time now, Home& home) {
    Network& network = surroundings_.network;
    outbox_.drain([&](Datagram const& datagram) {
        if (!network.send(now, datagram, home.resident.process().channels()))
            home.resident.process().note_lost(now, datagram);
    });
    next_deadline_ = std::min({next_deadline_, home.resident.next_deadline(), network.due()});
}

void LocalProcesses::plan_next() {
    next_deadline_ = surroundings_.network.due();
    if (next_action_ < actions_.size())
        next_deadline_ = std::min(next_deadline_, actions_[next_action_].at);
    if (next_request_ < requests_.size())
        next_deadline_ = std::min(next_deadline_, requests_[next_request_].at);
    for (Home const& home : homes_)
        next_deadline_ = std::min(next_deadline_, home.resident.next_deadline());
}

council::RankSummary LocalProcesses::summary(Time now) const {
    council::RankSummary summary{.watermark = now,
                                 .done = true,
                                 .faults = surroundings_.network.counts(),
                                 .hits = surroundings_.network.hits()};
    for (auto const& [storage, resident] : homes_) {
        Process const& process = resident.process();
        summary.last_active = std::max(summary.last_active, process.last_active());
        summary.done = summary.done && process.done();
        summary.conditions.push_back(resident.condition());
        summary.traffic.add(process);
        summary.faults.refused += resident.refused();
        auto const strikes = resident.strikes();
        summary.hits.strikes.insert(summary.hits.strikes.end(), strikes.begin(), strikes.end());
    }
    return summary;
}

}  // namespace conclave::mpi
