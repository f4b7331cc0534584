#pragma once

#include "core/indication.hpp"
#include "detectors/failure_detector.hpp"

/// Leader detectors that each break one promise. The twins of the bully are the bully itself, whose
/// messages are tampered with, see twins_test.cpp.
namespace conclave::broken {

/// Broken: it trusts itself always. ELD2 must catch it.
class VainLeaderDetector {
public:
    VainLeaderDetector(Context& ctx, FailureDetector&) : trust{ctx}, ctx_{ctx} {}
    void start() { trust(ctx_.self()); }
    Indication<"trust", ProcessId> trust;

private:
    Context& ctx_;
};

/// Broken: it trusts the highest process, whatever becomes of it. ELD1 must catch it.
class LoyalLeaderDetector {
public:
    LoyalLeaderDetector(Context& ctx, FailureDetector&) : trust{ctx}, ctx_{ctx} {}
    void start() { trust(process(ctx_.everyone().size() - 1)); }
    Indication<"trust", ProcessId> trust;

private:
    Context& ctx_;
};

}  // namespace conclave::broken
