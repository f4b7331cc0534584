#pragma once

#include "clocks/vector_clock.hpp"

namespace conclave {

/// Module       MatrixClock: a ClockValue
/// Source       Wuu, Bernstein 1984, "Efficient solutions to the replicated log and dictionary
///              problems", §3
/// Assumes      nothing: any link, loss and duplicates included
/// Properties   MC1 Own row     e happened before f just if e's own row is less than f's: it is a
///                              vector clock
///              MC2 Other rows  row k is what k was last known to know: the vector of the last
///                              event of k in the past, and zeros where there is none
/// Cost         no message; n² numbers in each
class MatrixClock {
public:
    MatrixClock() = default;
    explicit MatrixClock(std::uint32_t processes) : rows_(processes, VectorClock{processes}) {}

    void tick(ProcessId self, Time physical) { own_row(self).tick(self, physical); }
    /// Entry by entry: what either side knows that others know.
    void merge(MatrixClock const& other);
    /// "Whatever the sender knew, the receiver knows now": its row takes in the sender's.
    void receive(ProcessId self, ProcessId from, MatrixClock const& stamp, Time physical);

    /// What p is known to know.
    [[nodiscard]] VectorClock row(ProcessId p) const {
        return index(p) < rows_.size() ? rows_[index(p)] : VectorClock{};
    }
    /// So many first events of p are known to be known to everybody: whoever keeps a log may drop
    /// them.
    [[nodiscard]] std::uint64_t known_to_all(ProcessId p) const;

    [[nodiscard]] bool fits(MatrixClock const& other) const;
    std::partial_ordering operator<=>(MatrixClock const& other) const;
    bool operator==(MatrixClock const& other) const { return std::is_eq(*this <=> other); }

    /// "[1 0 | 0 0]"
    friend std::string to_string(MatrixClock const& clock);

    template <class Archive>
    void serialize(Archive& ar, unsigned) {
        ar & rows_;
    }

private:
    VectorClock& own_row(ProcessId self);

    std::vector<VectorClock> rows_;  // by process
};

}  // namespace conclave
