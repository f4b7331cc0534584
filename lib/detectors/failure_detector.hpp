#pragma once

#include <set>

#include "core/indication.hpp"

namespace conclave {

/// Failure detectors: indication suspect(p), p seems to have crashed, and restore(p), it did not
/// after all. A perfect detector never restores: its suspect(p) is the book's crash(p).
class FailureDetector {
public:
    static constexpr Layer layer = Layer::detector;

    FailureDetector(FailureDetector const&) = delete;
    FailureDetector& operator=(FailureDetector const&) = delete;
    virtual ~FailureDetector() = default;

    /// Begins to watch, and to let itself be watched.
    virtual void start() = 0;
    [[nodiscard]] bool suspects(ProcessId p) const { return suspected_.contains(p); }

    Indication<"suspect", ProcessId> suspect;
    Indication<"restore", ProcessId> restore;

protected:
    explicit FailureDetector(Context& ctx) : suspect{ctx, layer}, restore{ctx, layer} {}

    std::set<ProcessId> suspected_;
};

}  // namespace conclave
