#pragma once

#include <utility>

#include "app/program.hpp"

namespace conclave::scenarios {

/// A program of these words that tells this story: its options, plan, stack, properties and result
/// are the story's members of the same names. A story may leave out theory, latency, picture,
/// outputs, files and commands. The story must outlive the program.
template <class Story>
app::Program tell(app::Program words, Story& story) {
    auto program = std::move(words);
    program.options = story.options();
    program.prepare = [&story](auto& plan, auto const& asked) { story.prepare(plan, asked); };
    program.make_stack = [&story](Context& ctx, auto const&) { return story.make_stack(ctx); };
    program.properties = [&story](auto const& plan) { return story.properties(plan); };
    program.result = [&story](auto const& history) { return story.result(history); };
    if constexpr (requires { &Story::theory; })
        program.theory = [&story](auto const& history, auto const& outcome) {
            return story.theory(history, outcome);
        };
    if constexpr (requires { &Story::latency; })
        program.latency = [&story](auto const& history) { return story.latency(history); };
    if constexpr (requires { &Story::picture; })
        program.picture = [&story](auto const& history, std::size_t columns) {
            return story.picture(history, columns);
        };
    if constexpr (requires { &Story::outputs; })
        program.outputs = [&story] { return story.outputs(); };
    if constexpr (requires { &Story::files; })
        program.files = [&story](auto const& history) { return story.files(history); };
    if constexpr (requires { &Story::commands; }) program.commands = story.commands();
    return program;
}

}  // namespace conclave::scenarios
