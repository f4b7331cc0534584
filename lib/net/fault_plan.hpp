#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/context.hpp"
#include "core/process_id.hpp"
#include "core/time.hpp"
#include "net/fate.hpp"

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

/// One direction of one pair of processes; without a process on a side, of any there.
struct Direction {
    std::optional<ProcessId> from{};
    std::optional<ProcessId> to{};
    [[nodiscard]] bool covers(ProcessId sender, ProcessId receiver) const {
        return from.value_or(sender) == sender && to.value_or(receiver) == receiver;
    }
    bool operator==(Direction const&) const = default;
};

/// In this direction a message takes from `min` to `max`, whatever the plan says of the others.
struct LinkDelay {
    Direction direction{};
    Duration min{0};
    Duration max{0};
    Span span{};
};

/// In this direction a message suffers it with this probability, whatever the plan says of the
/// others.
struct LinkChance {
    Direction direction{};
    double probability{0};
    Span span{};
};

/// The next `count` messages of a kind in this direction are lost, whatever links carry them: of
/// each sender's, those of which a first copy leaves within the span. All copies of them are lost.
/// Without a count the kind is cut off: every copy that leaves within the span is lost.
struct Drop {
    std::string kind;
    Direction direction{};
    std::optional<std::uint64_t> count{};
    Span span{};
};

/// Whom a fault strikes: a process by its id, or whoever takes itself for the bearer of a role at
/// that moment.
struct Victim {
    Victim() = default;
    Victim(ProcessId p) : process{p} {}  // NOLINT(*-explicit-*)
    explicit Victim(std::string role_name) : role{std::move(role_name)} {}

    ProcessId process{};
    std::string role{};  ///< "leader"; empty: the process

    [[nodiscard]] bool is_process() const { return role.empty(); }
    auto operator<=>(Victim const&) const = default;
};
inline Victim const the_leader{"leader"};

/// Something that befalls a process.
struct Action {
    enum class Kind : std::uint8_t { crash, recover, pause, resume, kill };
    Kind kind{};
    Victim victim{};
    Time at{};
    /// Of a crash: in the middle of a handler, at this point from then on; else between two.
    std::optional<CrashPoint> point{};
    bool drawn{false};                 ///< from the seed, see chaos(); else typed, or the story's
    std::uint32_t number{unnumbered};  ///< its place in the plan, once it stands in the schedule

    static constexpr std::uint32_t unnumbered = UINT32_MAX;
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
    // For one direction; where several match, the last one counts.
    std::vector<LinkDelay> delays_on{};
    std::vector<LinkChance> losses_on{};
    std::vector<LinkChance> duplicates_on{};
    std::vector<Drop> drops{};
    Adversary adversary{};  ///< for tests: has the last word on every datagram

    /// The actions in the order of their times, each with its number; equal times in the order
    /// given.
    [[nodiscard]] std::vector<Action> schedule() const;
    /// When the last fault with a date is over: nothing of the plan is still to come.
    [[nodiscard]] Time last_change() const;
    /// The highest probability of loss that any direction has for good.
    [[nodiscard]] double loss_max() const;
    /// Whether it takes messages away, by chance or on purpose.
    [[nodiscard]] bool loses_messages() const;
    /// Whether it treats some directions or kinds of messages unlike the others.
    [[nodiscard]] bool singles_out() const {
        return !delays_on.empty() || !losses_on.empty() || !duplicates_on.empty() ||
               !drops.empty() || adversary;
    }
    /// Throws InputError if the plan names a process that does not exist among n or a role that
    /// there is not, or contradicts itself: a recovery of a process that has not crashed, a crash
    /// of one that is down, overlapping pauses.
    void validate(std::uint32_t n, std::vector<std::string> const& roles = {}) const;
    /// Throws InputError if it drops messages of a kind that none of these channels has.
    void validate_kinds(std::span<ChannelState const> channels) const;
};

}  // namespace conclave::net
