#include "council/archive.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace conclave::council {
namespace {

/// How many events one letter holds: some hundred kilobytes.
constexpr std::size_t events_max = 2000;

void add(net::FaultCounts& sum, net::FaultCounts const& more) {
    sum.lost += more.lost;
    sum.duplicated += more.duplicated;
    sum.delayed += more.delayed;
    sum.refused += more.refused;
}

}  // namespace

Archive::Archive(int ranks, std::uint32_t processes, std::uint32_t per_rank)
    : histories_(at(ranks)), processes_{processes}, per_rank_{per_rank} {}

void Archive::add(Installment installment) {
    if (installment.owner >= histories_.size()) return;
    auto& [events, summary, buried] = histories_[installment.owner];
    if (installment.first > events.size()) return;  // there is a gap: it must come again
    std::uint64_t const known = events.size() - installment.first;
    if (known < installment.events.size()) {
        auto const fresh = installment.events.begin() + static_cast<std::ptrdiff_t>(known);
        events.insert(events.end(), std::move_iterator{fresh},
                      std::move_iterator{installment.events.end()});
    }
    bool const news = installment.summary.watermark >= summary.watermark;
    if (installment.complete && news) summary = std::move(installment.summary);
}

void Archive::bury(int rank, Time at) {
    History& history = histories_[Archive::at(rank)];
    if (std::exchange(history.buried, true)) return;
    Time const last = history.events.empty() ? Time{} : history.events.back().stamp;
    auto const first = static_cast<std::uint32_t>(rank) * per_rank_;
    for (std::uint32_t i = 0; i < per_rank_ && first + i < processes_; ++i) {
        auto const& conditions = history.summary.conditions;
        if (i < conditions.size() && conditions[i] == net::Condition::crashed) continue;
        deaths_.push_back({.kind = Event::Kind::crash,
                           .process = process(first + i),
                           .peer = process(first + i),
                           .time = at,
                           .stamp = std::max(at, last),
                           .what = "dies"});
    }
}

Installment Archive::installment(int owner, std::uint64_t first) const {
    auto const& events = histories_[at(owner)].events;
    auto const begin = std::min<std::size_t>(first, events.size());
    auto const end = std::min(begin + events_max, events.size());
    auto const place = [&](std::size_t i) {
        return events.begin() + static_cast<std::ptrdiff_t>(i);
    };
    return {.owner = static_cast<std::uint32_t>(owner),
            .first = begin,
            .events = {place(begin), place(end)},
            .complete = end == events.size(),
            .summary = histories_[at(owner)].summary};
}

net::Outcome Archive::outcome(net::Outcome::End end, Time ended_at,
                              std::vector<std::uint8_t> const& dead) const {
    net::Outcome outcome{.end = end, .ended_at = ended_at};
    for (std::size_t rank = 0; rank < histories_.size(); ++rank) {
        auto const& [events, summary, buried] = histories_[rank];
        outcome.events.insert(outcome.events.end(), events.begin(), events.end());
        outcome.traffic.add(summary.traffic);
        council::add(outcome.faults, summary.faults);
        outcome.hits.add(summary.hits);

        auto const lost = dead[rank] != 0 ? net::Condition::dead : net::Condition::silent;
        for (std::uint32_t i = 0; i < per_rank_ && outcome.conditions.size() < processes_; ++i) {
            bool const known = summary.final && i < summary.conditions.size();
            outcome.conditions.push_back(known ? summary.conditions[i] : lost);
        }
    }
    outcome.events.insert(outcome.events.end(), deaths_.begin(), deaths_.end());
    std::ranges::stable_sort(outcome.events, earlier);
    return outcome;
}

}  // namespace conclave::council
