#pragma once

#include <array>
#include <cstdint>

#include "core/datagram.hpp"
#include "core/random.hpp"
#include "net/fault_plan.hpp"

namespace conclave::net {

/// What becomes of one datagram.
struct Fate {
    bool lost{false};
    bool duplicated{false};
    bool delayed{false};
    std::array<Duration, 2> delay{};  ///< of the datagram, and of its duplicate where there is one
};

/// What the network did to the datagrams of a run.
struct FaultCounts {
    std::uint64_t lost{0};  ///< by chance, by a cut or by a partition
    std::uint64_t duplicated{0};
    std::uint64_t delayed{0};
    std::uint64_t refused{0};  ///< a full send window, or a receiver that is down
};

/// The network's faults. The fate of a datagram is a function of (seed, from, to, channel, number)
/// alone, and of the time where the plan has dates: the same seed loses the same messages on MPI
/// and in the simulator, whatever the timing.
class FaultModel {
public:
    FaultModel(FaultPlan const& plan, Seed seed);

    [[nodiscard]] Fate fate(Datagram const& datagram, Time now) const;
    /// The longest delay that it gives to any datagram.
    [[nodiscard]] Duration delay_max() const;

private:
    [[nodiscard]] bool cut_off(ProcessId from, ProcessId to, Time now) const;
    [[nodiscard]] Duration delay(std::uint32_t delay_bits, std::uint32_t reorder_bits) const;

    FaultPlan const& plan_;
    Seed key_;
    Duration hold_;  // how long a reordered datagram waits for later ones to pass
    bool quiet_;     // the plan has nothing for datagrams
};

}  // namespace conclave::net
