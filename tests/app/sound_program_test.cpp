#include <gtest/gtest.h>

#include "app/modes.hpp"
#include "support/play.hpp"
#include "support/refusal.hpp"

/// A mistake in a program itself is told in one line when it starts, whatever it was asked for.
namespace conclave::test {
namespace {

TEST(EveryProgram, IsSound) {
    for (auto const make : programs::every) {
        EXPECT_NO_THROW(app::require_sound(make())) << make().name;
        auto command = app::read_command_line(make(), {"simulate"}, false);
        EXPECT_NO_THROW(app::complete(make(), command)) << make().name;
    }
}

/// A plan of this command, complete, and its stack.
void plan(app::Program const& program, std::string const& line) {
    auto command = app::read_command_line(program, words_of(line), false);
    app::complete(program, command);
    auto const last = process(command.plan.processes - 1);
    Process::channels_of({last, command.plan.processes, command.plan.seed},
                         app::stack_maker(program, command.plan));
}

TEST(EveryProgram, KeepsWhatItPromisesOfItsSize) {
    for (auto const make : programs::every) {
        auto const name = make().name;
        auto const most = std::to_string(make().processes_max);
        auto const more = std::to_string(make().processes_max + 1);
        EXPECT_NO_THROW(plan(make(), "simulate -n " + most)) << name;
        EXPECT_TRUE(
            refused([&] { plan(make(), "simulate -n " + more); },
                    {"promises no more than " + most + " processes", "-n " + most, "--large"}))
            << name;
        EXPECT_NO_THROW(plan(make(), "simulate --large -n " + more)) << name;
        // What grows with the square of the processes shows at a few of them, too.
        auto const trial = play(make(), words_of("simulate --trace none -n 20")).trial;
        EXPECT_EQ(trial.outcome.end, net::Outcome::End::story_over) << name;
    }
}

testing::AssertionResult refuses(app::Option const& option, std::string const& reason) {
    auto program = programs::bully();
    program.options.push_back(option);
    return refused([&] { app::require_sound(program); }, {reason});
}

TEST(AnUnsoundProgram, WithTwoVariantsOfOneNameIsRefused) {
    app::OneOf<int> table{{"mean", 1}, {"minimum", 2}, {"mean", 3}};
    EXPECT_TRUE(refuses({"--kind", "", table}, "--kind: two variants are named mean"));
    std::string word = "a";
    EXPECT_TRUE(
        refuses({"--word", "", app::Choice{&word, {"a", "b", "a"}}}, "two variants are named a"));
}

TEST(AnUnsoundProgram, WithTwoOptionsOfOneNameIsRefused) {
    bool flag = false;
    EXPECT_TRUE(refuses({"--starter", "", &flag}, "there are two options --starter"));
    EXPECT_TRUE(refuses({"--loss", "", &flag}, "there are two options --loss"));
    EXPECT_TRUE(refuses({"--processes", "", &flag}, "there are two options --processes"));
    EXPECT_TRUE(refuses({"flag", "", &flag}, "the option 'flag' does not begin with --"));
}

TEST(AnUnsoundProgram, SaysSoBeforeAnythingElse) {
    auto program = programs::bully();
    program.options.push_back(program.options.front());
    std::string name = "bully";
    std::string help = "--help";
    char* argv[] = {name.data(), help.data()};  // NOLINT(*-avoid-c-arrays)
    testing::internal::CaptureStderr();
    EXPECT_EQ(app::main_of(program, 2, argv), 2);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "bully: there are two options --algorithm\n");
}

testing::AssertionResult refuses_to_check(std::vector<check::Property> const& properties,
                                          std::string const& reason) {
    auto program = programs::bully();
    program.properties = [&](auto const&) { return properties; };
    auto command = app::read_command_line(program, {"simulate"}, false);
    return refused([&] { app::complete(program, command); }, {reason});
}

TEST(AnUnsoundProgram, WithAPropertyWithoutAnIdIsRefused) {
    EXPECT_TRUE(refuses_to_check({{"", "Agreement", {}}}, "the property 'Agreement' has no id"));
}

TEST(AnUnsoundProgram, WithTwoPropertiesOfOneIdIsRefused) {
    EXPECT_TRUE(refuses_to_check({{"X1", "One", {}}, {"X2", "Two", {}}, {"X1", "Three", {}}},
                                 "two properties have the id X1"));
}

TEST(OneOf, IsItsFirstRowUntilAnotherIsChosen) {
    app::OneOf<int> table{{"one", 1}, {"two", 2}};
    EXPECT_EQ(*table, 1);
    EXPECT_EQ(table.name(), "one");
    app::Choice const choice = table;
    EXPECT_EQ(choice.words, (std::vector<std::string>{"one", "two"}));
    *choice.value = "two";
    EXPECT_EQ(*table, 2);
}

}  // namespace
}  // namespace conclave::test
