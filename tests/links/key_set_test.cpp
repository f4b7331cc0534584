#include "links/key_set.hpp"

#include <gtest/gtest.h>
#include <string>

#include "core/process_id.hpp"

namespace conclave {
namespace {

TEST(KeySet, RemembersKeysInAnyOrder) {
    KeySet<int> keys;
    for (int const key : {5, 1, 3, 4, 9}) EXPECT_TRUE(keys.insert(key)) << key;
    for (int const key : {5, 1, 3, 4, 9}) EXPECT_FALSE(keys.insert(key)) << key;
    for (int key = -1; key <= 11; ++key)
        EXPECT_EQ(keys.contains(key), key == 1 || (key >= 3 && key <= 5) || key == 9) << key;
    EXPECT_EQ(keys.runs(), 3U);
    keys.insert(2);
    EXPECT_EQ(keys.runs(), 2U) << "1..5 and 9";
}

TEST(KeySet, TakesTheMemoryOfOneKeyForThoseThatFollowOneAnother) {
    KeySet<std::uint64_t> up;
    KeySet<std::uint64_t> down;
    for (std::uint64_t key = 1; key <= 1000; ++key) {
        up.insert(key);
        down.insert(1001 - key);
        EXPECT_EQ(up.runs(), 1U);
        EXPECT_EQ(down.runs(), 1U);
    }
    KeySet<std::uint64_t> every_other;
    for (std::uint64_t key = 0; key < 100; key += 2) every_other.insert(key);
    EXPECT_EQ(every_other.runs(), 50U);
    for (std::uint64_t key = 1; key < 99; key += 2) every_other.insert(key);
    EXPECT_EQ(every_other.runs(), 1U);
}

TEST(KeySet, CountsPairsByTheirSecondHalf) {
    KeySet<std::pair<ProcessId, std::uint32_t>> names;
    for (std::uint32_t number = 1; number <= 10; ++number)
        for (std::uint32_t p = 0; p < 3; ++p) names.insert({process(p), number});
    EXPECT_EQ(names.runs(), 3U);
    EXPECT_TRUE(names.contains({process(2), 10}));
    EXPECT_FALSE(names.contains({process(2), 11}));
    EXPECT_FALSE(names.contains({process(3), 1}));
}

TEST(KeySet, EndsWithTheLastKeyThereIs) {
    KeySet<std::uint8_t> bytes;
    bytes.insert(255);
    bytes.insert(0);
    EXPECT_EQ(bytes.runs(), 2U) << "0 does not follow 255";
    KeySet<std::string> words;
    words.insert("a");
    words.insert("b");
    EXPECT_EQ(words.runs(), 2U) << "who knows what lies between";
    EXPECT_FALSE(words.contains("ab"));
}

}  // namespace
}  // namespace conclave
