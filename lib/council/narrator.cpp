#include "council/narrator.hpp"

#include <algorithm>

namespace conclave::council {

void Narrator::tell(Archive const& archive, Time horizon, Show const& show,
                    Show const& told_before) {
    fetch(archive);
    auto const ripe = [horizon](Event const& e) { return e.stamp < horizon; };
    auto const rest = std::stable_partition(waiting_.begin(), waiting_.end(), ripe);
    std::stable_sort(waiting_.begin(), rest, earlier);
    std::for_each(waiting_.begin(), rest, [&](Event const& e) {
        auto const& to = e.stamp < told_by_another_ ? told_before : show;
        if (to) to(e);
    });
    waiting_.erase(waiting_.begin(), rest);
    told_ = std::max(told_, horizon);
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
