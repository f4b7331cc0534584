#pragma once

#include <memory>
#include <vector>

#include "core/process.hpp"
#include "detectors/eventually_perfect_failure_detector.hpp"
#include "elections/leader_monitor.hpp"
#include "links/fair_loss_link.hpp"
#include "links/perfect_link.hpp"
#include "support/tampering_link.hpp"

namespace conclave::test {

/// All start an election, and again when the leader fails or they recover; its messages may be
/// tampered with. The monitor's patience outlasts the run: nothing but the election itself mends
/// what went wrong.
template <class Bully>
class ElectionStack final : public Stack {
public:
    explicit ElectionStack(Context& ctx, std::vector<Tampering> const& tamperings = {})
        : fair_loss_{ctx},
          perfect_{ctx, fair_loss_},
          detector_{ctx, fair_loss_, std::chrono::milliseconds{100},
                    std::chrono::milliseconds{500}},
          tampering_{ctx, perfect_, tamperings},
          election_{ctx, tampering_, std::chrono::milliseconds{10}},
          monitor_{ctx, detector_, election_, std::chrono::hours{1}} {}
    void start() override {
        detector_.start();
        election_.start();
    }

    [[nodiscard]] static MakeStack make(std::vector<Tampering> const& tamperings = {}) {
        return [=](Context& ctx) { return std::make_unique<ElectionStack>(ctx, tamperings); };
    }

private:
    FairLossLink fair_loss_;
    PerfectLink perfect_;
    EventuallyPerfectFailureDetector detector_;
    TamperingLink tampering_;
    Bully election_;
    LeaderMonitor monitor_;
};

}  // namespace conclave::test
