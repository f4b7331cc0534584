#pragma once

#include <utility>
#include <vector>

#include "core/event.hpp"
#include "net/recorder.hpp"

namespace conclave::council {

/// Continues a rank's history with what happens at its processes.
class LocalTrace final : public TraceSink {
public:
    LocalTrace(std::vector<Event>& history, bool all_layers)
        : history_{history}, all_layers_{all_layers} {}

    void record(Event event) override {
        if (all_layers_ || net::in_story(event)) history_.push_back(std::move(event));
    }
    [[nodiscard]] std::vector<std::string> last_lines() const override;

private:
    std::vector<Event>& history_;
    bool all_layers_;
};

}  // namespace conclave::council
