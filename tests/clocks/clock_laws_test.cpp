#include <gtest/gtest.h>
#include <set>

#include "clocks/hybrid_clock.hpp"
#include "clocks/lamport_clock.hpp"
#include "clocks/matrix_clock.hpp"
#include "clocks/vector_clock.hpp"
#include "core/wire.hpp"
#include "support/execution.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t clock_size = 4;

template <class Clock>
Clock zero() {
    if constexpr (std::is_constructible_v<Clock, std::uint32_t> &&
                  !std::same_as<Clock, LamportClock>)
        return Clock{clock_size};
    else
        return Clock{};
}

/// What a clock may show after a few random events: small numbers, so that equal ones and
/// unordered ones are frequent.
template <class Clock>
Clock random_value(Random& random) {
    std::vector<Clock> clocks(clock_size, zero<Clock>());
    for (auto events = random.below(12); events > 0; --events) {
        auto const p = process(random.below(clock_size));
        Time const physical{1ms * static_cast<std::int64_t>(random.below(4))};
        if (random.chance(0.5)) {
            clocks[index(p)].tick(p, physical);
        } else {
            auto const from = process(random.below(clock_size));
            clocks[index(p)].receive(p, from, Clock{clocks[index(from)]}, physical);
        }
    }
    return clocks[random.below(clock_size)];
}

template <class Clock>
Clock merged(Clock a, Clock const& b) {
    a.merge(b);
    return a;
}

template <class Clock>
class ClockLaws : public testing::Test {
protected:
    /// Calls it with three random values, many times.
    template <class Law>
    void for_all(Law const& law) {
        Random random{7, 0};
        for (int i = 0; i < 2000 && !this->HasFailure(); ++i) {
            auto const a = random_value<Clock>(random);
            auto const b = random_value<Clock>(random);
            auto const c = random_value<Clock>(random);
            law(a, b, c, random);
        }
    }
};

using Clocks = testing::Types<LamportClock, VectorClock, MatrixClock, HybridClock>;
TYPED_TEST_SUITE(ClockLaws, Clocks);

static_assert(ClockValue<LamportClock> && ClockValue<VectorClock> && ClockValue<MatrixClock> &&
              ClockValue<HybridClock>);

TYPED_TEST(ClockLaws, MergeIsIdempotent) {
    this->for_all([](auto const& a, auto const&, auto const&, Random&) {
        EXPECT_EQ(merged(a, a), a) << to_string(a);
    });
}

TYPED_TEST(ClockLaws, MergeIsCommutative) {
    this->for_all([](auto const& a, auto const& b, auto const&, Random&) {
        EXPECT_EQ(merged(a, b), merged(b, a)) << to_string(a) << ' ' << to_string(b);
    });
}

TYPED_TEST(ClockLaws, MergeIsAssociative) {
    this->for_all([](auto const& a, auto const& b, auto const& c, Random&) {
        EXPECT_EQ(merged(merged(a, b), c), merged(a, merged(b, c)));
    });
}

/// The least upper bound: not less than either, and not greater than any other that is not.
TYPED_TEST(ClockLaws, MergeIsTheJoinOfTheOrder) {
    int above = 0;
    this->for_all([&](auto const& a, auto const& b, auto const& c, Random&) {
        auto const join = merged(a, b);
        EXPECT_TRUE(a <= join && b <= join) << to_string(a) << ' ' << to_string(b);
        EXPECT_EQ(a <= b, join == b);
        if (!(a <= c && b <= c)) return;
        ++above;
        EXPECT_LE(join, c);
    });
    EXPECT_GT(above, 50);
}

TYPED_TEST(ClockLaws, MergeWithNothingChangesNothing) {
    this->for_all([](auto const& a, auto const&, auto const&, Random&) {
        EXPECT_EQ(merged(a, TypeParam{}), a);
        EXPECT_EQ(merged(TypeParam{}, a), a);
    });
}

TYPED_TEST(ClockLaws, LC1_VC1_MC1_HLC1_ATickIsMonotone) {
    this->for_all([](auto const& a, auto const&, auto const&, Random& random) {
        auto after = a;
        after.tick(process(random.below(clock_size)),
                   Time{1ms * static_cast<int>(random.below(6))});
        EXPECT_LT(a, after) << to_string(a) << ' ' << to_string(after);
    });
}

TYPED_TEST(ClockLaws, LC1_VC1_MC1_HLC1_AReceiptIsPastItselfAndTheMessage) {
    this->for_all([](auto const& a, auto const& b, auto const&, Random& random) {
        auto after = a;
        auto const self = process(random.below(clock_size));
        Time const physical{1ms * static_cast<int>(random.below(6))};
        after.receive(self, process(random.below(clock_size)), b, physical);
        EXPECT_LT(a, after) << to_string(a) << ' ' << to_string(after);
        EXPECT_LT(b, after) << to_string(b) << ' ' << to_string(after);
    });
}

TYPED_TEST(ClockLaws, TheOrderIsAnOrder) {
    this->for_all([](auto const& a, auto const& b, auto const& c, Random&) {
        EXPECT_FALSE(a < a);
        EXPECT_FALSE(a < b && b < a);
        if (a < b && b < c) {
            EXPECT_LT(a, c);
        }
        EXPECT_EQ(a == b, a <= b && b <= a);
        EXPECT_EQ((a <=> b) == std::partial_ordering::less, b > a);
    });
}

TYPED_TEST(ClockLaws, AValueSurvivesTheWire) {
    this->for_all([](auto const& a, auto const& b, auto const&, Random&) {
        auto const bytes = encode(a);
        auto const again = decode<TypeParam>(view(bytes));
        ASSERT_TRUE(again);
        EXPECT_EQ(*again, a);
        EXPECT_EQ(to_string(*again), to_string(a));
        EXPECT_TRUE(b.fits(*again));
    });
}

/// Whatever came from the network: what fits can be received.
TYPED_TEST(ClockLaws, SpoiltBytesDoNotFitOrDoNoHarm) {
    int fitted = 0;
    int refused = 0;
    this->for_all([&](auto const& a, auto const&, auto const&, Random& random) {
        auto bytes = encode(a);
        for (auto spoilt = random.below(3); spoilt > 0; --spoilt)
            bytes[random.below(bytes.size())] = static_cast<std::byte>(random.below(256));
        if (random.chance(0.2)) bytes.pop_back();
        auto const value = decode<TypeParam>(view(bytes));
        bool const fits = value && zero<TypeParam>().fits(*value);
        ++(fits ? fitted : refused);
        if (!fits) return;
        auto after = zero<TypeParam>();
        after.receive(process(0), process(1), *value, Time{});
        EXPECT_LT(*value, after);
    });
    EXPECT_GT(fitted, 100);
    EXPECT_GT(refused, 100);
}

/// The clock of every event of a random execution.
template <class Clock>
std::vector<Clock> clocks_of(Execution const& execution, Random& random) {
    std::vector<Clock> now(clock_size, zero<Clock>());
    std::vector<Clock> clocks;
    Time time{};
    for (auto const& event : execution.events()) {
        time += 1us * static_cast<int>(random.below(3));
        auto const p = event.process;
        Time const physical = time + 1us * static_cast<int>(random.below(5) * index(p));  // wrong
        if (event.cause)
            now[index(p)].receive(p, execution.events()[*event.cause].process, clocks[*event.cause],
                                  physical);
        else
            now[index(p)].tick(p, physical);
        clocks.push_back(now[index(p)]);
    }
    return clocks;
}

TYPED_TEST(ClockLaws, LC1_VC1_MC1_HLC1_WhatHappenedBeforeIsLess) {
    Random random{3, 0};
    int pairs = 0;
    for (Seed seed = 1; seed <= 40; ++seed) {
        Execution const execution{clock_size, 60, seed};
        auto const clocks = clocks_of<TypeParam>(execution, random);
        for (std::size_t f = 0; f < clocks.size(); ++f)
            for (std::size_t e = 0; e < f; ++e)
                if (execution.happened_before(e, f)) {
                    ++pairs;
                    ASSERT_LT(clocks[e], clocks[f]) << e << ' ' << f << ", seed " << seed;
                }
    }
    EXPECT_GT(pairs, 10'000);
}

/// "VC2: vector order is causality", in both directions; and so of a matrix's own rows.
template <class Clock, class Row>
void expect_order_is_causality(Row const& row) {
    Random random{3, 0};
    int unordered = 0;
    for (Seed seed = 1; seed <= 40; ++seed) {
        Execution const execution{clock_size, 60, seed};
        auto const clocks = clocks_of<Clock>(execution, random);
        for (std::size_t e = 0; e < clocks.size(); ++e)
            for (std::size_t f = 0; f < clocks.size(); ++f) {
                bool const less = row(clocks[e], execution.events()[e].process) <
                                  row(clocks[f], execution.events()[f].process);
                ASSERT_EQ(less, execution.happened_before(e, f)) << e << ' ' << f << ' ' << seed;
                unordered += !less && e < f ? 1 : 0;
            }
    }
    EXPECT_GT(unordered, 1000);
}

TEST(VectorOrder, VC1_VC2_IsCausality) {
    expect_order_is_causality<VectorClock>([](auto const& clock, ProcessId) { return clock; });
}

TEST(MatrixOrder, MC1_OfOwnRowsIsCausality) {
    expect_order_is_causality<MatrixClock>(
        [](auto const& clock, ProcessId p) { return clock.row(p); });
}

TEST(LamportOrder, LC2_WithTheProcessIsTotal) {
    Random random{5, 0};
    for (Seed seed = 1; seed <= 40; ++seed) {
        Execution const execution{clock_size, 60, seed};
        auto const clocks = clocks_of<LamportClock>(execution, random);
        std::set<std::pair<std::uint64_t, ProcessId>> places;
        for (std::size_t e = 0; e < clocks.size(); ++e)
            places.emplace(clocks[e].count(), execution.events()[e].process);
        EXPECT_EQ(places.size(), clocks.size());
    }
}

/// "The converse does not hold": Lamport's own remark about his clocks.
TEST(LamportOrder, IsMoreThanCausality) {
    Random random{5, 0};
    Execution const execution{clock_size, 60, 1};
    auto const clocks = clocks_of<LamportClock>(execution, random);
    int ordered_by_chance = 0;
    for (std::size_t e = 0; e < clocks.size(); ++e)
        for (std::size_t f = 0; f < clocks.size(); ++f)
            ordered_by_chance += clocks[e] < clocks[f] && !execution.happened_before(e, f) ? 1 : 0;
    EXPECT_GT(ordered_by_chance, 0);
}

}  // namespace
}  // namespace conclave::test
