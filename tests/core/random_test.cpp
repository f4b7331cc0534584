#include "core/random.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <vector>

namespace conclave {
namespace {

using namespace std::chrono_literals;

// The vectors that Random123, the authors' own library, tests itself with (kat_vectors).
TEST(Philox, AgreesWithTheAuthorsKnownAnswers) {
    using Block = Philox::Block;
    EXPECT_EQ(Philox::block({0, 0, 0, 0}, 0),
              (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    constexpr std::uint32_t ones = 0xffffffff;
    EXPECT_EQ(Philox::block({ones, ones, ones, ones}, ~std::uint64_t{0}),
              (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    // Digits of pi; the key's first word, a4093822, is the low half of ours.
    EXPECT_EQ(Philox::block({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0x299f31d0'a4093822),
              (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, IsAConstantExpression) {
    static_assert(Philox::block({0, 0, 0, 0}, 0)[0] == 0x6627e8d5);
    SUCCEED();
}

// Worked out by an independent implementation: what every machine must draw.
TEST(Random, DrawsTheSameOnEveryMachine) {
    Random bits{42, 7};
    EXPECT_EQ(bits.bits(), 0x5bbd83b168784c85U);
    EXPECT_EQ(bits.bits(), 0x172067aa2e6b75b7U);
    EXPECT_EQ(bits.bits(), 0x4c78c45f5281c34eU);
    EXPECT_EQ(bits.bits(), 0x1a41a83baed20ef5U);

    Random below{42, 7};
    std::vector<std::uint64_t> drawn(10);
    for (auto& x : drawn) x = below.below(100);
    EXPECT_EQ(drawn, (std::vector<std::uint64_t>{35, 9, 29, 10, 32, 21, 39, 7, 63, 2}));

    Random unit{42, 7};
    EXPECT_EQ(unit.unit(), 0.3583605106473168);
    EXPECT_EQ(unit.unit(), 0.09033821015183974);

    Random between{42, 7};
    EXPECT_EQ(between.between(Duration{1000}, Duration{2000}), Duration{1358});
    EXPECT_EQ(between.between(Duration{1000}, Duration{2000}), Duration{1090});

    Random shuffle{42, 7};
    std::vector<int> items(10);
    std::iota(items.begin(), items.end(), 0);
    shuffle.shuffle(items);
    EXPECT_EQ(items, (std::vector<int>{7, 9, 6, 4, 5, 1, 8, 2, 0, 3}));
}

TEST(Random, StreamsOfOneSeedAreIndependent) {
    // A draw from one stream does not shift another ...
    Random alone{1, 2};
    Random first{1, 1};
    Random second{1, 2};
    for (int i = 0; i < 100; ++i) {
        first.bits();
        EXPECT_EQ(second.bits(), alone.bits());
    }
    // ... and their bits agree no more often than coins: 100'000 * 64 bits, five deviations.
    Random a{9, 1};
    Random b{9, 2};
    std::int64_t equal = 0;
    for (int i = 0; i < 100'000; ++i) equal += 64 - std::popcount(a.bits() ^ b.bits());
    EXPECT_NEAR(static_cast<double>(equal), 3'200'000, 5 * 1265);
}

TEST(Random, SeedsAndStreamsGiveDifferentDraws) {
    std::vector<std::uint64_t> firsts;
    for (std::uint64_t seed = 0; seed < 100; ++seed)
        for (std::uint64_t stream = 0; stream < 100; ++stream)
            firsts.push_back(Random{seed, stream}.bits());
    std::ranges::sort(firsts);
    EXPECT_EQ(std::ranges::adjacent_find(firsts), firsts.end());
}

double chi_square(std::vector<int> const& counts) {
    double const expected =
        std::accumulate(counts.begin(), counts.end(), 0.0) / static_cast<double>(counts.size());
    double sum = 0;
    for (int const count : counts) sum += (count - expected) * (count - expected) / expected;
    return sum;
}

TEST(Random, BelowIsUniform) {
    for (Seed const seed : {1U, 2U, 3U}) {
        Random random{seed, 0};
        std::vector<int> counts(10);
        for (int i = 0; i < 100'000; ++i) ++counts[random.below(10)];
        EXPECT_LT(chi_square(counts), 27.88) << seed;  // 9 degrees of freedom, 99.9 %
        EXPECT_GT(chi_square(counts), 1.15) << seed;   // too even is not random either
    }
}

TEST(Random, BelowHasNoBiasEvenWhereTheBoundIsHuge) {
    // With 3 * 2^62 a generator that rejects nothing gives half of its draws to one residue of
    // three, and one that takes the remainder gives half of them to the first third.
    constexpr std::uint64_t bound = 3ULL << 62U;
    Random random{5, 0};
    std::vector<int> residues(3);
    std::vector<int> thirds(3);
    for (int i = 0; i < 30'000; ++i) {
        std::uint64_t const x = random.below(bound);
        ASSERT_LT(x, bound);
        ++residues[x % 3];
        ++thirds[x >> 62U];
    }
    EXPECT_LT(chi_square(residues), 13.8);  // 2 degrees of freedom, 99.9 %
    EXPECT_LT(chi_square(thirds), 13.8);
}

TEST(Random, StaysWithinItsBounds) {
    Random random{3, 3};
    bool first = false;
    bool last = false;
    for (int i = 0; i < 10'000; ++i) {
        ASSERT_EQ(random.below(1), 0U);
        double const unit = random.unit();
        ASSERT_GE(unit, 0.0);
        ASSERT_LT(unit, 1.0);
        Duration const d = random.between(Duration{-2}, Duration{2});
        ASSERT_LE(std::abs(d.count()), 2);
        first = first || d == Duration{-2};
        last = last || d == Duration{2};
    }
    EXPECT_TRUE(first && last) << "both ends are included";
    EXPECT_EQ(random.between(Duration{7}, Duration{7}), Duration{7});
}

TEST(Random, ChanceIsAsOftenTrueAsItsProbability) {
    Random random{4, 4};
    int hits = 0;
    for (int i = 0; i < 100'000; ++i) {
        ASSERT_FALSE(random.chance(0.0));
        ASSERT_TRUE(random.chance(1.0));
        hits += random.chance(0.3) ? 1 : 0;
    }
    EXPECT_NEAR(hits, 30'000, 5 * 145);
}

TEST(Random, ShufflesToEveryOrderEquallyOften) {
    Random random{6, 0};
    std::vector<int> counts(6);
    for (int i = 0; i < 60'000; ++i) {
        std::vector<int> items{0, 1, 2};
        random.shuffle(items);
        ASSERT_TRUE(std::ranges::is_permutation(items, std::vector{0, 1, 2}));
        ++counts[static_cast<std::size_t>(items[0] * 2 + (items[1] > items[2] ? 1 : 0))];
    }
    EXPECT_LT(chi_square(counts), 20.5);  // 5 degrees of freedom, 99.9 %
}

TEST(RandomDeathTest, RefusesToDrawFromNothing) {
    Random random{1, 1};
    EXPECT_DEATH(random.below(0), "a draw from nothing");
    EXPECT_DEATH(random.between(Duration{2}, Duration{1}), "a draw from an empty range");
}

}  // namespace
}  // namespace conclave
