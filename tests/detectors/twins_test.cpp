#include "detectors/twins.hpp"

#include <gtest/gtest.h>

#include "detectors/detectors_properties.hpp"
#include "detectors/eventually_perfect_failure_detector.hpp"
#include "detectors/perfect_failure_detector.hpp"
#include "support/twins.hpp"
#include "support/watch.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;

constexpr Duration period = 100ms;
constexpr Duration delay_max = 150ms;

template <class Detector>
MakeStack watch(Duration silence_max, std::vector<Tampering> const& tamperings = {}) {
    return Watch<Detector>::over(period, silence_max, tamperings);
}

/// Four processes; one crashes in the third second. The end comes just after a look at the
/// silences.
net::RunPlan one_crash(Seed seed) {
    net::RunPlan plan{.processes = 4, .seed = seed, .limit = 10010ms, .stay = true};
    plan.faults = {.delay_min = 1ms, .delay_max = delay_max};
    Random random{seed, 1};
    plan.faults.actions = {{net::Action::Kind::crash,
                            process(static_cast<std::size_t>(random.below(4))),
                            Time{random.between(2s, 3s)}}};
    return plan;
}

// What synchrony allows a perfect detector to assume: a period and a delay between two heartbeats.
constexpr Duration synchronous = period + delay_max + 1ms;
// Too short for these delays: a mistake is certain, and must be learnt from.
constexpr Duration too_short = 120ms;

Sweep const perfect_detector{one_crash, check::perfect_failure_detector(2s)};
Sweep const eventual{one_crash, check::eventually_perfect_failure_detector(2s)};

TEST(BrokenTwins, PFD1_CatchesTheTrustfulDetector) {
    EXPECT_TRUE(perfect_detector.catches(
        "PFD1", watch<PerfectFailureDetector>(synchronous, {broken::trustful()})));
}
/// Broken: one heartbeat that is a little late is a crash to it.
TEST(BrokenTwins, PFD2_CatchesTheHastyPerfectDetector) {
    EXPECT_TRUE(perfect_detector.catches("PFD2", watch<PerfectFailureDetector>(period)));
}
TEST(RightTwins, PFD1_PFD2_PassThePerfectFailureDetector) {
    EXPECT_TRUE(perfect_detector.passes(watch<PerfectFailureDetector>(synchronous)));
}

TEST(BrokenTwins, EPFD1_CatchesTheTrustfulDetector) {
    EXPECT_TRUE(eventual.catches(
        "EPFD1", watch<EventuallyPerfectFailureDetector>(too_short, {broken::trustful()})));
}
TEST(BrokenTwins, EPFD1_CatchesTheForgivingDetector) {
    EXPECT_TRUE(eventual.catches("EPFD1", watch<broken::ForgivingDetector>(too_short)));
}
TEST(BrokenTwins, EPFD2_CatchesTheStubbornDetector) {
    EXPECT_TRUE(eventual.catches("EPFD2", watch<broken::StubbornDetector>(too_short)));
}
TEST(BrokenTwins, EPFD2_CatchesTheDeafDetector) {
    EXPECT_TRUE(eventual.catches(
        "EPFD2", watch<EventuallyPerfectFailureDetector>(too_short, {broken::deaf_in_the_end()})));
}
TEST(RightTwins, EPFD1_EPFD2_PassTheEventuallyPerfectFailureDetector) {
    EXPECT_TRUE(eventual.passes(watch<EventuallyPerfectFailureDetector>(too_short)));
}

}  // namespace
}  // namespace conclave::test
