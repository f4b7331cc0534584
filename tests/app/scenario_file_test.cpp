#include "app/scenario_file.hpp"

#include <gtest/gtest.h>

#include "support/folder.hpp"
#include "support/play.hpp"
#include "support/refusal.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;

class ScenarioFile : public testing::Test {
protected:
    [[nodiscard]] app::Command read(std::string const& text, std::string const& typed = {}) const {
        auto const bully = programs::bully();
        auto const file = folder_.write("story.toml", text);
        return app::read_command_line(bully, words_of(typed + " --scenario " + file), false);
    }
    [[nodiscard]] testing::AssertionResult refuses(std::string const& text,
                                                   std::vector<std::string> const& reasons) const {
        return refused([&] { static_cast<void>(read(text)); }, reasons);
    }

private:
    Folder folder_;
};

TEST_F(ScenarioFile, SaysWhatCouldBeTyped) {
    auto const command = read(R"(
        processes = 4
        seed = 7
        loss = 0.1
        duplicate = "10%"
        delay = "2ms..3ms"
        crash = ["leader@2s", "1@3s"]
        recover = "1@4s"
        for = "10s"
        quiet = true
        stay = false
        seeds = 1e3
    )");
    EXPECT_EQ(command.plan.processes, 4U);
    EXPECT_EQ(command.plan.seed, 7U);
    EXPECT_EQ(command.plan.faults.loss, 0.1);
    EXPECT_EQ(command.plan.faults.duplicate, 0.1);
    EXPECT_EQ(command.plan.faults.delay_max, 3ms);
    EXPECT_EQ(command.plan.faults.actions.size(), 3U);
    EXPECT_EQ(command.plan.limit, 10s);
    EXPECT_TRUE(command.asked.faults);
    EXPECT_TRUE(command.quiet);
    EXPECT_FALSE(command.plan.stay);
    EXPECT_EQ(command.seeds, 1000U);
}

TEST_F(ScenarioFile, YieldsToWhatIsTyped) {
    auto const command =
        read("loss = 0.1\nseed = 7\ncrash = [\"1@2s\"]\n", "simulate --loss 0.5 --crash 2@3s");
    EXPECT_EQ(command.plan.faults.loss, 0.5);
    EXPECT_EQ(command.plan.seed, 7U);
    ASSERT_EQ(command.plan.faults.actions.size(), 1U);
    EXPECT_EQ(command.plan.faults.actions[0].victim, process(2));
}

TEST_F(ScenarioFile, IsPartOfTheCommandThatRepeatsTheRun) {
    EXPECT_EQ(read("crash = \"1@2s\"\nloss = 0.25\nseed = 3\n").repeat(),
              " --crash 1@2s --loss 0.25");
}

TEST_F(ScenarioFile, AnUnknownKeyIsRefusedWithFileAndLine) {
    EXPECT_TRUE(refuses("loss = 0.1\n\nlos = 1\n",
                        {"--scenario: ", "story.toml, line 3: unknown key 'los'", "long options"}));
    EXPECT_TRUE(refuses("n = 5\n", {"line 1: unknown key 'n'"}));
    EXPECT_TRUE(refuses("scenario = \"other.toml\"\n", {"unknown key 'scenario'"}));
}

TEST_F(ScenarioFile, WhatIsNoTomlIsRefusedWithFileAndLine) {
    EXPECT_TRUE(refuses("loss = 0.1\ncrash = [\n", {"--scenario: ", "story.toml, line 2: "}));
    EXPECT_TRUE(refuses("loss = 0.1\nloss = 0.2\n", {"story.toml, line 2: ", "redefine"}));
    EXPECT_TRUE(refuses("loss 0.1\n", {"story.toml, line 1: "}));
}

TEST_F(ScenarioFile, WrongTypesAreRefused) {
    EXPECT_TRUE(refuses("[loss]\na = 1\n", {"line 1: a value must be a text, a number"}));
    EXPECT_TRUE(refuses("for = 2026-01-01\n", {"line 1: a value must be"}));
    EXPECT_TRUE(refuses("crash = [true]\n", {"line 1: a value must be"}));
    EXPECT_TRUE(refuses("crash = [[\"1@2s\"]]\n", {"line 1: a value must be"}));
    EXPECT_TRUE(refuses("crash = []\n", {"story.toml: --crash: an empty list", "leave"}));
    EXPECT_TRUE(refuses("loss = [0.1, 0.2]\n", {"--loss: takes one value, not 2"}));
    EXPECT_TRUE(refuses("quiet = \"yes\"\n", {"--quiet: is either true or false"}));
    EXPECT_TRUE(refuses("loss = true\n", {"--loss: '' is not a probability"}));
}

TEST_F(ScenarioFile, WrongValuesAreRefusedWithTheFileTheyAreIn) {
    EXPECT_TRUE(refuses("loss = 2.0\n", {"--scenario ", "story.toml: --loss: '2' is not"}));
    EXPECT_TRUE(refuses("for = 10\n", {"story.toml: --for: '10' is not a time such as 10s"}));
    EXPECT_TRUE(refuses("seed = -1\n", {"story.toml: --seed: '-1'"}));
    EXPECT_TRUE(refuses("algorithm = \"x\"\n", {"--algorithm: 'x' is none of bully, omega"}));
}

TEST(NoScenarioFile, IsRefused) {
    auto const read = [](std::string const& path) {
        app::read_command_line(programs::bully(), {"--scenario", path}, false);
    };
    EXPECT_TRUE(refused([&] { read("/nowhere.toml"); }, {"--scenario: cannot read /nowhere.toml"}));
    EXPECT_TRUE(refused([&] { read("/tmp"); }, {"--scenario: /tmp is a directory"}));
}

}  // namespace
}  // namespace conclave::test
