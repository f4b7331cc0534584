#include "sim/world.hpp"

#include <algorithm>
#include <utility>

namespace conclave::sim {

World::Home::Home(World& world, ProcessId self)
    : resident{world.plan_, self, world.make_stack_, world.outbox_, storage, world.sink_} {}

World::World(net::RunPlan const& plan, MakeStack make_stack, TraceSink* sink)
    : plan_{plan},
      make_stack_{std::move(make_stack)},
      sink_{sink},
      fault_model_{plan_.faults, plan_.seed},
      schedule_{plan_.faults.schedule()} {
    for (std::uint32_t i = 0; i < schedule_.size(); ++i)
        enter(schedule_[i].at, Happening::action, i);
    for (std::uint32_t i = 0; i < plan_.requests.size(); ++i)
        enter(plan_.requests[i].at, Happening::request, i);
    for (ProcessId p : ProcessRange{0, plan_.processes}) homes_.emplace_back(*this, p);
    for (Home& home : homes_) {
        home.resident.start(now_);
        settle(home);
    }
}

World::~World() = default;

net::Outcome::End World::run(GoesOn const& goes_on) {
    using End = net::Outcome::End;
    constexpr std::uint32_t happenings_between_questions = 1024;
    Time const limit = Time{} + plan_.limit;
    for (std::uint32_t happened = 0;; ++happened) {
        bool const asks = goes_on && happened % happenings_between_questions == 0;
        if (asks && !goes_on(now_)) return End::interrupted;
        bool const nothing_left = agenda_.empty();
        Time const next = nothing_left ? never : agenda_.top().at;
        Time const over = plan_.stay ? limit : nothing_left ? now_ : over_at();
        if (over < next && over < limit) {
            now_ = std::max(now_, over);
            return End::story_over;
        }
        if (next > limit) {
            now_ = limit;
            bool const at_rest = plan_.stay && (nothing_left || over_at() <= now_);
            return at_rest ? End::story_over : End::time_limit;
        }
        Entry const entry = agenda_.top();
        agenda_.pop();
        happen(entry);
    }
}

void World::run_until(Time until) {
    while (!agenda_.empty() && agenda_.top().at <= until) {
        Entry const entry = agenda_.top();
        agenda_.pop();
        happen(entry);
    }
    now_ = std::max(now_, until);
}

Time World::over_at() const {
    if (undone_ > 0) return never;
    return std::max(plan_.last_change(), last_active_) + plan_.settle;
}

void World::enter(Time at, Happening what, std::uint32_t which) {
    agenda_.push({at, entered_++, what, which});
}

void World::happen(Entry const& entry) {
    now_ = std::max(now_, entry.at);
    switch (entry.what) {
        case Happening::arrival: return arrive(entry.which);
        case Happening::action: return act(schedule_[entry.which]);
        case Happening::request: {
            auto const& request = plan_.requests[entry.which];
            return this->request(request.process, request.line);
        }
        case Happening::wake: break;
    }
    Home& home = homes_[entry.which];
    if (entry.at != home.wake_at) return;  // an earlier wake took its place
    home.wake_at = never;
    home.resident.advance_to(now_);
    settle(home);
}

void World::arrive(std::uint32_t slot) {
    Flight& flight = flights_[slot];
    flight.datagram.body = view(flight.body);
    Home& home = homes_[index(flight.datagram.to)];
    home.resident.receive(now_, flight.datagram);
    free_slots_.push_back(slot);
    settle(home);
}

void World::settle(Home& home) {
    outbox_.drain([this](Datagram const& datagram) { launch(datagram); });

    Process const& process = home.resident.process();
    last_active_ = std::max(last_active_, process.last_active());
    if (bool const done = process.done(); done != home.done) {
        home.done = done;
        undone_ += done ? -1U : 1U;
    }
    Time const next = home.resident.next_deadline();
    if (next >= home.wake_at) return;
    home.wake_at = std::max(next, now_);
    enter(home.wake_at, Happening::wake, index(process.self()));
}

void World::launch(Datagram const& datagram) {
    if (datagram.from == datagram.to) return fly(datagram, Duration::zero());
    Process& sender = homes_[index(datagram.from)].resident.process();
    auto const fate = fault_model_.fate(datagram, now_, sender.channels());
    if (fate.lost) {
        ++faults_.lost;
        return sender.note_lost(now_, datagram);
    }
    faults_.delayed += fate.delayed ? 1 : 0;
    fly(datagram, fate.delay[0]);
    if (!fate.duplicated) return;
    ++faults_.duplicated;
    fly(datagram, fate.delay[1]);
}

void World::fly(Datagram const& datagram, Duration delay) {
    std::uint32_t slot = 0;
    if (free_slots_.empty()) {
        slot = static_cast<std::uint32_t>(flights_.size());
        flights_.emplace_back();
    } else {
        slot = free_slots_.back();
        free_slots_.pop_back();
    }
    Flight& flight = flights_[slot];
    flight.datagram = datagram;
    flight.body.assign(datagram.body.begin(), datagram.body.end());
    enter(now_ + delay, Happening::arrival, slot);
}

void World::inject(Datagram const& datagram) {
    Home& home = homes_[index(datagram.to)];
    home.resident.process().receive(now_, datagram);
    settle(home);
}

void World::request(ProcessId p, std::string_view line) {
    Home& home = homes_[index(p)];
    home.resident.request(now_, line);
    settle(home);
}

void World::act(net::Action const& action) {
    if (action.victim.is_process()) return act(action, homes_[index(action.victim.process)]);
    for (Home& home : homes_)
        if (casualties_.strikes(action, home.resident.process())) act(action, home);
}

void World::act(net::Action const& action, Home& home) {
    home.resident.undergo(now_, action, [&] { settle(home); });
    // The wake on the agenda is void: the next one is planned when the pause ends.
    if (home.resident.paused()) home.wake_at = never;
}

void World::act(net::Action::Kind kind, ProcessId p) {
    act({.kind = kind, .victim = p, .at = now_}, homes_[index(p)]);
}

void World::crash(ProcessId p) { act(net::Action::Kind::crash, p); }
void World::recover(ProcessId p) { act(net::Action::Kind::recover, p); }
void World::pause(ProcessId p) { act(net::Action::Kind::pause, p); }
void World::resume(ProcessId p) { act(net::Action::Kind::resume, p); }

Process& World::process(ProcessId p) { return homes_[index(p)].resident.process(); }

std::uint64_t World::deliveries() const {
    std::uint64_t sum = 0;
    for (Home const& home : homes_) sum += home.resident.delivered();
    return sum;
}

net::FaultCounts World::faults() const {
    net::FaultCounts sum = faults_;
    for (Home const& home : homes_) sum.refused += home.resident.refused();
    return sum;
}

net::Outcome World::outcome(net::Outcome::End end) const {
    net::Outcome outcome{
        .end = end, .ended_at = now_, .faults = faults(), .hits = fault_model_.hits()};
    for (Home const& home : homes_) {
        auto const strikes = home.resident.strikes();
        outcome.hits.strikes.insert(outcome.hits.strikes.end(), strikes.begin(), strikes.end());
        outcome.conditions.push_back(home.resident.condition());
        outcome.traffic.add(home.resident.process());
    }
    return outcome;
}

}  // namespace conclave::sim
