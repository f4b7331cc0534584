#include "check/history.hpp"

#include <algorithm>

namespace conclave::check {

History::History(net::Outcome const& outcome)
    : outcome_{outcome}, lives_(outcome.conditions.size()) {
    for (Event const& event : outcome.events) {
        Life& life = lives_[index(event.process)];
        life.last_event = event.time;
        if (event.kind == Event::Kind::crash) {
            life.crashed = true;
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

bool History::anybody_crashed() const {
    return !std::ranges::all_of(processes(), [this](ProcessId p) { return never_crashed(p); });
}

Duration History::time_doubt(Time at) const {
    constexpr std::int64_t apart_ppm = 200;
    Duration doubt{0};
    for (net::RankClock const& clock : outcome_.clocks)
        if (!clock.same_clock)
            doubt = std::max(doubt,
                             2 * clock.error_max + at.time_since_epoch() * apart_ppm / 1'000'000);
    return doubt;
}

}  // namespace conclave::check
