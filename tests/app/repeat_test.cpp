#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/commands.hpp"
#include "support/folder.hpp"

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

/// The run of this command again, three ways: by the sweep's own means, by the program, and by the
/// command that the program's report gives for it.
template <class Program>
void expect_repeats(std::string const& command) {
    auto const run = [](std::string const& words) {
        Program const fresh;
        return play(fresh.program, words_of(words)).trial;
    };
    auto const first = run(command);
    auto const second = run(command);
    EXPECT_EQ(first.hash, second.hash) << command;
    ASSERT_EQ(first.outcome.events.size(), second.outcome.events.size()) << command;

    Program const fresh;
    auto const json = simulated(fresh.program, command);
    EXPECT_EQ(json["history_hash"], fmt::format("{:016x}", first.hash)) << command;
    std::string const repeat = json["repeat"];
    ASSERT_EQ(repeat.find(fresh.program.name + ' '), 0U) << repeat;
    EXPECT_EQ(run(repeat.substr(fresh.program.name.size() + 1)).hash, first.hash) << repeat;
}

constexpr Seed sample = affordable(50);

TEST(ACommand, RepeatsTheVeryRunOfBully) {
    for (Seed seed = 1; seed <= sample; ++seed) expect_repeats<Bully>(bully_command(seed));
}

TEST(ACommand, RepeatsTheVeryRunOfOmega) {
    for (Seed seed = 1; seed <= sample; ++seed) expect_repeats<Bully>(omega_command(seed));
}

TEST(ACommand, RepeatsTheVeryRunOfLinks) {
    for (auto const* kind : {"fair-loss", "stubborn", "perfect", "fifo"})
        for (Seed seed = 1; seed <= sample / 10; ++seed)
            expect_repeats<Links>(links_command(kind, seed));
}

TEST(ACommand, RepeatsTheVeryRunOfLamport) {
    for (auto const* clock : {"lamport", "vector", "differential", "matrix", "hybrid"})
        for (Seed seed = 1; seed <= sample / 10; ++seed)
            expect_repeats<Lamport>(lamport_command(clock, seed));
}

TEST(ACommand, RepeatsTheVeryRunOfClockSync) {
    for (auto const* algorithm : {"cristian", "cristian-min", "berkeley", "ntp"})
        for (Seed seed = 1; seed <= sample / 10; ++seed)
            expect_repeats<ClockSync>(clock_command(algorithm, seed));
    for (Seed seed = 1; seed <= sample / 10; ++seed)
        expect_repeats<ClockSync>(lundelius_lynch_command(seed));
}

TEST(ACommand, RepeatsTheVeryRunOfSnapshot) {
    for (auto const* algorithm : {"chandy-lamport", "lai-yang", "mattern"})
        for (Seed seed = 1; seed <= sample / 5; ++seed)
            expect_repeats<Snapshots>(snapshot_command(algorithm, seed));
}

TEST(ASeed, GivesAHistoryOfItsOwn) {
    auto const hash = [](std::string const& seed) {
        Bully const bully;
        return play(bully.program, words_of("simulate --chaos --seed " + seed)).trial.hash;
    };
    EXPECT_NE(hash("1"), hash("2"));
    EXPECT_EQ(hash("3"), hash("3"));
}

}  // namespace
}  // namespace conclave::test
