#include "check/history.hpp"

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

}  // namespace conclave::check
