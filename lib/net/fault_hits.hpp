#pragma once

#include <cstdint>
#include <vector>

#include "core/process_id.hpp"
#include "core/time.hpp"

namespace conclave::net {

struct FaultPlan;

/// Of one fault of the network: how many messages came its way, and how many of them it struck. All
/// that processes send to each other counts, each copy for itself.
struct Hits {
    std::uint64_t met{0};
    std::uint64_t struck{0};

    void add(Hits const& more) {
        met += more.met;
        struck += more.struck;
    }
    void count(bool strikes) {
        ++met;
        struck += strikes ? 1 : 0;
    }
    bool operator==(Hits const&) const = default;
};

/// An action of the plan did something to a process.
struct Strike {
    std::uint32_t action{0};  ///< Action::number
    ProcessId process{};
    Time at{};
    /// Of a crash in the middle of a handler: whether the process came to that point.
    bool came{true};

    bool operator==(Strike const&) const = default;
};

/// What the faults of a plan have hit, each by its place there.
struct FaultHits {
    Hits loss{};  // of the messages in directions without a chance of their own; likewise below
    Hits duplicate{};
    Hits reorder{};
    std::vector<Hits> cuts{};
    std::vector<Hits> partitions{};
    std::vector<Hits> delays_on{};
    std::vector<Hits> losses_on{};
    std::vector<Hits> duplicates_on{};
    /// Where so many messages are to be lost, all copies of a message are one.
    std::vector<Hits> drops{};
    std::vector<Strike> strikes{};

    FaultHits() = default;
    /// With a place for every fault of the plan.
    explicit FaultHits(FaultPlan const& plan);
    /// Of the same plan, elsewhere in the run.
    void add(FaultHits const& other);

    template <class Archive>
    void serialize(Archive& ar, unsigned) {
        ar& loss& duplicate& reorder& cuts& partitions& delays_on& losses_on& duplicates_on& drops&
            strikes;
    }
};

}  // namespace conclave::net
