#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/event.hpp"

namespace conclave::net {

/// Whether an event belongs to the story that people follow: every decision, indication and fault,
/// and the messages, operations and time-outs of the algorithm, but not those of the links,
/// detectors and supporting algorithms below it.
[[nodiscard]] bool in_story(Event const& event);

/// Keeps the trace of a run, and its fingerprint.
class Recorder final : public TraceSink {
public:
    struct Options {
        bool all_layers{false};  ///< keep every layer's events, not only the story
        std::function<void(Event const&)> show{};  ///< called for each event kept, as it happens
        std::function<void(Event const&)> pass_over{};  ///< ... and for each that is not kept
    };

    Recorder() : Recorder{Options{}} {}
    explicit Recorder(Options options) : options_{std::move(options)} {}

    void record(Event event) override;
    [[nodiscard]] std::vector<std::string> last_lines() const override;

    [[nodiscard]] std::vector<Event> const& events() const { return events_; }
    [[nodiscard]] std::vector<Event> take() { return std::move(events_); }
    /// A fingerprint of every event of every layer, kept or not: equal histories have equal hashes,
    /// on every machine.
    [[nodiscard]] std::uint64_t hash() const { return hash_; }

private:
    Options options_;
    std::vector<Event> events_;
    std::uint64_t hash_{0};
};

}  // namespace conclave::net
