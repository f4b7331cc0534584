#include "net/fault_model.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

namespace conclave::net {
namespace {

using namespace std::chrono_literals;

Datagram datagram(std::uint32_t from, std::uint32_t to, std::uint64_t number,
                  std::uint16_t channel = 0) {
    return {process(from), process(to), Channel{channel}, number, Time{}, {}};
}

bool same(Fate const& a, Fate const& b) {
    return a.lost == b.lost && a.duplicated == b.duplicated && a.delayed == b.delayed &&
           a.delay == b.delay;
}

FaultPlan everything() {
    return {.loss = 0.2, .duplicate = 0.3, .reorder = 0.1, .delay_min = 1ms, .delay_max = 10ms};
}

TEST(FaultModel, AFateDependsOnSeedAddressChannelAndNumberAlone) {
    FaultPlan const plan = everything();
    FaultModel const here{plan, 7};
    FaultModel const there{plan, 7};
    std::vector<Datagram> all;
    for (std::uint32_t from = 0; from < 4; ++from)
        for (std::uint32_t to = 0; to < 4; ++to)
            for (std::uint64_t number = 1; number < 100; ++number)
                all.push_back(datagram(from, to, number));
    std::vector<Fate> fates;
    for (Datagram const& d : all) fates.push_back(here.fate(d, Time{}));
    // Another instance, another order, another time, another body: the same fates.
    std::vector<std::byte> const body(9);
    for (std::size_t i = all.size(); i-- > 0;) {
        Datagram d = all[i];
        d.body = body;
        d.stamp = Time{3s};
        ASSERT_TRUE(same(there.fate(d, Time{5s}), fates[i]));
    }
}

TEST(FaultModel, EachPartOfTheNameOfADatagramChangesItsFate) {
    FaultPlan const plan = {.loss = 0.5};
    FaultModel const model{plan, 7};
    FaultModel const other_seed{plan, 8};
    // How often the fates of two series of 1000 differ: about half of the time.
    auto const differ = [](auto const& first, auto const& second) {
        int count = 0;
        for (std::uint64_t i = 1; i <= 1000; ++i) count += first(i) != second(i) ? 1 : 0;
        return count;
    };
    auto const lost = [&](FaultModel const& m, Datagram const& d) { return m.fate(d, {}).lost; };
    auto const base = [&](std::uint64_t i) { return lost(model, datagram(0, 1, i)); };
    EXPECT_EQ(differ(base, base), 0);
    for (int const count :
         {differ(base, [&](auto i) { return lost(other_seed, datagram(0, 1, i)); }),
          differ(base, [&](auto i) { return lost(model, datagram(1, 0, i)); }),
          differ(base, [&](auto i) { return lost(model, datagram(0, 2, i)); }),
          differ(base, [&](auto i) { return lost(model, datagram(0, 1, i, 1)); }),
          differ(base, [&](auto i) { return lost(model, datagram(0, 1, i + 1000)); }),
          differ(base, [&](auto i) { return lost(model, datagram(0, 1, i + (1ULL << 32U))); })})
        EXPECT_NEAR(count, 500, 80);
}

TEST(FaultModel, LosesAndDuplicatesAsOftenAsAsked) {
    for (double const p : {0.01, 0.1, 0.5, 0.9}) {
        FaultPlan const plan = {.loss = p};
        FaultPlan const twice = {.duplicate = p};
        int lost = 0;
        int duplicated = 0;
        constexpr int draws = 40'000;
        for (std::uint64_t i = 0; i < draws; ++i) {
            lost += FaultModel{plan, 3}.fate(datagram(0, 1, i), {}).lost ? 1 : 0;
            duplicated += FaultModel{twice, 3}.fate(datagram(0, 1, i), {}).duplicated ? 1 : 0;
        }
        double const deviation = std::sqrt(draws * p * (1 - p));
        EXPECT_NEAR(lost, draws * p, 5 * deviation);
        EXPECT_NEAR(duplicated, draws * p, 5 * deviation);
    }
}

TEST(FaultModel, OneFaultSaysNothingOfAnother) {
    FaultPlan const plan = {.loss = 0.5, .duplicate = 0.5, .reorder = 0.5, .delay_max = 8ms};
    FaultModel const model{plan, 3};
    int arrived = 0;
    int duplicated = 0;
    int held = 0;
    int slow = 0;
    int held_and_duplicated = 0;
    for (std::uint64_t i = 0; i < 40'000; ++i) {
        Fate const fate = model.fate(datagram(0, 1, i), {});
        if (fate.lost) continue;
        bool const is_held = fate.delay[0] >= 16ms;  // twice the longest delay
        ++arrived;
        duplicated += fate.duplicated ? 1 : 0;
        held += is_held ? 1 : 0;
        slow += fate.delay[0] - (is_held ? 16ms : 0ms) > 4ms ? 1 : 0;
        held_and_duplicated += is_held && fate.duplicated ? 1 : 0;
    }
    EXPECT_NEAR(arrived, 20'000, 500);
    EXPECT_NEAR(duplicated, 10'000, 500);
    EXPECT_NEAR(held, 10'000, 500);
    EXPECT_NEAR(slow, 10'000, 500);
    EXPECT_NEAR(held_and_duplicated, 5'000, 400);
}

TEST(FaultModel, AProbabilityOfZeroIsNeverAndOfOneAlways) {
    FaultPlan const never_plan = {.delay_max = 1ms};
    FaultPlan const lose = {.loss = 1};
    FaultPlan const rest = {.duplicate = 1, .reorder = 1, .delay_max = 1ms};
    for (std::uint64_t i = 0; i < 10'000; ++i) {
        auto const d = datagram(0, 1, i);
        Fate const mild = FaultModel{never_plan, i}.fate(d, {});
        ASSERT_FALSE(mild.lost || mild.duplicated);
        ASSERT_LE(mild.delay[0], 1ms);
        ASSERT_TRUE((FaultModel{lose, i}.fate(d, {}).lost));
        Fate const wild = FaultModel{rest, i}.fate(d, {});
        ASSERT_TRUE(wild.duplicated);
        ASSERT_GE(wild.delay[0], 10ms) << "held for long enough that others pass";
    }
}

TEST(FaultModel, DelaysLieInTheirRangeAndFillIt) {
    FaultPlan const plan = {.duplicate = 0.5, .delay_min = 2ms, .delay_max = 10ms};
    FaultModel const model{plan, 1};
    std::vector<Duration> delays;
    int apart = 0;
    for (std::uint64_t i = 0; i < 10'000; ++i) {
        Fate const fate = model.fate(datagram(0, 1, i), {});
        EXPECT_TRUE(fate.delayed);
        delays.push_back(fate.delay[0]);
        if (!fate.duplicated) continue;
        delays.push_back(fate.delay[1]);
        apart += fate.delay[0] != fate.delay[1] ? 1 : 0;
    }
    auto const [least, most] = std::ranges::minmax(delays);
    EXPECT_GE(least, 2ms);
    EXPECT_LE(most, 10ms);
    EXPECT_LT(least, 2100us);
    EXPECT_GT(most, 9900us);
    EXPECT_GT(apart, 4000) << "a duplicate has a delay of its own";
    EXPECT_EQ(model.delay_max(), Duration{10ms});
}

TEST(FaultModel, AConstantDelayIsConstant) {
    FaultPlan const plan = {.delay_min = 5ms, .delay_max = 5ms};
    for (std::uint64_t i = 0; i < 1000; ++i)
        ASSERT_EQ((FaultModel{plan, i}.fate(datagram(0, 1, i), {}).delay[0]), Duration{5ms});
}

TEST(FaultModel, NoDelayIsLongerThanItSays) {
    FaultPlan const plan = everything();
    FaultModel const model{plan, 1};
    Duration longest{0};
    for (std::uint64_t i = 0; i < 10'000; ++i)
        for (Duration const d : model.fate(datagram(0, 1, i), {}).delay)
            longest = std::max(longest, d);
    EXPECT_LE(longest, model.delay_max());
    EXPECT_GT(longest, Duration{20ms}) << "what is reordered is held";
}

TEST(FaultModel, SparesWhatOneSendsToOneself) {
    FaultPlan const plan = {.loss = 1};
    EXPECT_FALSE((FaultModel{plan, 1}.fate(datagram(2, 2, 1), {}).lost));
}

TEST(FaultModel, ACutIsOneWayAndHasDates) {
    FaultPlan plan;
    plan.cuts = {{process(0), process(1), {Time{1s}, Time{3s}}}};
    FaultModel const model{plan, 1};
    EXPECT_FALSE(model.fate(datagram(0, 1, 1), Time{1s} - Duration{1}).lost);
    EXPECT_TRUE(model.fate(datagram(0, 1, 1), Time{1s}).lost);
    EXPECT_TRUE(model.fate(datagram(0, 1, 1), Time{3s} - Duration{1}).lost);
    EXPECT_FALSE(model.fate(datagram(0, 1, 1), Time{3s}).lost);
    EXPECT_FALSE(model.fate(datagram(1, 0, 1), Time{2s}).lost) << "the way back";
    EXPECT_FALSE(model.fate(datagram(0, 2, 1), Time{2s}).lost);
}

TEST(FaultModel, APartitionPartsItsGroupsAndNobodyElse) {
    FaultPlan plan;
    plan.partitions = {{{{process(0), process(1)}, {process(2)}}, {Time{1s}, Time{2s}}}};
    FaultModel const model{plan, 1};
    auto const lost = [&model](std::uint32_t a, std::uint32_t b, Time t) {
        return model.fate(datagram(a, b, 1), t).lost;
    };
    Time const during{1500ms};
    EXPECT_TRUE(lost(0, 2, during) && lost(2, 0, during) && lost(1, 2, during));
    EXPECT_FALSE(lost(0, 1, during) || lost(1, 0, during)) << "within a group";
    for (std::uint32_t p = 0; p < 3; ++p)
        EXPECT_FALSE(lost(p, 3, during) || lost(3, p, during)) << "who is in no group hears all";
    EXPECT_FALSE(lost(0, 2, Time{}) || lost(0, 2, Time{2s}));
}

}  // namespace
}  // namespace conclave::net
