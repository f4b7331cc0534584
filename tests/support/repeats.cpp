#include "support/repeats.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/folder.hpp"
#include "support/play.hpp"

namespace conclave::test {
namespace {

/// While it lives, what the program prints is heard by nobody.
class Silence {
public:
    Silence() { testing::internal::CaptureStdout(); }
    Silence(Silence const&) = delete;
    Silence& operator=(Silence const&) = delete;
    ~Silence() { testing::internal::GetCapturedStdout(); }
};

/// What the program's own `simulate` writes with --json.
nlohmann::json simulated(app::Program const& program, std::string const& command) {
    Folder const folder;
    auto const file = folder.file("result.json");
    auto name = program.name;
    char* argv[] = {name.data()};  // NOLINT(*-avoid-c-arrays)
    Silence const silence;
    app::simulate(
        program,
        app::read_command_line(program, words_of(command + " --quiet --json " + file), false),
        {1, argv, false, {}});
    return nlohmann::json::parse(folder.read("result.json"));
}

}  // namespace

void expect_repeats(programs::Make make, std::string const& command) {
    auto const run = [make](std::string const& words) {
        return play(make(), words_of(words)).trial;
    };
    auto const first = run(command);
    auto const second = run(command);
    EXPECT_EQ(first.hash, second.hash) << command;
    ASSERT_EQ(first.outcome.events.size(), second.outcome.events.size()) << command;

    auto const program = make();
    auto const json = simulated(program, command);
    EXPECT_EQ(json["history_hash"], fmt::format("{:016x}", first.hash)) << command;
    std::string const repeat = json["repeat"];
    ASSERT_EQ(repeat.find(program.name + ' '), 0U) << repeat;
    EXPECT_EQ(run(repeat.substr(program.name.size() + 1)).hash, first.hash) << repeat;
}

}  // namespace conclave::test
