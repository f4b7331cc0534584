#include "app/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <fmt/format.h>

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

/// The options that were typed, as texts.
std::map<std::string, Values> parse(Program const& program, std::vector<OptionRow> const& rows,
                                    Values arguments) {
    CLI::App cli;
    cli.set_help_flag();
    std::map<std::string, Values> typed;
    for (OptionRow const& row : rows) {
        auto const name = row.long_name();
        if (row.takes == OptionRow::Takes::nothing) {
            cli.add_flag_callback(row.names, [&typed, name] { typed[name] = {""}; })
                ->disable_flag_override();
            continue;
        }
        auto* option = cli.add_option(row.names, typed[name])->allow_extra_args(false);
        if (row.takes == OptionRow::Takes::one) option->expected(1);
    }
    auto const hint = fmt::format("; {} --help lists the options", program.name);
    std::ranges::reverse(arguments);  // as CLI11 wants it
    try {
        cli.parse(arguments);
    } catch (CLI::ExtrasError const&) {
        throw InputError{fmt::format("unknown option '{}'{}", cli.remaining().front(), hint)};
    } catch (CLI::ParseError const& error) {
        throw InputError{plain(error.what()) + hint};
    }
    std::erase_if(typed, [](auto const& entry) { return entry.second.empty(); });
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

Mode read_mode(Program const& program, Values& arguments, bool launched) {
    if (arguments.empty() || arguments.front().starts_with('-'))
        return launched ? Mode::run : Mode::simulate;
    std::string const word = arguments.front();
    arguments.erase(arguments.begin());
    if (word == "simulate") return Mode::simulate;
    if (word == "sweep") return Mode::sweep;
    if (word != "run") {
        std::string others;
        for (SubCommand const& other : program.commands) others += ", " + other.name;
        throw InputError{fmt::format("unknown sub-command '{}'; there are run, simulate, sweep{}",
                                     word, others)};
    }
    if (!launched)
        throw InputError{"'run' needs an MPI launcher: mpirun -np 5 in front of the program"};
    return Mode::run;
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

}  // namespace

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
    auto words = arguments;
    command.asked.mode = read_mode(program, words, launched);
    auto const rows = all_options(program);
    command.given = parse(program, rows, words);

    auto const typed = command.given;
    std::string file;
    if (auto const scenario = typed.find("--scenario"); scenario != typed.end()) {
        file = scenario->second[0];
        Values known;
        for (OptionRow const& row : rows) known.push_back(row.long_name());
        std::erase(known, "--scenario");
        command.given.merge(read_scenario_file(file, known));  // what is typed wins
    }
    if (command.asked.mode != Mode::run) {
        command.plan.faults.delay_min = std::chrono::milliseconds{1};
        command.plan.faults.delay_max = std::chrono::milliseconds{10};
    }
    for (OptionRow const& row : rows) {
        auto const values = command.given.find(row.long_name());
        if (values == command.given.end()) continue;
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
