#include "check/bounds.hpp"

#include <algorithm>

#include "core/duration_arithmetic.hpp"
#include "links/perfect_link.hpp"
#include "net/fault_model.hpp"

namespace conclave::check {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t million = 1'000'000;

/// By multiplication alone, since std::pow may differ by a bit from one machine to the next.
double power(double base, std::uint64_t exponent) {
    double result = 1;
    for (; exponent > 0; exponent /= 2, base *= base)
        if (exponent % 2 == 1) result *= base;
    return result;
}

}  // namespace

ClockRates::ClockRates(net::FaultPlan const& faults) {
    for (auto const& [p, clock] : faults.skews) {
        slowest_ppm_ = std::min(slowest_ppm_, clock.drift_ppm);
        fastest_ppm_ = std::max(fastest_ppm_, clock.drift_ppm);
    }
}

Duration ClockRates::stretched(Duration by_own_clock) const {
    return scaled(by_own_clock, million, million + slowest_ppm_);
}

Duration ClockRates::shown_max(Duration true_time) const {
    return scaled(true_time, million + fastest_ppm_, million);
}

Bounds::Bounds(net::RunPlan const& plan, bool real_ranks)
    : real_ranks_{real_ranks},
      hop_max_{net::FaultModel{plan.faults, plan.seed}.delay_max() + (real_ranks ? 100ms : 0ms)},
      limit_{plan.limit},
      loss_{plan.faults.loss_max()},
      rates_{plan.faults} {}

bool Bounds::hopeless() const { return loss_ > 0.99; }

Duration Bounds::arrival_max() const {
    return hopeless() ? limit_ : stretched(PerfectLink::delay_max(hop_max_, loss_, {}));
}

std::uint64_t Bounds::tries(std::uint64_t successes) const {
    return tries_beyond_chance(loss_, successes);
}

std::uint64_t tries_beyond_chance(double loss, std::uint64_t successes) {
    if (loss <= 0) return successes;
    if (loss >= 1) return UINT64_MAX;
    // P(fewer than so many successes) is the sum of C(n, k) (1-loss)^k loss^(n-k) for k below.
    auto const risk = [&](std::uint64_t tries) {
        auto const n = static_cast<double>(tries);
        double term = power(loss, tries);
        double sum = 0;
        for (std::uint64_t k = 0; k < successes; ++k) {
            sum += term;
            term *= (n - static_cast<double>(k)) / static_cast<double>(k + 1) * (1 - loss) / loss;
        }
        return sum;
    };
    // A billionth, past rounding: 0.1^9 and 0.001^3 are enough, whichever way they are rounded.
    constexpr double beyond_chance = 1.000001e-9;
    std::uint64_t enough = successes;
    while (risk(enough) > beyond_chance) enough *= 2;
    for (std::uint64_t step = enough / 2; step > 0; step /= 2)
        while (enough > step && risk(enough - step) <= beyond_chance) enough -= step;
    return enough;
}

}  // namespace conclave::check
