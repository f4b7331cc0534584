#pragma once

#include <memory>
#include <vector>

#include "core/process.hpp"
#include "links/fair_loss_link.hpp"
#include "support/tampering_link.hpp"

namespace conclave::test {

/// A failure detector alone, over a fair-loss link that may be tampered with.
template <class Detector>
class Watch final : public Stack {
public:
    Watch(Context& ctx, Duration period, Duration silence_max,
          std::vector<Tampering> const& tamperings = {})
        : fair_loss_{ctx},
          tampering_{ctx, fair_loss_, tamperings},
          detector_{ctx, tampering_, period, silence_max} {}
    void start() override { detector_.start(); }

    [[nodiscard]] static MakeStack over(Duration period, Duration silence_max,
                                        std::vector<Tampering> const& tamperings = {}) {
        return [=](Context& ctx) {
            return std::make_unique<Watch>(ctx, period, silence_max, tamperings);
        };
    }

private:
    FairLossLink fair_loss_;
    TamperingLink tampering_;
    Detector detector_;
};

}  // namespace conclave::test
