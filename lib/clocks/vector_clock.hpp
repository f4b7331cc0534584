#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "clocks/clock_value.hpp"

namespace conclave {

/// Module       VectorClock: a ClockValue
/// Source       Fidge 1988; Mattern 1989, "Virtual time and global states of distributed systems"
/// Assumes      nothing: any link, loss and duplicates included
/// Properties   VC1 Clock condition  if e happened before f, then V(e) < V(f)
///              VC2 Converse         if V(e) < V(f), then e happened before f
///              VC3 Own count        the entry of its own process is the number of its events
/// Cost         no message; n numbers in each
class VectorClock {
public:
    VectorClock() = default;
    /// For so many processes. An entry that is not there counts as 0, and is made when it grows.
    explicit VectorClock(std::uint32_t processes) : counts_(processes) {}

    void tick(ProcessId self, Time) { raise(self, at(self) + 1); }
    void merge(VectorClock const& other);
    void receive(ProcessId self, ProcessId, VectorClock const& stamp, Time physical) {
        merge(stamp);
        tick(self, physical);
    }

    /// How many events of p are known.
    [[nodiscard]] std::uint64_t at(ProcessId p) const {
        return index(p) < counts_.size() ? counts_[index(p)] : 0;
    }
    /// This many are, or more.
    void raise(ProcessId p, std::uint64_t count);
    [[nodiscard]] std::span<std::uint64_t const> counts() const { return counts_; }

    [[nodiscard]] bool fits(VectorClock const& other) const;
    /// Less: no entry is greater, and one is less.
    std::partial_ordering operator<=>(VectorClock const& other) const;
    bool operator==(VectorClock const& other) const { return std::is_eq(*this <=> other); }

    template <class Archive>
    void serialize(Archive& ar, unsigned) {
        ar & counts_;
    }

private:
    std::vector<std::uint64_t> counts_;  // by process
};

/// "[1 0 2]"
std::string to_string(VectorClock const& clock);

/// Of two parts that are ordered like this, the order of the whole: less if no part is greater.
std::partial_ordering order_of_both(std::partial_ordering a, std::partial_ordering b);

}  // namespace conclave
