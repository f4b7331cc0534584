#pragma once

#include <memory>
#include <utility>

#include "app/program.hpp"

namespace conclave::app {

/// A program of these words that tells this kind of story: a class with `options` that point to its
/// members, `prepare`, `make_stack` and `properties`, and whatever else of a Program's functions it
/// has. Each program has a story of its own, which lives as long as it and its copies.
template <class Story>
Program tell(Program words) {
    auto const story = std::make_shared<Story>();
    Program program = std::move(words);
    program.make_stack = [story](Context& ctx, auto const&) { return story->make_stack(ctx); };
    program.properties = [story](auto const& plan) { return story->properties(plan); };
    program.prepare = [story](auto& plan, auto const& asked) { story->prepare(plan, asked); };
    program.options = story->options();
    if constexpr (requires { &Story::commands; }) program.commands = story->commands();
    if constexpr (requires { &Story::theory; })
        program.theory = [story](auto const& history, auto const& outcome) {
            return story->theory(history, outcome);
        };
    if constexpr (requires { &Story::latency; })
        program.latency = [story](auto const& history) { return story->latency(history); };
    if constexpr (requires { &Story::result; })
        program.result = [story](auto const& history) { return story->result(history); };
    if constexpr (requires { &Story::picture; })
        program.picture = [story](auto const& history, std::size_t columns) {
            return story->picture(history, columns);
        };
    if constexpr (requires { &Story::outputs; })
        program.outputs = [story] { return story->outputs(); };
    if constexpr (requires { &Story::files; })
        program.files = [story](auto const& history) { return story->files(history); };
    return program;
}

}  // namespace conclave::app
