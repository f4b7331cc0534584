#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <optional>

#include "app/story.hpp"
#include "support/programs.hpp"

/// Each golden file tells one story. It begins with comments: the first says what the story shows
/// and, after `./`, the command that prints it. The rest is what the command prints, line by line,
/// up to the report. UPDATE_GOLDEN=1 in the environment writes the stories anew; a new file with
/// its first line is a new test. Read what changed as a teacher would before you keep it.
namespace conclave::test {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

fs::path const folder = fs::path{CONCLAVE_TESTS_DIR} / "golden";

std::vector<std::string> names() {
    std::vector<std::string> all;
    for (auto const& entry : fs::directory_iterator{folder})
        if (entry.path().extension() == ".txt") all.push_back(entry.path().stem());
    std::ranges::sort(all);
    return all;
}

Lines lines_of(fs::path const& file) {
    std::ifstream in{file};
    Lines lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

template <class Program>
Lines story_of(std::string const& options) {
    Program const fresh;
    auto const words = words_of(options);
    auto const stamps = app::read_command_line(Program{}.program, words, false).stamps;
    std::optional<app::Story> story;
    Lines lines;
    play(fresh.program, words, [&](net::RunPlan const& plan, Event const& event) {
        if (!story) story.emplace(plan.processes, app::Look{}, stamps);
        lines.push_back(story->line(event));
    });
    return lines;
}

/// "... : ./bully simulate -n 4" tells the story of `bully` with these options.
Lines story_of_command(std::string const& line) {
    auto const at = line.find("./");
    if (at == std::string::npos) return {};
    auto const command = line.substr(at + 2);
    auto const options = command.substr(std::min(command.size(), command.find(' ')));
    if (command.starts_with("clock_sync ")) return story_of<ClockSync>(options);
    if (command.starts_with("bully ")) return story_of<Bully>(options);
    if (command.starts_with("links ")) return story_of<Links>(options);
    if (command.starts_with("lamport ")) return story_of<Lamport>(options);
    if (command.starts_with("snapshot ")) return story_of<Snapshots>(options);
    return {};
}

class GoldenStory : public testing::TestWithParam<std::string> {};

TEST_P(GoldenStory, IsToldAgain) {
    auto const file = folder / (GetParam() + ".txt");
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

INSTANTIATE_TEST_SUITE_P(Of, GoldenStory, testing::ValuesIn(names()),
                         [](auto const& test) { return test.param; });

TEST(GoldenStories, AreAllThere) {
    auto const all = names();
    for (auto const* name : {"bully_best_case",
                             "bully_first_election",
                             "bully_leader_fails_and_returns",
                             "bully_with_vector_stamps",
                             "bully_worst_case",
                             "clock_sync_berkeley",
                             "clock_sync_cristian",
                             "clock_sync_server_returns",
                             "lamport",
                             "lamport_hybrid",
                             "lamport_vector",
                             "links_fair_loss",
                             "links_fifo",
                             "links_perfect",
                             "links_stubborn",
                             "omega",
                             "snapshot_chandy_lamport",
                             "snapshot_lai_yang",
                             "snapshot_mattern",
                             "snapshot_without_fifo"})
        EXPECT_NE(std::ranges::find(all, name), all.end()) << name;
}

}  // namespace
}  // namespace conclave::test
