#include "elections/reigns_properties.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace conclave::check {
namespace {

/// "p1 and p4", "p0, p1 and p4"
std::string list(std::set<ProcessId> const& processes) {
    std::string text;
    std::size_t left = processes.size();
    for (ProcessId p : processes) {
        text += to_string(p);
        --left;
        if (left > 0) text += left == 1 ? " and " : ", ";
    }
    return text;
}

/// Somebody begins to take itself for the leader, or gives up.
struct Change {
    Time at{};
    bool begins{false};  // of equal times the ends are first
    ProcessId leader{};
    auto operator<=>(Change const&) const = default;
};

std::vector<Change> changes(std::vector<Reign> const& reigns) {
    std::vector<Change> all;
    for (Reign const& reign : reigns) {
        all.push_back({reign.begin, true, reign.leader});
        all.push_back({reign.end, false, reign.leader});
    }
    std::ranges::sort(all);
    return all;
}

}  // namespace

std::vector<Reign> reigns(History const& history, Naming const& naming) {
    std::vector<Reign> all;
    std::map<ProcessId, std::size_t> open;
    for (Event const& e : history.events()) {
        auto const named = naming(e);
        auto const reign = open.find(e.process);
        bool const gives_up = e.kind == Event::Kind::crash || (named && *named != e.process);
        if (gives_up && reign != open.end()) {
            all[reign->second].end = e.time;
            open.erase(reign);
        } else if (named == e.process && reign == open.end()) {
            open.emplace(e.process, all.size());
            all.push_back({e.process, e.time, history.ended_at()});
        }
    }
    return all;
}

std::vector<Spell> joint_reigns(History const& history, Naming const& naming) {
    std::vector<Spell> spells;
    std::set<ProcessId> reigning;
    std::set<ProcessId> meanwhile;  // of the spell that lasts
    Time began{};
    for (Change const& change : changes(reigns(history, naming))) {
        bool const together = reigning.size() > 1;
        if (change.begins)
            reigning.insert(change.leader);
        else
            reigning.erase(change.leader);
        if (reigning.size() > 1) {
            if (!together) began = change.at;
            meanwhile.insert(reigning.begin(), reigning.end());
        } else if (together) {
            Duration const length = change.at - began;
            if (length > history.time_doubt(change.at))
                spells.push_back({list(meanwhile), began, length});
            meanwhile.clear();
        }
    }
    return spells;
}

}  // namespace conclave::check
