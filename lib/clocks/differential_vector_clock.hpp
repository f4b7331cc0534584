#pragma once

#include <utility>
#include <vector>

#include "clocks/logical_clock.hpp"
#include "clocks/vector_clock.hpp"

namespace conclave {

/// Module       DifferentialVectorClock: a LogicalClock, a vector clock that sends little
/// Source       Singhal, Kshemkalyani 1992, "An efficient implementation of vector clocks"
/// Assumes      crash-stop; links that deliver everything, once and in the order of sending (FIFO):
///              each message builds on the one before it
/// Properties   VC1, VC2 and VC3 of VectorClock
/// Cost         no message; in each, the entries that have changed since the last one to the same
///              receiver, n at most; 2n numbers of memory beside the vector
class DifferentialVectorClock final : public LogicalClock {
public:
    DifferentialVectorClock(Context& ctx, Kept kept);

    void tick() override;
    [[nodiscard]] Bytes stamp_for(ProcessId to) override;
    [[nodiscard]] bool receive(ProcessId, BytesView stamp) override;
    [[nodiscard]] Bytes reading() const override { return encode(clock_); }
    [[nodiscard]] std::string words() const override { return to_string(clock_); }

private:
    using Entry = std::pair<ProcessId, std::uint64_t>;  // of the vector
    [[nodiscard]] std::uint64_t own() const { return clock_.at(ctx_.self()); }
    void update(ProcessId p, std::uint64_t count);
    void keep() const;

    Context& ctx_;
    VectorClock clock_;
    VectorClock last_sent_;    // the own entry when a message last went to each
    VectorClock last_update_;  // the own entry when each entry last changed
    Kept kept_;
};

}  // namespace conclave
