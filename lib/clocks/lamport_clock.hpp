#pragma once

#include <algorithm>
#include <cstdint>

#include "clocks/clock_value.hpp"

namespace conclave {

/// Module       LamportClock: a ClockValue
/// Source       Lamport 1978, "Time, clocks, and the ordering of events in a distributed system",
///              rules IR1 and IR2
/// Assumes      nothing: any link, loss and duplicates included
/// Properties   LC1 Clock condition  if e happened before f, then C(e) < C(f)
///              LC2 Total order      no two events share their (C, process), which thus orders all
///                                   events
/// Cost         no message; 1 number in each
class LamportClock {
public:
    LamportClock() = default;
    explicit LamportClock(std::uint64_t count) : count_{count} {}

    /// IR1: "each process increments its clock between any two successive events".
    void tick(ProcessId, Time) { ++count_; }
    void merge(LamportClock const& other) { count_ = std::max(count_, other.count_); }
    /// IR2: "greater than or equal to its present value and greater than" the message's.
    void receive(ProcessId self, ProcessId, LamportClock const& stamp, Time physical) {
        merge(stamp);
        tick(self, physical);
    }

    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] bool fits(LamportClock const& other) const {
        return other.count_ < clock_count_max;
    }
    std::strong_ordering operator<=>(LamportClock const& other) const {
        return count_ <=> other.count_;
    }
    bool operator==(LamportClock const&) const = default;
    friend std::string to_string(LamportClock const& c) { return std::to_string(c.count_); }

    template <class Archive>
    void serialize(Archive& ar, unsigned) {
        ar & count_;
    }

private:
    std::uint64_t count_{0};
};

}  // namespace conclave
