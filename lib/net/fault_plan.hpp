#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/process_id.hpp"
#include "core/time.hpp"

namespace conclave::net {

/// From begin until end, the end excluded; on the run's time line.
struct Span {
    Time begin{};
    Time end{never};
    [[nodiscard]] bool contains(Time t) const { return begin <= t && t < end; }
    bool operator==(Span const&) const = default;
};

/// `from` cannot reach `to`; the other direction is not touched.
struct Cut {
    ProcessId from{};
    ProcessId to{};
    Span span{};
};

/// Processes of different groups cannot hear each other. Who is in no group hears everybody.
struct Partition {
    std::vector<std::vector<ProcessId>> groups;
    Span span{};
};

/// Whom a fault strikes: a process by its id, or whoever takes itself for the leader at that
/// moment.
using Victim = std::optional<ProcessId>;
inline constexpr Victim the_leader = std::nullopt;

/// Something that befalls a process.
struct Action {
    enum class Kind : std::uint8_t { crash, recover, pause, resume, kill };
    Kind kind{};
    Victim victim{};
    Time at{};
};

/// Everything that goes wrong in a run, on purpose. Probabilities are in 0..1; see --help for what
/// each means.
struct FaultPlan {
    double loss{0};
    double duplicate{0};
    double reorder{0};
    Duration delay_min{0};
    Duration delay_max{0};
    std::vector<Cut> cuts{};
    std::vector<Partition> partitions{};
    std::vector<Action> actions{};
    std::map<ProcessId, LocalClock> skews{};

    /// The actions in the order of their times; equal times in the order given.
    [[nodiscard]] std::vector<Action> schedule() const;
    /// When the last fault with a date is over: nothing of the plan is still to come.
    [[nodiscard]] Time last_change() const;
    /// Throws InputError if the plan names a process that does not exist among n, or contradicts
    /// itself: a recovery of a process that has not crashed, a crash of one that is down,
    /// overlapping pauses.
    void validate(std::uint32_t n) const;
};

}  // namespace conclave::net
