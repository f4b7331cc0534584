#pragma once

#include <vector>

#include "detectors/failure_detector.hpp"
#include "elections/election.hpp"

namespace conclave::test {

/// A failure detector that says what the test tells it to.
class ScriptedDetector final : public FailureDetector {
public:
    explicit ScriptedDetector(Context& ctx) : FailureDetector{ctx} {}

    void start() override {}
    void suspect_now(ProcessId p) {
        if (suspected_.insert(p).second) suspect(p);
    }
    void restore_now(ProcessId p) {
        if (suspected_.erase(p) > 0) restore(p);
    }
};

/// An election that notes what is asked of it, and ends as the test says.
class ScriptedElection final : public Election {
public:
    explicit ScriptedElection(Context& ctx) : Election{ctx} {}

    using Election::start;
    void start(std::string_view) override { ++starts; }
    void leader_failed(ProcessId leader) override { failed.push_back(leader); }
    [[nodiscard]] bool electing() const override { return under_way; }

    int starts{0};
    bool under_way{false};
    std::vector<ProcessId> failed;
};

}  // namespace conclave::test
