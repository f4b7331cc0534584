#include "core/wire.hpp"

#include <deque>
#include <gtest/gtest.h>
#include <limits>
#include <list>

#include "core/random.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;

enum class Colour : std::uint16_t { red = 1, green = 0x0203 };

struct Point {
    std::int32_t x{0};
    std::int32_t y{0};
    bool operator==(Point const&) const = default;
};

struct Outside {  // serialised by a free function, as one does with a type that is not ours
    Outside() = default;
    explicit Outside(std::uint8_t v) : value{v} {}
    std::uint8_t value{0};
    bool operator==(Outside const&) const = default;
};
template <class Archive>
void serialize(Archive& ar, Outside& outside, unsigned) {
    ar& outside.value;
}

/// As plain as a message can be, and with as many fields.
struct Nothing {
    bool operator==(Nothing const&) const = default;
};
struct Ten {
    std::uint8_t a{1};
    std::string b{"two"};
    std::vector<Point> c{};
    std::optional<Point> d{};
    Bytes e{};
    Time f{};
    Duration g{};
    std::map<ProcessId, std::int32_t> h{};
    std::array<std::uint16_t, 2> i{};
    bool j{false};
    bool operator==(Ten const&) const = default;
};
/// The same fields, told by hand.
struct TenByHand : Ten {
    TenByHand() = default;
    explicit TenByHand(Ten const& ten) : Ten{ten} {}
    template <class Archive>
    void serialize(Archive& ar, unsigned) {
        ar & a & b & c & d & e & f & g & h & i & j;
    }
};

struct Everything {
    bool yes{false};
    char letter{'a'};
    std::int8_t tiny{0};
    std::uint16_t small{0};
    std::int32_t medium{0};
    std::uint64_t large{0};
    float single{0};
    double twice{0};
    Colour colour{Colour::red};
    ProcessId process{};
    Duration duration{};
    Time time{};
    std::string text{};
    Bytes bytes{};
    std::vector<std::uint32_t> numbers{};
    std::vector<bool> flags{};
    std::vector<Point> points{};
    std::vector<std::vector<std::string>> nested{};
    std::deque<std::int16_t> queue{};
    std::list<ProcessId> list{};
    std::map<std::string, std::vector<int>> map{};
    std::set<ProcessId> set{};
    std::optional<Point> maybe{};
    std::optional<std::optional<int>> perhaps{};
    std::tuple<int, std::string, Colour> tuple{};
    std::pair<ProcessId, bool> pair{};
    std::array<std::uint16_t, 3> array{};
    Outside outside{};
    bool operator==(Everything const&) const = default;

    template <class Archive>
    void serialize(Archive& ar, unsigned) {
        ar& yes& letter& tiny& small& medium& large& single& twice& colour& process& duration;
        ar& time& text& bytes& numbers& flags& points& nested& queue& list& map& set& maybe;
        ar& perhaps& tuple& pair& array& outside;
    }
};

Everything sample() {
    return {.yes = true,
            .letter = 'z',
            .tiny = -128,
            .small = 0xFFFE,
            .medium = std::numeric_limits<std::int32_t>::min(),
            .large = std::numeric_limits<std::uint64_t>::max(),
            .single = 1.5F,
            .twice = -0.1,
            .colour = Colour::green,
            .process = process(4'000'000'000),
            .duration = -3s,
            .time = never,
            .text = std::string{"a\0b", 3},
            .bytes = Bytes(100, std::byte{7}),
            .numbers = {1, 2, 3},
            .flags = {true, false, true},
            .points = {{1, -1}, {2, -2}},
            .nested = {{}, {"one", ""}, {"two"}},
            .queue = {-1, 2},
            .list = {process(1), process(0)},
            .map = {{"a", {1}}, {"", {}}},
            .set = {process(3), process(5)},
            .maybe = Point{3, 4},
            .perhaps = std::optional<int>{},
            .tuple = {1, "t", Colour::red},
            .pair = {process(9), true},
            .array = {1, 2, 3},
            .outside = Outside{200}};
}

Bytes bytes(std::initializer_list<int> values) {
    Bytes all;
    for (int const value : values) all.push_back(static_cast<std::byte>(value));
    return all;
}

TEST(Wire, BringsEveryKindOfValueThere) {
    auto const there = decode<Everything>(view(encode(sample())));
    ASSERT_TRUE(there);
    EXPECT_EQ(*there, sample());
    auto const empty = decode<Everything>(view(encode(Everything{})));
    ASSERT_TRUE(empty);
    EXPECT_EQ(*empty, Everything{});
}

TEST(Wire, WritesNumbersLittleEndianAndOfFixedWidth) {
    EXPECT_EQ(encode(std::uint32_t{0x01020304}), bytes({4, 3, 2, 1}));
    EXPECT_EQ(encode(std::int16_t{-2}), bytes({0xFE, 0xFF}));
    EXPECT_EQ(encode(std::uint64_t{0x0102030405060708}), bytes({8, 7, 6, 5, 4, 3, 2, 1}));
    EXPECT_EQ(encode(true), bytes({1}));
    EXPECT_EQ(encode(Colour::green), bytes({3, 2}));
    EXPECT_EQ(encode(process(258)), bytes({2, 1, 0, 0}));
    EXPECT_EQ(encode(Duration{-1}), bytes({255, 255, 255, 255, 255, 255, 255, 255}));
    EXPECT_EQ(encode(Time{Duration{5}}), bytes({5, 0, 0, 0, 0, 0, 0, 0}));
    EXPECT_EQ(encode(1.0), bytes({0, 0, 0, 0, 0, 0, 0xF0, 0x3F}));
}

TEST(Wire, WritesCountsBeforeContainersAndAFlagBeforeAnOptional) {
    EXPECT_EQ(encode(std::string{"ab"}), bytes({2, 0, 0, 0, 'a', 'b'}));
    EXPECT_EQ(encode(std::vector<std::uint16_t>{1, 2}), bytes({2, 0, 0, 0, 1, 0, 2, 0}));
    EXPECT_EQ(encode(std::map<std::uint8_t, std::uint8_t>{{2, 20}, {1, 10}}),
              bytes({2, 0, 0, 0, 1, 10, 2, 20}));
    EXPECT_EQ(encode(std::optional<std::uint8_t>{}), bytes({0}));
    EXPECT_EQ(encode(std::optional<std::uint8_t>{9}), bytes({1, 9}));
    EXPECT_EQ(encode(std::tuple<std::uint8_t, bool>{7, false}), bytes({7, 0}));
    EXPECT_EQ(encode(std::array<std::uint8_t, 2>{1, 2}), bytes({1, 2})) << "no count";
    EXPECT_EQ(encode(Point{1, 2}), bytes({1, 0, 0, 0, 2, 0, 0, 0})) << "nothing but its fields";
}

TEST(Wire, AnyTruncationFailsToDecode) {
    Bytes const whole = encode(sample());
    for (std::size_t size = 0; size < whole.size(); ++size)
        ASSERT_FALSE(decode<Everything>(view(whole).first(size))) << size;
}

TEST(Wire, ATrailingByteFailsToDecode) {
    Bytes more = encode(sample());
    more.push_back(std::byte{0});
    EXPECT_FALSE(decode<Everything>(view(more)));
    EXPECT_FALSE(decode<bool>(view(bytes({1, 0}))));
}

TEST(Wire, ABoolOfTwoIsRefused) {
    EXPECT_EQ(decode<bool>(view(bytes({0}))), false);
    EXPECT_EQ(decode<bool>(view(bytes({1}))), true);
    EXPECT_FALSE(decode<bool>(view(bytes({2}))));
    EXPECT_FALSE(decode<std::optional<std::uint8_t>>(view(bytes({2, 9}))));
    EXPECT_FALSE(decode<std::vector<bool>>(view(bytes({2, 0, 0, 0, 1, 3}))));
}

template <class Container>
std::size_t room_after_reading(BytesView in) {
    Container container;
    Reader reader{in};
    reader.visit(container);
    EXPECT_FALSE(reader.ok());
    if constexpr (requires { container.capacity(); })
        return container.capacity();
    else
        return container.size();
}

TEST(Wire, AHostileCountAllocatesNothing) {
    Bytes const hostile = bytes({0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4});
    EXPECT_EQ(room_after_reading<std::vector<std::uint64_t>>(view(hostile)), 0U);
    EXPECT_EQ(room_after_reading<std::vector<std::string>>(view(hostile)), 0U);
    EXPECT_EQ(room_after_reading<std::vector<bool>>(view(hostile)), 0U);
    EXPECT_EQ(room_after_reading<std::set<ProcessId>>(view(hostile)), 0U);
    EXPECT_EQ((room_after_reading<std::map<int, int>>(view(hostile))), 0U);
    EXPECT_EQ(room_after_reading<std::string>(view(hostile)), std::string{}.capacity());
    EXPECT_EQ(room_after_reading<Bytes>(view(hostile)), Bytes{}.capacity());
    // One byte too few for the last element is no better.
    EXPECT_EQ(room_after_reading<std::vector<std::uint32_t>>(
                  view(bytes({2, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7}))),
              0U);
}

TEST(Wire, AfterTheFirstNonsenseEverythingReadsAsNothing) {
    Bytes const in = bytes({2, 42, 1, 0, 0, 0, 'x'});
    Reader reader{view(in)};
    bool flag = false;
    std::uint8_t number = 1;
    std::string text{"left over"};
    reader& flag& number& text;
    EXPECT_FALSE(reader.ok());
    EXPECT_EQ(number, 0);
    EXPECT_EQ(text, "");
}

TEST(Wire, WhateverDecodesIsAValueThatComesBack) {
    Random random{1, 1};
    Bytes const whole = encode(sample());
    int decoded = 0;
    for (int i = 0; i < 20'000; ++i) {
        Bytes mutated = whole;
        for (std::uint64_t changes = 1 + random.below(4); changes > 0; --changes)
            mutated[random.below(mutated.size())] = static_cast<std::byte>(random.below(256));
        auto const value = decode<Everything>(view(mutated));
        if (!value) continue;
        ++decoded;
        auto const again = encode(*value);
        auto const back = decode<Everything>(view(again));
        ASSERT_TRUE(back);
        // Byte for byte, since a mutated float may be no number and equal to nothing.
        ASSERT_EQ(encode(*back), again);
    }
    EXPECT_GT(decoded, 1000);
}

TEST(Wire, AppendsToAnyByteContainer) {
    std::vector<std::byte> out{std::byte{9}};
    encode_to(out, std::uint16_t{1});
    EXPECT_EQ(out, (std::vector{std::byte{9}, std::byte{1}, std::byte{0}}));
}

TEST(APlainStruct, TravelsByItsFieldsInTheirOrder) {
    Ten const ten{.a = 7,
                  .b = "b",
                  .c = {{1, 2}, {3, 4}},
                  .d = Point{5, 6},
                  .e = {std::byte{9}},
                  .f = Time{1s},
                  .g = -3ms,
                  .h = {{process(2), -1}},
                  .i = {10, 11},
                  .j = true};
    auto const bytes = encode(ten);
    EXPECT_EQ(bytes, encode(TenByHand{ten})) << "as if each had been named";
    EXPECT_EQ(decode<Ten>(view(bytes)), ten);
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(decode<Ten>(view(bytes).first(size))) << size;
    static_assert(wire::count_fields<Ten>() == 10 && wire::count_fields<Nothing>() == 0);
    EXPECT_TRUE(encode(Nothing{}).empty());
    EXPECT_EQ(decode<Nothing>({}), Nothing{});
}

}  // namespace
}  // namespace conclave
