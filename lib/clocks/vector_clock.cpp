#include "clocks/vector_clock.hpp"

#include <algorithm>

namespace conclave {

void VectorClock::merge(VectorClock const& other) {
    if (counts_.size() < other.counts_.size()) counts_.resize(other.counts_.size());
    for (std::size_t i = 0; i < other.counts_.size(); ++i)
        counts_[i] = std::max(counts_[i], other.counts_[i]);
}

void VectorClock::raise(ProcessId p, std::uint64_t count) {
    if (counts_.size() <= index(p)) counts_.resize(index(p) + std::size_t{1});
    counts_[index(p)] = std::max(counts_[index(p)], count);
}

bool VectorClock::fits(VectorClock const& other) const {
    return other.counts_.size() == counts_.size() &&
           std::ranges::all_of(other.counts_, [](std::uint64_t c) { return c < clock_count_max; });
}

std::partial_ordering VectorClock::operator<=>(VectorClock const& other) const {
    auto order = std::partial_ordering::equivalent;
    auto const size = std::max(counts_.size(), other.counts_.size());
    for (std::size_t i = 0; i < size && order != std::partial_ordering::unordered; ++i)
        order = order_of_both(order, at(process(i)) <=> other.at(process(i)));
    return order;
}

std::string to_string(VectorClock const& clock) {
    std::string text = "[";
    for (std::uint64_t const count : clock.counts())
        text += (text.size() > 1 ? " " : "") + std::to_string(count);
    return text + ']';
}

std::partial_ordering order_of_both(std::partial_ordering a, std::partial_ordering b) {
    if (std::is_eq(a)) return b;
    if (std::is_eq(b) || a == b) return a;
    return std::partial_ordering::unordered;
}

}  // namespace conclave
