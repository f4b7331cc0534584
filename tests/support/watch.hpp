#pragma once

#include <memory>

#include "core/process.hpp"
#include "links/fair_loss_link.hpp"

namespace conclave::test {

/// A failure detector alone, over a fair-loss link.
template <class Detector>
class Watch final : public Stack {
public:
    Watch(Context& ctx, Duration period, Duration silence_max)
        : fair_loss_{ctx}, detector_{ctx, fair_loss_, period, silence_max} {}
    void start() override { detector_.start(); }

    [[nodiscard]] static MakeStack over(Duration period, Duration silence_max) {
        return [=](Context& ctx) { return std::make_unique<Watch>(ctx, period, silence_max); };
    }

private:
    FairLossLink fair_loss_;
    Detector detector_;
};

}  // namespace conclave::test
