#pragma once

#include <algorithm>
#include <optional>

#include "core/indication.hpp"
#include "detectors/failure_detector.hpp"

namespace conclave {

/// Module       MonarchicalLeaderDetector: the eventual leader detector Omega, uses
///              EventuallyPerfectFailureDetector
/// Source       Cachin, Guerraoui, Rodrigues 2e, Module 2.9, Algorithm 2.8 (Monarchical Eventual
///              Leader Detection)
/// Assumes      an eventually perfect detector
/// Properties   ELD1 Eventual accuracy   in the end every correct process trusts some correct
///                                       process
///              ELD2 Eventual agreement  in the end no two correct processes trust different
///                                       processes
/// Cost         no messages of its own
class MonarchicalLeaderDetector {
public:
    MonarchicalLeaderDetector(Context& ctx, FailureDetector& detector)
        : trust{ctx}, ctx_{ctx}, detector_{detector} {
        detector.suspect.connect([this](ProcessId) { trust_highest(); });
        detector.restore.connect([this](ProcessId) { trust_highest(); });
    }

    void start() { trust_highest(); }
    [[nodiscard]] std::optional<ProcessId> leader() const { return leader_; }

    Indication<"trust", ProcessId> trust;

private:
    /// The highest process that is not suspected: "maxrank(Π \ suspected)".
    void trust_highest() {
        ProcessId highest = ctx_.self();
        for (ProcessId p : ctx_.superiors())
            if (!detector_.suspects(p)) highest = p;
        if (leader_ == highest) return;
        leader_ = highest;
        trust(highest);
    }

    Context& ctx_;
    FailureDetector& detector_;
    std::optional<ProcessId> leader_;
};

}  // namespace conclave
