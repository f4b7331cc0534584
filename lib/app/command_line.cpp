#include "app/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "app/did_you_mean.hpp"
#include "app/option_rows.hpp"
#include "app/scenario_file.hpp"
#include "core/input_error.hpp"

namespace conclave::app {
namespace {

using Values = OptionRow::Values;

/// What CLI11 says of a wrong number of values, in our words.
std::string plain(std::string const& text) {
    auto const option = text.substr(0, text.find_first_of(": "));
    if (text.find("flag override") != text.npos) return "--" + option + ": it takes no value";
    if (text.find("missing") != text.npos) return option + ": its value is missing";
    if (text.find("At Most") != text.npos) return option + ": it is given twice";
    return text;
}

/// A command line in parts.
struct Typed {
    std::map<std::string, Values> options;  // by their long names
    Values words;                           // what is no option and no value of one
};

std::vector<std::string> long_names(std::vector<OptionRow> const& rows) {
    std::vector<std::string> names;
    for (OptionRow const& row : rows) names.push_back(row.long_name());
    return names;
}

Typed parse(Program const& program, std::vector<OptionRow> const& rows, Values arguments) {
    CLI::App cli;
    cli.set_help_flag();
    cli.allow_extras();
    Typed typed;
    for (OptionRow const& row : rows) {
        auto const name = row.long_name();
        if (row.takes == OptionRow::Takes::nothing) {
            cli.add_flag_callback(row.names, [&typed, name] { typed.options[name] = {""}; })
                ->disable_flag_override();
            continue;
        }
        auto* option = cli.add_option(row.names, typed.options[name])->allow_extra_args(false);
        if (row.takes == OptionRow::Takes::one) option->expected(1);
    }
    for (std::string& word : arguments)  // "-n=4" is "-n4"
        if (word.size() > 2 && word[0] == '-' && word[1] != '-' && word[2] == '=') word.erase(2, 1);
    auto const hint = fmt::format("; {} --help lists the options", program.name);
    std::ranges::reverse(arguments);  // as CLI11 wants it
    try {
        cli.parse(arguments);
    } catch (CLI::ParseError const& error) {
        throw InputError{plain(error.what()) + hint};
    }
    typed.words = cli.remaining();
    for (std::string const& word : typed.words)
        if (word.starts_with('-'))
            throw InputError{
                fmt::format("unknown option '{}'{}{}", word,
                            did_you_mean(word.substr(0, word.find('=')), long_names(rows)), hint)};
    std::erase_if(typed.options, [](auto const& entry) { return entry.second.empty(); });
    return typed;
}

/// A file can say things that nobody can type.
void require_shape(OptionRow const& row, Values const& values) {
    if (values.empty()) throw InputError{"an empty list; leave the option out instead"};
    if (row.takes != OptionRow::Takes::many && values.size() > 1)
        throw InputError{fmt::format("takes one value, not {}", values.size())};
    if (row.takes == OptionRow::Takes::nothing && !values[0].empty())
        throw InputError{"is either true or false"};
}

Mode read_mode(Program const& program, Values const& words, bool launched) {
    if (words.empty()) return launched ? Mode::run : Mode::simulate;
    std::string const& word = words.front();
    if (words.size() > 1)
        throw InputError{
            fmt::format("'{}' is too much: there is '{}' already; {} --help shows how "
                        "to call it",
                        words[1], word, program.name)};
    if (word == "simulate") return Mode::simulate;
    if (word == "sweep") return Mode::sweep;
    if (word != "run") {
        Values known{"run", "simulate", "sweep"};
        for (SubCommand const& other : program.commands) known.push_back(other.name);
        throw InputError{fmt::format("unknown sub-command '{}'{}; there are {}", word,
                                     did_you_mean(word, known), fmt::join(known, ", "))};
    }
    if (!launched)
        throw InputError{"'run' needs an MPI launcher: mpirun -np 5 in front of the program"};
    return Mode::run;
}

}  // namespace

std::optional<Info> asked_info(std::vector<std::string> const& arguments) {
    auto const has = [&](std::string_view word) {
        return std::ranges::find(arguments, word) != arguments.end();
    };
    if (has("--help") || has("-h")) return Info::help;
    if (has("--version")) return Info::version;
    if (has("--about")) return Info::about;
    return std::nullopt;
}

std::string quoted(std::string const& word) {
    bool const plain = !word.empty() && std::ranges::all_of(word, [](unsigned char c) {
        return std::isalnum(c) != 0 ||
               std::string_view{"-_.,:/@%+="}.find(static_cast<char>(c)) != std::string_view::npos;
    });
    if (plain) return word;
    std::string text = "'";
    for (char const c : word) text += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return text + '\'';
}

std::string Command::repeat() const {
    std::string text;
    for (auto const& [name, values] : given) {
        static constexpr std::array<std::string_view, 11> apart{
            "--seed",   "--processes", "--seeds", "--json", "--quiet", "--trace",
            "--stamps", "--scenario",  "--only",  "--from", "--to"};
        if (std::ranges::find(apart, name) != apart.end()) continue;
        for (std::string const& value : values)
            text += ' ' + name + (value.empty() ? "" : ' ' + quoted(value));
    }
    return text;
}

Command read_command_line(Program const& program, std::vector<std::string> const& arguments,
                          bool launched) {
    Command command;
    command.plan.processes = program.processes;
    auto const rows = all_options(program);
    auto const [typed, words] = parse(program, rows, arguments);
    command.asked.mode = read_mode(program, words, launched);
    command.mode_given = !words.empty();
    command.given = typed;
    std::string file;
    if (auto const scenario = typed.find("--scenario"); scenario != typed.end()) {
        file = scenario->second[0];
        if (file == "-" && launched)
            throw InputError{
                "--scenario: -: standard input reaches the first rank only; give it a file"};
        auto known = long_names(rows);
        for (auto const* name : {"--scenario", "--help", "--version", "--about"})
            std::erase(known, name);
        command.given.merge(read_scenario_file(file, known));  // what is typed wins
    }
    if (command.asked.mode != Mode::run) {
        command.plan.faults.delay_min = std::chrono::milliseconds{1};
        command.plan.faults.delay_max = std::chrono::milliseconds{10};
    }
    for (OptionRow const& row : rows) {
        auto const values = command.given.find(row.long_name());
        if (values == command.given.end() || !row.apply) continue;
        try {
            require_shape(row, values->second);
            row.apply(command, values->second);
        } catch (InputError const& error) {
            auto const where = typed.contains(row.long_name()) ? "" : "--scenario " + file + ": ";
            throw InputError{where + row.long_name() + ": " + error.what()};
        }
    }
    return command;
}

}  // namespace conclave::app
