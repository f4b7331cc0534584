#pragma once

#include <memory>

#include "core/process.hpp"
#include "detectors/eventually_perfect_failure_detector.hpp"
#include "elections/leader_monitor.hpp"
#include "links/fair_loss_link.hpp"
#include "links/perfect_link.hpp"

namespace conclave::test {

/// All start an election, and again when the leader fails or they recover. The monitor's patience
/// outlasts the run: nothing but the election itself sets right what went wrong.
template <class Bully>
class ElectionStack final : public Stack {
public:
    explicit ElectionStack(Context& ctx)
        : fair_loss_{ctx},
          perfect_{ctx, fair_loss_},
          detector_{ctx, fair_loss_, std::chrono::milliseconds{100},
                    std::chrono::milliseconds{500}},
          election_{ctx, perfect_, std::chrono::milliseconds{10}},
          monitor_{ctx, detector_, election_, std::chrono::hours{1}} {}
    void start() override {
        detector_.start();
        election_.start();
    }

    [[nodiscard]] static MakeStack make() {
        return [](Context& ctx) { return std::make_unique<ElectionStack>(ctx); };
    }

private:
    FairLossLink fair_loss_;
    PerfectLink perfect_;
    EventuallyPerfectFailureDetector detector_;
    Bully election_;
    LeaderMonitor monitor_;
};

}  // namespace conclave::test
