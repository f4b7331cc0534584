#include "council/membership.hpp"

#include <algorithm>
#include <utility>

namespace conclave::council {

Membership::Membership(int self, int size)
    : self_{self},
      attendance_{.accusations = std::vector<std::uint32_t>(at(size), 0),
                  .dead = std::vector<std::uint8_t>(at(size), 0)},
      heard_(at(size), Time{}) {
    choose(Time{});
}

void Membership::heard(int rank, Time now) { heard_[at(rank)] = std::max(heard_[at(rank)], now); }

void Membership::died(int rank, Time now) {
    bury(at(rank), now);
    choose(now);
}

void Membership::merge(Attendance const& attendance, Time now) {
    if (attendance.accusations.size() != heard_.size() || attendance.dead.size() != heard_.size())
        return;
    for (std::size_t rank = 0; rank < heard_.size(); ++rank) {
        attendance_.accusations[rank] =
            std::max(attendance_.accusations[rank], attendance.accusations[rank]);
        if (attendance.dead[rank] != 0 && rank != at(self_)) bury(rank, now);
    }
    choose(now);
}

void Membership::bury(std::size_t rank, Time now) {
    if (std::exchange(attendance_.dead[rank], std::uint8_t{1}) == 0) last_death_ = now;
}

void Membership::excuse(Duration gap) {
    for (Time& heard : heard_) heard += gap;
}

void Membership::judge(Time now, Duration silence_max) {
    bool changed = false;
    for (int const rank : collectors_) {
        if (rank == self_ || silence(rank, now) <= silence_max) continue;
        ++attendance_.accusations[at(rank)];
        changed = true;
    }
    if (changed) choose(now);
}

bool Membership::anybody_dead() const {
    return std::ranges::find(attendance_.dead, 1) != attendance_.dead.end();
}

bool Membership::present(int rank, Time now, Duration silence_max) const {
    return rank == self_ || (!dead(rank) && silence(rank, now) <= silence_max);
}

bool Membership::collects(int rank) const {
    return std::ranges::find(collectors_, rank) != collectors_.end();
}

void Membership::choose(Time now) {
    std::vector<std::pair<std::uint32_t, int>> candidates;
    for (int rank = 0; rank < size(); ++rank)
        if (!dead(rank)) candidates.emplace_back(attendance_.accusations[at(rank)], rank);
    auto const end = candidates.begin() + std::min<std::ptrdiff_t>(2, std::ssize(candidates));
    std::ranges::partial_sort(candidates, end);

    auto const before = std::exchange(collectors_, {});
    for (auto candidate = candidates.begin(); candidate != end; ++candidate) {
        int const rank = candidate->second;
        collectors_.push_back(rank);
        bool const is_new = std::ranges::find(before, rank) == before.end();
        if (is_new) heard_[at(rank)] = std::max(heard_[at(rank)], now);  // it has to begin first
        // Nobody owed a new collector a word until now.
        if (is_new && rank == self_)
            for (Time& heard : heard_) heard = std::max(heard, now);
    }
}

}  // namespace conclave::council
