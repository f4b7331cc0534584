#include "core/show.hpp"

#include <gtest/gtest.h>

namespace conclave {
namespace {

using namespace std::chrono_literals;

enum class Grade : std::uint8_t { low = 1 };

struct Data {
    std::uint64_t sequence{3};
    std::string text{"hello"};
    ProcessId process{conclave::process(2)};
    std::vector<int> numbers{1, 2};
    Bytes body = Bytes(12);
};

struct Wordless {
};

TEST(Show, PrintsAMessageForPeople) {
    EXPECT_EQ(show(Data{}), R"(3, "hello", p2, [1, 2], 12 bytes)");
    EXPECT_EQ(show_bytes<Data>(view(encode(Data{}))), show(Data{}));
    EXPECT_EQ(show(Wordless{}), "");
}

TEST(Show, PrintsEveryKindOfValue) {
    EXPECT_EQ(show(true), "yes");
    EXPECT_EQ(show(false), "no");
    EXPECT_EQ(show(-7), "-7");
    EXPECT_EQ(show(0.1), "0.1");
    EXPECT_EQ(show(Grade::low), "1");
    EXPECT_EQ(show(Duration{1500ms}), "1.5 s");
    EXPECT_EQ(show(Time{250ms}), "250 ms");
    EXPECT_EQ(show(std::optional<int>{}), "none");
    EXPECT_EQ(show(std::optional<int>{4}), "4");
    EXPECT_EQ(show(std::vector<int>{}), "[]");
    EXPECT_EQ(show(std::set{process(1), process(2)}), "[p1, p2]");
    EXPECT_EQ(show(std::vector<std::vector<int>>{{1}, {}, {2, 3}}), "[[1], [], [2, 3]]");
    EXPECT_EQ(show(std::tuple{1, std::optional<int>{}, true}), "1, none, yes");
}

TEST(Show, LetsNoMessageCommandTheTerminal) {
    EXPECT_EQ(show(std::string{"\x1b[2J\n\x7f"}), R"("\x1b[2J\x0a\x7f")");
    EXPECT_EQ(show(std::string{R"(a"b\c)"}), R"("a\"b\\c")");
}

TEST(Show, PrintsAQuestionMarkForBytesThatAreNoSuchMessage) {
    EXPECT_EQ(show_bytes<Data>({}), "?");
}

}  // namespace
}  // namespace conclave
