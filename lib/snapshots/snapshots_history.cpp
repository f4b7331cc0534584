#include "snapshots/snapshots_history.hpp"

#include <algorithm>
#include <optional>

#include "check/said.hpp"

namespace conclave::check {
namespace {

/// What the first so many events tell.
std::vector<GlobalSnapshot> snapshots_until(History const& history, std::size_t end) {
    std::vector<GlobalSnapshot> all;
    for (std::size_t i = 0; i < end; ++i) {
        Event const& e = history.events()[i];
        auto const of = [&](SnapshotId id) {
            auto const found = std::ranges::find(all, id, &GlobalSnapshot::id);
            return found == all.end() ? all.insert(all.end(), GlobalSnapshot{id}) : found;
        };
        if (auto told = said(e, &Snapshot::recorded)) {
            auto& [id, state] = told->values;
            SnapshotPart part{.cut = i,
                              .life = history.life_of(e),
                              .recorded_at = e.time,
                              .state = std::move(state)};
            of(id)->parts.try_emplace(e.process, std::move(part));
        } else if (auto ended = said(e, &Snapshot::completed)) {
            auto& [id, local] = ended->values;
            auto& parts = of(id)->parts;
            auto const part = parts.find(e.process);
            if (part == parts.end() || part->second.local) continue;
            if (part->second.life != history.life_of(e)) continue;
            part->second.local = std::move(local);
            part->second.completed_at = e.time;
        }
    }
    return all;
}

}  // namespace

bool GlobalSnapshot::complete(std::uint32_t n) const { return completed_by().size() == n; }

std::vector<ProcessId> GlobalSnapshot::completed_by() const {
    std::vector<ProcessId> all;
    for (auto const& [p, part] : parts)
        if (part.local) all.push_back(p);
    return all;
}

std::set<GlobalSnapshot::Route> GlobalSnapshot::channels() const {
    std::set<Route> all;
    for (auto const& [p, part] : parts) {
        if (!part.local) continue;
        for (auto const& [from, kept] : part.local->in_flight) all.emplace(from, p);
        for (auto const& [to, sent] : part.local->sent) all.emplace(p, to);
    }
    return all;
}

std::vector<RecordedMessage> GlobalSnapshot::in_flight(ProcessId p, ProcessId q) const {
    SnapshotPart const* at_p = part_of(p);
    SnapshotPart const* at_q = part_of(q);
    if (!at_p || !at_q || !at_p->local || !at_q->local) return {};
    return conclave::in_flight(p, *at_p->local, q, *at_q->local);
}

SnapshotPart const* GlobalSnapshot::part_of(ProcessId p) const {
    auto const found = parts.find(p);
    return found == parts.end() ? nullptr : &found->second;
}

std::size_t first_crash(History const& history) {
    auto const& events = history.events();
    return static_cast<std::size_t>(std::ranges::find(events, Event::Kind::crash, &Event::kind) -
                                    events.begin());
}

std::vector<GlobalSnapshot> snapshots(History const& history) {
    return snapshots_until(history, history.events().size());
}

std::vector<GlobalSnapshot> snapshots_before_crash(History const& history) {
    return snapshots_until(history, first_crash(history));
}

std::set<SnapshotId> started_snapshots(History const& history) {
    std::set<SnapshotId> all;
    for (auto const& started : said(history, &Snapshot::starts)) all.insert(started.what());
    for (auto const& cut : said(history, &Snapshot::recorded)) all.insert(cut.what());
    return all;
}

Latency snapshot_time(History const& history) {
    Latency latency{.what = "start of a snapshot to its completion everywhere"};
    for (GlobalSnapshot const& snapshot : snapshots(history)) {
        auto const start = snapshot.parts.find(snapshot.id.initiator);
        if (!snapshot.complete(history.size()) || start == snapshot.parts.end()) continue;
        Time end{};
        for (auto const& [p, part] : snapshot.parts) end = std::max(end, part.completed_at);
        latency.samples.push_back(std::max(Duration::zero(), end - start->second.recorded_at));
    }
    return latency;
}

}  // namespace conclave::check
