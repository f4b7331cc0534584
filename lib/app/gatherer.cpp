#include "app/gatherer.hpp"

#include <algorithm>
#include <utility>

namespace conclave::app {
namespace {

bool is_about(std::vector<ProcessId> const& peers, ProcessId p) {
    return std::ranges::find(peers, p) != peers.end();
}

/// Whether it says something about its peer, and nothing else.
bool names_its_peer(Event const& event) {
    return event.kind == Event::Kind::indication && event.peer != event.process &&
           event.arguments() == to_string(event.peer);
}

}  // namespace

bool Gatherer::takes(Event const& event) const {
    using enum Event::Kind;
    if (event.kind != send && event.kind != lost && !names_its_peer(event)) return false;
    if (groups_.empty()) return true;
    Event const& first = groups_.front().first;
    return first.process == event.process && first.time == event.time;
}

void Gatherer::add(Event const& event, std::string words) {
    if (event.kind == Event::Kind::indication) words = event.what;
    auto const like = [&](Group const& group) {
        Event const& first = group.first;
        return first.kind == event.kind && first.channel == event.channel &&
               first.layer == event.layer && first.instance == event.instance &&
               group.words == words;
    };
    // From the latest on: to each peer, messages stay in their order.
    for (auto group = groups_.rbegin(); group != groups_.rend(); ++group) {
        bool const known = is_about(group->peers, event.peer);
        if (!known && like(*group)) return group->peers.push_back(event.peer);
        if (known) break;
    }
    groups_.push_back({event, std::move(words), {event.peer}});
}

std::vector<Gatherer::Group> Gatherer::take() { return std::exchange(groups_, {}); }

}  // namespace conclave::app
