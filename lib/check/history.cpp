#include "check/history.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "core/duration_arithmetic.hpp"
#include "core/ensure.hpp"

namespace conclave::check {

History::History(net::Outcome const& outcome, net::FaultPlan faults)
    : outcome_{outcome}, faults_{std::move(faults)}, lives_(outcome.conditions.size()) {
    for (std::size_t i = 0; i < outcome.events.size(); ++i) {
        Event const& event = outcome.events[i];
        Life& life = lives_[index(event.process)];
        life.last_event = event.time;
        if (event.kind == Event::Kind::crash) {
            life.crashes.push_back(i);
            life.last_crash = event.time;
        } else if (event.kind == Event::Kind::recovery) {
            life.up_since = event.time;
        }
    }
}

bool History::up(ProcessId p) const { return condition(p) == net::Condition::up; }

bool History::complete(ProcessId p) const {
    return condition(p) == net::Condition::up || condition(p) == net::Condition::crashed;
}

std::optional<Time> History::down_since(ProcessId p) const {
    switch (condition(p)) {
        case net::Condition::crashed: return life(p).last_crash;
        case net::Condition::dead: return life(p).last_event;
        case net::Condition::up:
        case net::Condition::silent: break;
    }
    return std::nullopt;
}

std::vector<ProcessId> History::survivors() const {
    std::vector<ProcessId> all;
    for (ProcessId p : processes())
        if (up(p)) all.push_back(p);
    return all;
}

std::vector<Absence> History::downtimes() const {
    std::vector<Absence> all;
    std::map<ProcessId, Time> open;
    for (Event const& e : events()) {
        if (e.kind == Event::Kind::crash) open.emplace(e.process, e.time);
        if (e.kind != Event::Kind::recovery) continue;
        if (auto const crash = open.extract(e.process))
            all.push_back({e.process, crash.mapped(), e.time});
    }
    for (ProcessId p : processes())
        if (auto const since = down_since(p)) all.push_back({p, *since, ended_at()});
    return all;
}

std::vector<Absence> History::pauses() const {
    std::vector<Absence> all;
    std::map<ProcessId, std::size_t> open;
    for (Event const& e : events()) {
        if (e.kind == Event::Kind::pause && open.emplace(e.process, all.size()).second)
            all.push_back({e.process, e.time, never});
        if (e.kind != Event::Kind::resume && e.kind != Event::Kind::crash) continue;
        if (auto const begun = open.extract(e.process)) all[begun.mapped()].end = e.time;
    }
    return all;
}

bool History::may_be_cut_off(ProcessId p) const {
    return std::ranges::any_of(faults_.actions, [&](net::Action const& action) {
        return action.point && (!action.victim.is_process() || action.victim.process == p);
    });
}

std::uint32_t History::life_of(Event const& event) const {
    auto const place = static_cast<std::size_t>(&event - outcome_.events.data());
    ENSURE(place < outcome_.events.size(), "an event of another history");
    auto const& crashes = life(event.process).crashes;
    return static_cast<std::uint32_t>(std::ranges::lower_bound(crashes, place) - crashes.begin());
}

bool History::anybody_crashed() const {
    return !std::ranges::all_of(processes(), [this](ProcessId p) { return never_crashed(p); });
}

Duration History::time_doubt(Time at) const {
    constexpr std::int64_t apart_ppm = 200;
    Duration doubt{0};
    for (net::RankClock const& clock : outcome_.clocks)
        if (!clock.same_clock)
            doubt = std::max(
                doubt, 2 * clock.error_max + scaled(at.time_since_epoch(), apart_ppm, 1'000'000));
    return doubt;
}

}  // namespace conclave::check
