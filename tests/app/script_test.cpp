#include "app/script.hpp"

#include <gtest/gtest.h>
#include <sstream>

namespace conclave::test {
namespace {

using namespace std::chrono_literals;

std::vector<net::Request> read(std::string const& text) {
    std::istringstream in{text};
    return app::read_script(in, "lines.txt", 3);
}

TEST(Script, HasTimesSendersAndReceivers) {
    auto const requests = read("1 hello\n@2s 1: 0 hi\n* to all\n");
    ASSERT_EQ(requests.size(), 3U);
    EXPECT_EQ(requests[0].at, Time{100ms});
    EXPECT_EQ(requests[0].process, process(0));
    EXPECT_EQ(requests[0].line, "1 hello");
    EXPECT_EQ(requests[1].at, Time{2s});
    EXPECT_EQ(requests[1].process, process(1));
    EXPECT_EQ(requests[1].line, "0 hi");
    EXPECT_EQ(requests[2].at, Time{2100ms});
    EXPECT_EQ(requests[2].line, "* to all");
}

TEST(Script, SaysTheSameWhateverEditorWroteIt) {
    auto const plain = read("# lines\n\n1 hello\n0: 2 ho\n");
    for (auto const* text :
         {"\xEF\xBB\xBF# lines\n\n1 hello\n0: 2 ho\n", "# lines\r\n\r\n1 hello\r\n0: 2 ho\r\n",
          "# lines\n1 hello\n0: 2 ho"}) {
        auto const other = read(text);
        ASSERT_EQ(other.size(), plain.size()) << text;
        for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_EQ(other[i].line, plain[i].line);
    }
}

}  // namespace
}  // namespace conclave::test
