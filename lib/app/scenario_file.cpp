#include "app/scenario_file.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <iostream>
#include <iterator>
#include <toml++/toml.h>

#include "app/did_you_mean.hpp"
#include "core/input_error.hpp"

namespace conclave::app {
namespace {

[[noreturn]] void refuse(std::string const& path, toml::source_region const& where,
                         std::string const& why) {
    throw InputError{fmt::format("--scenario: {}, line {}: {}", path, where.begin.line, why)};
}

std::string text_of(std::istream& in) { return {std::istreambuf_iterator{in}, {}}; }

/// One value as one would type it.
std::string text(std::string const& path, toml::node const& node) {
    if (auto const* s = node.as_string()) return s->get();
    if (auto const* i = node.as_integer()) return fmt::format("{}", i->get());
    if (auto const* f = node.as_floating_point()) return fmt::format("{}", f->get());
    refuse(path, node.source(), "a value must be a text, a number, true, false or a list of these");
}

}  // namespace

std::map<std::string, std::vector<std::string>> read_scenario_file(
    std::string const& path, std::vector<std::string> const& known) {
    toml::table table;
    if (path != "-" && std::filesystem::is_directory(path))
        throw InputError{fmt::format("--scenario: {} is a directory, not a file", path)};
    try {
        table = path == "-" ? toml::parse(text_of(std::cin), path) : toml::parse_file(path);
    } catch (toml::parse_error const& error) {
        if (error.source().begin.line == 0)
            throw InputError{fmt::format("--scenario: cannot read {}", path)};
        refuse(path, error.source(), std::string{error.description()});
    }

    std::vector<std::string> keys;
    for (std::string const& option : known) keys.push_back(option.substr(2));
    std::map<std::string, std::vector<std::string>> options;
    for (auto const& [key, node] : table) {
        std::string const option = "--" + std::string{key.str()};
        if (std::ranges::find(known, option) == known.end())
            refuse(path, node.source(),
                   fmt::format("unknown key '{}'{}; keys are the long options without dashes",
                               key.str(), did_you_mean(key.str(), keys)));
        auto& values = options[option];
        if (auto const* flag = node.as_boolean()) {
            if (flag->get())
                values.emplace_back();
            else
                options.erase(option);
        } else if (auto const* list = node.as_array()) {
            for (auto const& element : *list) values.push_back(text(path, element));
        } else {
            values.push_back(text(path, node));
        }
    }
    return options;
}

}  // namespace conclave::app
