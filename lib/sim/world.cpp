#include "sim/world.hpp"

#include <algorithm>
#include <utility>

namespace conclave::sim {

World::Resident::Resident(Identity identity, World& world, LocalClock clock)
    : process{identity, world.make_stack_, world.outbox_, storage, world.sink_, clock} {}

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
    for (ProcessId p : ProcessRange{0, plan_.processes}) {
        auto const skew = plan_.faults.skews.find(p);
        residents_.emplace_back(Identity{p, plan_.processes, plan_.seed}, *this,
                                skew == plan_.faults.skews.end() ? LocalClock{} : skew->second);
    }
    for (Resident& resident : residents_) {
        resident.process.start(now_);
        settle(resident);
    }
}

World::~World() = default;

net::Outcome::End World::run() {
    using End = net::Outcome::End;
    Time const limit = Time{} + plan_.limit;
    while (true) {
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
    Resident& resident = residents_[entry.which];
    if (entry.at != resident.wake_at) return;  // an earlier wake took its place
    resident.wake_at = never;
    if (resident.paused) return;
    resident.process.advance_to(now_);
    settle(resident);
}

void World::arrive(std::uint32_t slot) {
    Resident& resident = residents_[index(flights_[slot].datagram.to)];
    if (resident.paused)
        resident.held.push_back(slot);
    else
        deliver(resident, slot);
}

void World::deliver(Resident& resident, std::uint32_t slot) {
    Flight& flight = flights_[slot];
    flight.datagram.body = view(flight.body);
    if (resident.process.alive())
        ++deliveries_;
    else
        ++faults_.refused;
    resident.process.receive(now_, flight.datagram);
    free_slots_.push_back(slot);
    settle(resident);
}

void World::deliver_held(Resident& resident) {
    for (std::uint32_t const slot : std::exchange(resident.held, {})) deliver(resident, slot);
    for (std::string const& line : std::exchange(resident.held_requests, {}))
        resident.process.request(now_, line);
}

void World::settle(Resident& resident) {
    outbox_.drain([this](Datagram const& datagram) { launch(datagram); });

    Process const& process = resident.process;
    last_active_ = std::max(last_active_, process.last_active());
    if (bool const done = process.done(); done != resident.done) {
        resident.done = done;
        undone_ += done ? -1U : 1U;
    }
    Time const next = process.next_deadline();
    if (next >= resident.wake_at || resident.paused) return;
    resident.wake_at = std::max(next, now_);
    enter(resident.wake_at, Happening::wake, index(process.self()));
}

void World::launch(Datagram const& datagram) {
    if (datagram.from == datagram.to) return fly(datagram, Duration::zero());
    auto const fate = fault_model_.fate(datagram, now_);
    if (fate.lost) {
        ++faults_.lost;
        return residents_[index(datagram.from)].process.note_lost(now_, datagram);
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
    Resident& resident = residents_[index(datagram.to)];
    resident.process.receive(now_, datagram);
    settle(resident);
}

void World::request(ProcessId p, std::string_view line) {
    Resident& resident = residents_[index(p)];
    if (resident.paused) {
        resident.held_requests.emplace_back(line);
        return;
    }
    resident.process.request(now_, line);
    settle(resident);
}

void World::act(net::Action const& action) {
    if (action.victim) return act(action.kind, residents_[index(*action.victim)]);
    for (Resident& resident : residents_)
        if (casualties_.strikes(action, resident.process)) act(action.kind, resident);
}

void World::act(net::Action::Kind kind, Resident& resident) {
    using enum net::Action::Kind;
    Process& process = resident.process;
    switch (kind) {
        case crash:
        case kill:
            process.crash(now_);
            if (std::exchange(resident.paused, false)) deliver_held(resident);  // to nobody
            break;
        case recover: process.recover(now_); break;
        case pause:
            if (!process.alive() || resident.paused) return;
            process.note(now_, Event::Kind::pause, "pauses");
            resident.paused = true;
            break;
        case resume:
            if (!std::exchange(resident.paused, false)) return;
            resident.wake_at = never;
            process.note(now_, Event::Kind::resume, "goes on");
            deliver_held(resident);
            // Only after the mail: it must not blame others for its own silence.
            process.advance_to(now_);
            break;
    }
    settle(resident);
}

void World::crash(ProcessId p) { act(net::Action::Kind::crash, residents_[index(p)]); }
void World::recover(ProcessId p) { act(net::Action::Kind::recover, residents_[index(p)]); }
void World::pause(ProcessId p) { act(net::Action::Kind::pause, residents_[index(p)]); }
void World::resume(ProcessId p) { act(net::Action::Kind::resume, residents_[index(p)]); }

Process& World::process(ProcessId p) { return residents_[index(p)].process; }

net::Outcome World::outcome(net::Outcome::End end) const {
    net::Outcome outcome{.end = end, .ended_at = now_, .faults = faults_};
    for (Resident const& resident : residents_) {
        outcome.conditions.push_back(resident.process.alive() ? net::Condition::up
                                                              : net::Condition::crashed);
        outcome.traffic.add(resident.process);
    }
    return outcome;
}

}  // namespace conclave::sim
