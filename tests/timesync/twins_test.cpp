#include "timesync/twins.hpp"

#include <gtest/gtest.h>

#include "links/fair_loss_link.hpp"
#include "support/twins.hpp"
#include "timesync/berkeley_properties.hpp"
#include "timesync/berkeley_sync.hpp"
#include "timesync/cristian_sync.hpp"
#include "timesync/lundelius_lynch_properties.hpp"
#include "timesync/lundelius_lynch_sync.hpp"
#include "timesync/ntp_sync.hpp"
#include "timesync/timesync_properties.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;

TimeSyncSettings const settings{.every = 500ms,
                                .sample = 50ms,
                                .slew_ppm = 500'000,
                                .drift_max_ppm = 50,
                                .one_way_min = 1ms,
                                .one_way_max = 10ms,
                                .no_answer = 30ms,
                                .tries = 60,
                                .outlier = 200ms};

/// The settings with one of them wrong.
TimeSyncSettings with(std::function<void(TimeSyncSettings&)> const& change) {
    auto changed = settings;
    change(changed);
    return changed;
}

/// A clock synchronisation whose messages may be tampered with.
template <class Sync>
class ClockStack final : public Stack {
public:
    template <class... More>
    ClockStack(Context& ctx, std::vector<Tampering> const& tamperings,
               TimeSyncSettings const& with_settings, More... more)
        : fair_loss_{ctx},
          tampering_{ctx, fair_loss_, tamperings},
          sync_{ctx, tampering_, with_settings, more...},
          until_{ctx.now() + 2s} {}
    void start() override { sync_.start(until_); }
    [[nodiscard]] bool done() const override { return sync_.done(); }

private:
    FairLossLink fair_loss_;
    TamperingLink tampering_;
    Sync sync_;
    Time until_;
};

template <class Sync, class... More>
MakeStack tampered(std::vector<Tampering> const& tamperings, TimeSyncSettings const& with_settings,
                   More... more) {
    return [=](Context& ctx) {
        return std::make_unique<ClockStack<Sync>>(ctx, tamperings, with_settings, more...);
    };
}
template <class Sync, class... More>
MakeStack clocks(More... more) {
    return tampered<Sync>({}, settings, more...);
}

/// Clocks that are wrong by up to 60 ms; the first ones both ways, so that one runs ahead.
net::RunPlan wrong_clocks(Seed seed) {
    net::RunPlan plan{.processes = 5, .seed = seed, .limit = 5s, .stay = true};
    plan.faults = {.delay_min = 1ms, .delay_max = 10ms};
    Random random{seed, 1};
    for (ProcessId p : ProcessRange{1, plan.processes})
        plan.faults.skews[p] = {(index(p) % 2 == 0 ? 1 : -1) * random.between(20ms, 60ms),
                                index(p) % 2 == 0 ? 50 : -50};
    return plan;
}

/// The same in every seed, so that the checkers know them.
net::RunPlan known_clocks(Seed seed) {
    auto plan = wrong_clocks(1);
    plan.seed = seed;
    return plan;
}
net::RunPlan known_clocks_and_loss(Seed seed) {
    auto plan = known_clocks(seed);
    plan.faults.loss = 0.3;
    return plan;
}
/// Wrong by less than a clock advances from one reading to the next.
net::RunPlan slightly_wrong_clocks(Seed seed) {
    auto plan = known_clocks(seed);
    for (auto& [p, clock] : plan.faults.skews) clock.offset = (index(p) % 2 == 0 ? 20ms : -20ms);
    return plan;
}
/// One clock is wrong by an hour.
net::RunPlan one_outlier(Seed seed) {
    auto plan = known_clocks(seed);
    plan.faults.skews[process(3)].offset = 1h;
    return plan;
}

check::ClockTruth truth_of(net::RunPlan const& plan, bool agreed) {
    return {.clocks = plan.faults.skews,
            .reference_is_adjusted = agreed,
            .outlier = settings.outlier,
            .uncertainty = settings.one_way_max - settings.one_way_min,
            .tolerance = 10us};
}
std::vector<check::Property> all_of(std::vector<check::Property> some,
                                    std::vector<check::Property> const& more) {
    some.insert(some.end(), more.begin(), more.end());
    return some;
}

check::ClockTruth const server = truth_of(known_clocks(1), false);
check::ClockTruth const agreed = truth_of(known_clocks(1), true);
check::ClockTruth const slightly = truth_of(slightly_wrong_clocks(1), false);
check::ClockTruth const with_outlier = truth_of(one_outlier(1), true);

Sweep const cristian{known_clocks, check::time_sync(server)};
Sweep const cristian_slightly_wrong{slightly_wrong_clocks, check::time_sync(slightly)};
Sweep const lossy{known_clocks_and_loss, check::time_sync(server)};
Sweep const ntp{known_clocks, all_of(check::time_sync(server), check::ntp_sync(server))};
Sweep const berkeley{known_clocks, all_of(check::time_sync(agreed), check::berkeley_sync(agreed))};
Sweep const lundelius_lynch{known_clocks,
                            all_of(check::time_sync(agreed), check::lundelius_lynch_sync(agreed))};
Sweep const outlier{one_outlier,
                    all_of(check::time_sync(with_outlier), check::berkeley_sync(with_outlier))};

using Variant = CristianSync::Variant;

TEST(BrokenTwins, TS1_CatchesTheUnhalvedCristian) {
    EXPECT_TRUE(cristian.catches(
        "TS1", tampered<CristianSync>({broken::unhalved()}, settings, Variant::mean)));
}
TEST(BrokenTwins, TS1_CatchesTheMeanNtp) {
    EXPECT_TRUE(ntp.catches("TS1", tampered<NtpSync>({broken::mean_of_samples()}, settings)));
}
/// Broken: it sets its clock back, though it was told to slew it.
MakeStack backward_cristian() {
    auto const stepping = with([](TimeSyncSettings& s) { s.step = true; });
    return tampered<CristianSync>({}, stepping, Variant::minimum);
}
TEST(BrokenTwins, TS2_CatchesTheBackwardCristian) {
    EXPECT_TRUE(cristian.catches("TS2", backward_cristian()));
}
/// Where the clock goes back by less than passes from one reading to the next.
TEST(BrokenTwins, TS2_CatchesTheBackwardCristianBetweenReadings) {
    EXPECT_TRUE(cristian_slightly_wrong.catches("TS2", backward_cristian()));
}
TEST(BrokenTwins, TS1_TS3_CatchTheSyncThatNeverAsks) {
    for (auto const* id : {"TS1", "TS3"}) {
        EXPECT_TRUE(cristian.catches(id, clocks<broken::UnaskingSync>()));
        EXPECT_TRUE(berkeley.catches(id, clocks<broken::UnaskingSync>()));
        EXPECT_TRUE(lundelius_lynch.catches(id, clocks<broken::UnaskingSync>()));
    }
}
TEST(BrokenTwins, BK1_CatchesTheSyncThatNeverAsks) {
    EXPECT_TRUE(berkeley.catches("BK1", clocks<broken::UnaskingSync>()));
}
/// Broken: it asks once, and when no answer comes it gives up.
TEST(BrokenTwins, TS3_CatchesTheImpatientCristian) {
    auto const once = with([](TimeSyncSettings& s) { s.tries = 1; });
    EXPECT_TRUE(lossy.catches("TS3", tampered<CristianSync>({}, once, Variant::minimum)));
}
/// Broken: it believes an answer to be twice as good as it is: the shortest way that it takes for
/// granted is longer than some are.
TEST(BrokenTwins, NTP1_CatchesTheBoastfulNtp) {
    auto const boasting = with([](TimeSyncSettings& s) { s.one_way_min *= 4; });
    EXPECT_TRUE(ntp.catches("NTP1", tampered<NtpSync>({}, boasting)));
}
TEST(BrokenTwins, BK1_CatchesTheRepellingBerkeley) {
    EXPECT_TRUE(berkeley.catches("BK1", tampered<BerkeleySync>({broken::repelling()}, settings)));
}
/// Broken: every clock counts, however wrong.
TEST(BrokenTwins, BK2_CatchesTheTrustingBerkeley) {
    auto const trusting = with([](TimeSyncSettings& s) { s.outlier = 2h; });
    EXPECT_TRUE(outlier.catches("BK2", tampered<BerkeleySync>({}, trusting)));
}
TEST(BrokenTwins, LL1_CatchesTheTwoFacedLundeliusLynch) {
    EXPECT_TRUE(lundelius_lynch.catches(
        "LL1", tampered<LundeliusLynchSync>({broken::two_faced()}, settings)));
}

TEST(RightTwins, TS1_TS2_TS3_LL1_PassLundeliusLynch) {
    EXPECT_TRUE(lundelius_lynch.passes(clocks<LundeliusLynchSync>()));
}
TEST(RightTwins, TS1_TS2_TS3_PassCristianByMeanAndByMinimum) {
    EXPECT_TRUE(cristian.passes(clocks<CristianSync>(Variant::mean)));
    EXPECT_TRUE(lossy.passes(clocks<CristianSync>(Variant::mean)));
    EXPECT_TRUE(cristian.passes(clocks<CristianSync>(Variant::minimum)));
    EXPECT_TRUE(lossy.passes(clocks<CristianSync>(Variant::minimum)));
    EXPECT_TRUE(cristian_slightly_wrong.passes(clocks<CristianSync>(Variant::minimum)));
}
TEST(RightTwins, TS1_TS2_TS3_NTP1_PassNtp) { EXPECT_TRUE(ntp.passes(clocks<NtpSync>())); }
TEST(RightTwins, TS1_TS2_TS3_BK1_BK2_PassBerkeley) {
    EXPECT_TRUE(berkeley.passes(clocks<BerkeleySync>()));
    EXPECT_TRUE(outlier.passes(clocks<BerkeleySync>()));
}
}  // namespace
}  // namespace conclave::test
