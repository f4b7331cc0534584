#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "support/play.hpp"

/// Each file tests/<family>/golden/*.txt tells one story. It begins with comments: the first says
/// what the story shows and, after `./`, the command that prints it. The rest is what the command
/// prints, line by line, up to the report. UPDATE_GOLDEN=1 in the environment writes the stories
/// anew; a new file with its first line is a new test. Read what changed as a teacher would before
/// you keep it.
namespace conclave::test {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> golden_files() {
    std::vector<fs::path> all;
    for (auto const& family : fs::directory_iterator{CONCLAVE_TESTS_DIR}) {
        auto const folder = family.path() / "golden";
        if (!fs::is_directory(folder)) continue;
        for (auto const& entry : fs::directory_iterator{folder})
            if (entry.path().extension() == ".txt") all.push_back(entry.path());
    }
    std::ranges::sort(all);
    return all;
}

Lines lines_of(fs::path const& file) {
    std::ifstream in{file};
    Lines lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// "... : ./bully simulate -n 4" tells the story of `bully` with these options.
Lines story_of_command(std::string const& line) {
    auto const at = line.find("./");
    if (at == std::string::npos) return {};
    auto words = words_of(line.substr(at + 2));
    auto const name = words.front();
    words.erase(words.begin());
    for (auto const make : programs::every)
        if (make().name == name) return story_of(make(), words);
    return {};
}

class GoldenStory : public testing::TestWithParam<fs::path> {};

TEST_P(GoldenStory, IsToldAgain) {
    auto const& file = GetParam();
    Lines const kept = lines_of(file);
    ASSERT_FALSE(kept.empty()) << file;
    auto const begin = std::ranges::find_if_not(
        kept, [](std::string const& line) { return line.starts_with('#'); });
    Lines const golden(begin, kept.end());
    Lines const told = story_of_command(kept[0]);
    ASSERT_FALSE(told.empty()) << file << " does not begin with a comment that ends in a command";

    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
        std::ofstream out{file};
        for (auto line = kept.begin(); line != begin; ++line) out << *line << '\n';
        for (std::string const& line : told) out << line << '\n';
        return;
    }
    auto const comments = static_cast<std::size_t>(begin - kept.begin());
    for (std::size_t i = 0; i < std::max(golden.size(), told.size()); ++i) {
        auto const was = i < golden.size() ? golden[i] : "(its end)";
        auto const is = i < told.size() ? told[i] : "(its end)";
        ASSERT_EQ(was, is) << file.string() << ':' << comments + i + 1
                           << "; UPDATE_GOLDEN=1 writes it anew";
    }
}

INSTANTIATE_TEST_SUITE_P(Of, GoldenStory, testing::ValuesIn(golden_files()),
                         [](auto const& test) { return test.param.stem().string(); });

/// A program without a story is one that nobody has looked at.
TEST(GoldenStories, AreToldOfEveryProgram) {
    for (auto const make : programs::every) {
        auto const name = make().name;
        EXPECT_TRUE(std::ranges::any_of(golden_files(), [&](fs::path const& file) {
            return lines_of(file).at(0).find("./" + name + ' ') != std::string::npos;
        })) << name;
    }
}

}  // namespace
}  // namespace conclave::test
