#include "council/narrator.hpp"

#include <algorithm>

namespace conclave::council {
namespace {

std::uint64_t lost(Archive const& archive) {
    std::uint64_t sum = 0;
    for (int rank = 0; rank < archive.ranks(); ++rank) sum += archive.summary(rank).faults.lost;
    return sum;
}

}  // namespace

void Narrator::tell(Archive const& archive, Time horizon, Listener const& listener) {
    fetch(archive);
    auto const ripe = [horizon](Event const& e) { return e.stamp < horizon; };
    auto const rest = std::stable_partition(waiting_.begin(), waiting_.end(), ripe);
    std::stable_sort(waiting_.begin(), rest, earlier);
    auto const other = std::partition_point(
        waiting_.begin(), rest, [this](Event const& e) { return e.stamp < told_by_another_; });
    if (listener.told_before) std::for_each(waiting_.begin(), other, listener.told_before);
    bool const by_another = told_by_another_ > told_here_;  // and not an echo of what was told here
    if (listener.reach && by_another) listener.reach(told_by_another_, true, lost(archive));
    told_here_ = std::max({told_here_, told_by_another_, horizon});
    if (listener.show) std::for_each(other, rest, listener.show);
    waiting_.erase(waiting_.begin(), rest);
    told_ = std::max(told_, horizon);
    if (listener.reach && horizon != never) listener.reach(horizon, false, lost(archive));
}

void Narrator::fetch(Archive const& archive) {
    for (int rank = 0; rank < archive.ranks(); ++rank) {
        auto const& events = archive.events(rank);
        auto& from = untold_from_[static_cast<std::size_t>(rank)];
        for (; from < events.size(); ++from) waiting_.push_back(events[from]);
    }
    for (auto const& deaths = archive.deaths(); deaths_known_ < deaths.size(); ++deaths_known_)
        waiting_.push_back(deaths[deaths_known_]);
}

void Narrator::told_by_another(Time until) {
    told_by_another_ = std::max(told_by_another_, until);
    told_ = std::max(told_, until);
}

}  // namespace conclave::council
