#include "app/help.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

#include "app/boxes.hpp"
#include "app/option_rows.hpp"
#include "support/play.hpp"
#include "support/refusal.hpp"

namespace conclave::test {
namespace {

app::Program with_words(app::Program program) {
    program.summary = "one line";
    program.description = "the algorithm and its story";
    program.modules = {"BullyElection", "PerfectLink"};
    program.examples = {"first example", "second example", "third example"};
    return program;
}

TEST(Help, HasEveryOptionAndItsMeaning) {
    auto const bully = programs::bully();
    auto const text = app::help_text(with_words(bully), {});
    for (auto const* option : {"-n, --processes N",
                               "--per-rank K",
                               "--seed S",
                               "--seeds N",
                               "--for T",
                               "--stay",
                               "--loss P",
                               "--duplicate P",
                               "--delay A..B",
                               "--reorder P",
                               "--cut P>Q@A..B",
                               "--partition G/G@A..B",
                               "--delay-on P>Q:A..B",
                               "--loss-on P>Q:X",
                               "--duplicate-on P>Q:X",
                               "--drop KIND@P:K",
                               "--crash P@T",
                               "--recover P@T",
                               "--pause P@A..B",
                               "--kill P@T",
                               "--chaos",
                               "--skew P:O,D",
                               "--no-supervisor",
                               "--scenario FILE",
                               "--json FILE",
                               "--quiet",
                               "--trace LEVEL",
                               "--stamps CLOCK",
                               "-h, --help",
                               "--about",
                               "--algorithm bully|omega",
                               "--starter TEXT",
                               "--set-up story|best|worst",
                               "--heartbeat T",
                               "--silence T",
                               "--delay-max T"})
        EXPECT_NE(text.find("  " + std::string{option}), text.npos) << option;
    EXPECT_NE(text.find("(default 100ms)"), text.npos);
    for (auto const& row : app::common_help(bully)) EXPECT_FALSE(row.help.empty()) << row.option;
    for (auto const& row : app::own_help(bully)) EXPECT_FALSE(row.help.empty()) << row.option;
}

TEST(Help, HasPropertiesExamplesAndExitStatus) {
    auto const bully = programs::bully();
    auto const text = app::help_text(with_words(bully), {});
    for (auto const* words :
         {"bully: one line", "the algorithm and its story", "BE1 Termination", "BE3 Maximality",
          "PL2 No duplication", "first example", "second example", "third example",
          "0 every property holds", "mpirun -np 8 ./bully", "./bully simulate", "./bully sweep"})
        EXPECT_NE(text.find(words), text.npos) << words;
}

TEST(Help, HasTheProgramsOwnDefaultsAndSubCommands) {
    auto const bully = programs::bully();
    auto program = with_words(bully);
    program.processes = 3;
    program.commands = {{"show", "FILE...", "what is in these files", {}}};
    auto const text = app::help_text(program, {});
    for (auto const* words : {"(default 3)", "./bully show FILE...", "what is in these files"})
        EXPECT_NE(text.find(words), text.npos) << words;
}

TEST(Help, FitsItsColumns) {
    for (auto const make : programs::every)
        for (int const width : {60, 80, 120}) {
            std::istringstream in{app::help_text(make(), {.colour = false, .width = width})};
            for (std::string line; std::getline(in, line);) {
                bool const typed = line.find("./") != line.npos || line.starts_with("  --");
                EXPECT_TRUE(typed || app::columns(line) <= static_cast<std::size_t>(width)) << line;
            }
        }
}

TEST(Help, ListsEachPropertyOnce) {
    auto const text = app::help_text(programs::links(), {});
    for (auto const* id :
         {"\n  FPL4 FIFO delivery ", "\n  PL1 Reliable delivery ", "\n  SL2 No creation "}) {
        auto const at = text.find(id);
        ASSERT_NE(at, text.npos) << id;
        EXPECT_EQ(text.find(id, at + 1), text.npos) << id;
    }
}

TEST(About, ShowsTheBoxesOfTheModules) {
    auto const bully = programs::bully();
    auto const text = app::about_text(with_words(bully));
    EXPECT_NE(text.find("Module       BullyElection: implements Election"), text.npos);
    EXPECT_NE(text.find("Source       Garcia-Molina 1982"), text.npos);
    EXPECT_NE(text.find("Module       PerfectLink"), text.npos);
    EXPECT_EQ(text.find("///"), text.npos);
}

TEST(About, RefusesAModuleWithoutABox) {
    auto bully = programs::bully();
    bully.modules = {"Nobody"};
    EXPECT_TRUE(refused([&] { static_cast<void>(app::about_text(bully)); },
                        {"there is no box for the module Nobody"}));
}

TEST(Boxes, AreThereForEveryModuleThatAProgramLists) {
    std::set<std::string_view> known;
    for (auto const& box : app::boxes()) EXPECT_TRUE(known.insert(box.module).second) << box.module;
    ASSERT_GE(programs::every.size(), 2U);
    for (auto const make : programs::every) {
        auto const program = make();
        EXPECT_FALSE(program.modules.empty()) << program.name;
        for (auto const& module : program.modules) EXPECT_TRUE(known.contains(module)) << module;
    }
}

TEST(Boxes, HaveTheirFields) {
    ASSERT_FALSE(app::boxes().empty());
    for (auto const& box : app::boxes())
        for (auto const* field : {"Module  ", "Source  ", "Assumes  ", "Cost  "})
            EXPECT_NE(('\n' + std::string{box.text}).find('\n' + std::string{field}),
                      std::string::npos)
                << box.module << " lacks " << field;
}

TEST(Programs, HaveThreeExamplesThatCanBeTyped) {
    for (auto const make : programs::every) {
        auto const program = make();
        EXPECT_EQ(program.examples.size(), 3U) << program.name;
        for (auto const& example : program.examples) {
            auto const command = example.substr(example.find("./") + 2);
            ASSERT_TRUE(command.starts_with(program.name)) << example;
            auto line = command.substr(program.name.size());
            line = line.substr(0, line.find("   ("));  // what to do then
            bool const launched = example.starts_with("mpirun");
            EXPECT_NO_THROW(app::read_command_line(make(), words_of(line), launched)) << example;
        }
    }
}

}  // namespace
}  // namespace conclave::test
