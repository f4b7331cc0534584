#pragma once

#include <set>
#include <string_view>

#include "core/indication.hpp"

namespace conclave {

/// Failure detectors: indication suspect(p), p seems to have crashed, and restore(p), it did not
/// after all. A perfect detector never restores, and calls its indication `crash`, as the book
/// does.
class FailureDetector {
public:
    static constexpr Layer layer = Layer::detector;

    FailureDetector(FailureDetector const&) = delete;
    FailureDetector& operator=(FailureDetector const&) = delete;
    virtual ~FailureDetector() = default;

    /// Begins to watch, and to let itself be watched.
    virtual void start() = 0;
    [[nodiscard]] bool suspects(ProcessId p) const { return suspected_.contains(p); }

    Indication<ProcessId> suspect;
    Indication<ProcessId> restore;

protected:
    FailureDetector(Context& ctx, std::string_view suspect_name)
        : suspect{ctx, suspect_name, layer}, restore{ctx, "restore", layer} {}

    std::set<ProcessId> suspected_;
};

}  // namespace conclave
