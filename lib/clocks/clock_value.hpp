#pragma once

#include <compare>
#include <concepts>
#include <string>

#include "core/process_id.hpp"
#include "core/time.hpp"

namespace conclave {

/// The reading of a logical clock: a small value whose order tells of causes and effects. What no
/// event has happened to yet is the default value, or one made for a number of processes.
///
/// `merge` is the join of a lattice: idempotent, commutative, associative, and never less than
/// either side. `tick` is strictly greater than what was before. `receive` is the rule of the
/// paper for a message that carries `stamp`: it merges, then ticks. `physical` is what the
/// process's own clock says; the hybrid clock alone looks at it. `fits` is whether the other one
/// may come from a process of the same run: what comes from the network is asked first.
template <class T>
concept ClockValue = std::regular<T> &&
    requires(T value, T const& other, ProcessId self, ProcessId from, Time physical) {
    value.tick(self, physical);
    value.merge(other);
    value.receive(self, from, other, physical);
    { other.fits(other) } -> std::same_as<bool>;
    { value <=> other } -> std::convertible_to<std::partial_ordering>;
    { to_string(other) } -> std::same_as<std::string>;
};

/// No run counts that far: a larger number makes no sense, and one more would not overflow.
inline constexpr std::uint64_t clock_count_max = std::uint64_t{1} << 62U;

}  // namespace conclave
