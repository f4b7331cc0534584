#include "clocks/differential_vector_clock.hpp"

#include <gtest/gtest.h>
#include <memory>

#include "support/execution.hpp"
#include "support/lone_process.hpp"

namespace conclave::test {
namespace {

using Entries = std::vector<std::pair<ProcessId, std::uint64_t>>;

struct ClockStack final : Stack {
    explicit ClockStack(Context& ctx) : clock{ctx, Kept::on_stable_storage} {}
    DifferentialVectorClock clock;
};
using Owner = LoneProcess<ClockStack>;

std::unique_ptr<Owner> owner(std::uint32_t self, std::uint32_t n) {
    return std::make_unique<Owner>(self, n,
                                   [](Context& ctx) { return std::make_unique<ClockStack>(ctx); });
}

Entries stamp(Owner& owner, std::uint32_t to) {
    owner->clock.tick();
    auto const bytes = owner->clock.stamp_for(process(to));
    return decode<Entries>(view(bytes)).value();
}
bool receive(Owner& owner, std::uint32_t from, Entries const& entries) {
    auto const bytes = encode(entries);
    return owner->clock.receive(process(from), view(bytes));
}
Entries entries(std::initializer_list<std::pair<std::uint32_t, std::uint64_t>> all) {
    Entries list;
    for (auto const& [p, count] : all) list.emplace_back(process(p), count);
    return list;
}

// Singhal and Kshemkalyani 1992, §3: "when a process Pi sends a message to Pj, it piggybacks only
// those entries of its vector clock that differ since the last message sent to Pj".
TEST(DifferentialVectorClock, VC1_SendsOnlyWhatChangedSinceTheLastMessageToTheSameReceiver) {
    auto const p = owner(1, 4);
    EXPECT_EQ(stamp(*p, 0), entries({{1, 1}}));
    ASSERT_TRUE(receive(*p, 2, entries({{2, 5}, {3, 1}})));
    EXPECT_EQ(p->stack().clock.words(), "[0 2 5 1]");
    EXPECT_EQ(stamp(*p, 0), entries({{1, 3}, {2, 5}, {3, 1}}));
    EXPECT_EQ(stamp(*p, 0), entries({{1, 4}}));                  // the rest is known there
    EXPECT_EQ(stamp(*p, 3), entries({{1, 5}, {2, 5}, {3, 1}}));  // but not here
}

// An entry that changes at the receipt that follows a sending has changed after it.
TEST(DifferentialVectorClock, VC1_WhatChangesRightAfterASendingIsNotLeftOut) {
    auto const p = owner(0, 3);
    EXPECT_EQ(stamp(*p, 1), entries({{0, 1}}));
    ASSERT_TRUE(receive(*p, 2, entries({{2, 1}})));
    EXPECT_EQ(stamp(*p, 1), entries({{0, 3}, {2, 1}}));
}

TEST(DifferentialVectorClock, VC3_AnOldEntryChangesNothing) {
    auto const p = owner(0, 3);
    ASSERT_TRUE(receive(*p, 2, entries({{2, 4}})));
    ASSERT_TRUE(receive(*p, 1, entries({{1, 1}, {2, 3}})));
    EXPECT_EQ(p->stack().clock.words(), "[2 1 4]");
}

TEST(DifferentialVectorClock, RefusesWhatMakesNoSense) {
    auto const p = owner(0, 3);
    EXPECT_FALSE(receive(*p, 1, entries({{1, 1}, {3, 1}})));  // there is no p3
    EXPECT_FALSE(receive(*p, 1, entries({{1, clock_count_max}})));
    EXPECT_FALSE(p->stack().clock.receive(process(1), {}));
    EXPECT_EQ(p->stack().clock.words(), "[0 0 0]");
}

// What was on its way may be lost: everything is sent again.
TEST(DifferentialVectorClock, GoesOnAfterACrashWhereItStood) {
    auto const p = owner(0, 3);
    ASSERT_TRUE(receive(*p, 2, entries({{2, 4}})));
    EXPECT_EQ(stamp(*p, 1), entries({{0, 2}, {2, 4}}));
    p->crash();
    p->recover();
    EXPECT_EQ(p->stack().clock.words(), "[2 0 4]");
    EXPECT_EQ(stamp(*p, 1), entries({{0, 3}, {2, 4}}));
    EXPECT_EQ(stamp(*p, 1), entries({{0, 4}}));
}

struct Difference {
    int events{0};   // that read otherwise than a vector clock
    int entries{0};  // that were sent
    int sendings{0};
};

/// The same execution under both.
Difference against_vector_clocks(Execution const& execution, std::uint32_t n) {
    std::vector<std::unique_ptr<Owner>> owners;
    for (std::uint32_t p = 0; p < n; ++p) owners.push_back(owner(p, n));
    std::vector<VectorClock> now(n, VectorClock{n});
    std::vector<VectorClock> full;
    std::vector<Bytes> stamps;
    Difference difference;
    for (auto const& event : execution.events()) {
        auto const p = index(event.process);
        auto& clock = owners[p]->stack().clock;
        if (event.cause) {
            auto const from = execution.events()[*event.cause].process;
            EXPECT_TRUE(clock.receive(from, view(stamps[*event.cause])));
            now[p].receive(event.process, from, full[*event.cause], {});
        } else {
            clock.tick();
            now[p].tick(event.process, {});
        }
        stamps.push_back(event.to ? clock.stamp_for(*event.to) : Bytes{});
        full.push_back(now[p]);
        if (event.to) {
            ++difference.sendings;
            difference.entries +=
                static_cast<int>(decode<Entries>(view(stamps.back())).value().size());
        }
        difference.events += clock.words() == to_string(now[p]) ? 0 : 1;
    }
    return difference;
}

TEST(DifferentialVectorClock, VC1_VC2_VC3_OverFifoLinksItIsTheVectorClock) {
    Difference sum;
    constexpr std::uint32_t n = 6;
    for (Seed seed = 1; seed <= 30; ++seed) {
        auto const one = against_vector_clocks(Execution{n, 200, seed, true}, n);
        ASSERT_EQ(one.events, 0) << "seed " << seed;
        sum.entries += one.entries;
        sum.sendings += one.sendings;
    }
    EXPECT_GT(sum.sendings, 1000);
    EXPECT_LT(sum.entries, sum.sendings * static_cast<int>(n) * 8 / 10);  // and it sends less
}

TEST(DifferentialVectorClock, VC1_OverOtherLinksItIsNot) {
    int wrong = 0;
    for (Seed seed = 1; seed <= 30; ++seed)
        wrong += against_vector_clocks(Execution{6, 200, seed, false}, 6).events > 0 ? 1 : 0;
    EXPECT_GT(wrong, 15);
}

}  // namespace
}  // namespace conclave::test
