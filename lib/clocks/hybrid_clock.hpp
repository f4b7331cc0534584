#pragma once

#include <algorithm>
#include <cstdint>

#include "clocks/clock_value.hpp"

namespace conclave {

/// Module       HybridClock: a ClockValue
/// Source       Kulkarni, Demirbas, Madappa, Avva, Leone 2014, "Logical physical clocks", Figure 5.
///              Its rule for a message is the greater of the two readings, then its rule for any
///              other event
/// Assumes      physical clocks that do not run backwards; they may be wrong
/// Properties   HLC1 Clock condition  if e happened before f, then (l, c) of e is less than f's
///              HLC2 Closeness        l is the largest physical reading in the past, so that l - pt
///                                    is at most the clocks' largest difference
/// Cost         no message; 2 numbers in each
class HybridClock {
public:
    HybridClock() = default;
    HybridClock(Time largest, std::uint64_t count) : largest_{largest}, count_{count} {}

    void tick(ProcessId, Time physical) {
        count_ = physical > largest_ ? 0 : count_ + 1;
        largest_ = std::max(largest_, physical);
    }
    void merge(HybridClock const& other) { *this = std::max(*this, other); }
    void receive(ProcessId self, ProcessId, HybridClock const& stamp, Time physical) {
        merge(stamp);
        tick(self, physical);
    }

    /// l: the largest physical reading heard of.
    [[nodiscard]] Time largest() const { return largest_; }
    /// c: what tells the events of one l apart.
    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] bool fits(HybridClock const& other) const {
        return other.count_ < clock_count_max;
    }
    std::strong_ordering operator<=>(HybridClock const& other) const {
        auto const order = largest_ <=> other.largest_;
        return std::is_eq(order) ? count_ <=> other.count_ : order;
    }
    bool operator==(HybridClock const&) const = default;
    /// "12.345 ms+2", to the nanosecond: different readings look different.
    friend std::string to_string(HybridClock const& clock);

    template <class Archive>
    void serialize(Archive& ar, unsigned) {
        ar & largest_ & count_;
    }

private:
    Time largest_{Time::min()};  // less than any reading: a clock may start below zero
    std::uint64_t count_{0};
};

}  // namespace conclave
