#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "check/history.hpp"
#include "clocks/clock_reading.hpp"

namespace conclave::check {

/// An event of which a process told what its clock said.
struct ClockEvent {
    Event const* told{nullptr};
    ClockReading reading{};
    std::uint32_t number{0};              ///< 1, 2, 3 ... at its process
    std::optional<std::size_t> before{};  ///< the event before it at its process
    std::optional<std::size_t> cause{};   ///< of a receipt: the sending
    bool whole_past{true};    ///< false: something before it is not known, at whoever died over it
    std::uint32_t untold{0};  ///< how many events of its process before it crashes may have cut off
};

/// "p1's event 3 (received it, clock 4)"
std::string text(ClockEvent const& event);

/// Which event happened before which (Lamport 1978), from what was recorded: the order of each
/// process and the names of the messages, never what a clock says.
class Causality {
public:
    /// The history must outlive it.
    explicit Causality(History const& history);

    /// Causes before effects.
    [[nodiscard]] std::vector<ClockEvent> const& events() const { return events_; }
    /// The events of p, in their order.
    [[nodiscard]] std::vector<std::size_t> const& of(ProcessId p) const {
        return of_process_[index(p)];
    }
    [[nodiscard]] std::uint32_t processes() const {
        return static_cast<std::uint32_t>(of_process_.size());
    }
    /// For each event, how many events of each process happened before it or are it. E·n numbers.
    [[nodiscard]] std::vector<std::vector<std::uint32_t>> pasts() const;

private:
    std::vector<ClockEvent> events_;
    std::vector<std::vector<std::size_t>> of_process_;
};

}  // namespace conclave::check
