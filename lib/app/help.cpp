#include "app/help.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <sstream>

#include "app/boxes.hpp"
#include "app/option_rows.hpp"
#include "core/input_error.hpp"
#include "mpi/launch/versions.hpp"

namespace conclave::app {
namespace {

std::string rows_text(std::vector<HelpRow> const& rows, std::size_t left, std::size_t width) {
    std::string text;
    for (HelpRow const& row : rows) {
        bool const long_option = row.option.size() + 3 > left;
        text += long_option ? fmt::format("  {}\n{:<{}}", row.option, "", left)
                            : fmt::format("  {:<{}}", row.option, left - 2);
        text += wrapped(row.help, width - left, std::string(left, ' ')) + '\n';
    }
    return text;
}

Box const& box_of(std::string_view module) {
    auto const all = boxes();
    auto const found = std::ranges::find(all, module, &Box::module);
    if (found == all.end())
        throw InputError{fmt::format("there is no box for the module {}", module)};
    return *found;
}

/// The boxes of the program's own modules, then those of the library's that it names.
std::vector<Box> boxes_of(Program const& program) {
    auto const own = program_boxes();
    std::vector<Box> all(own.begin(), own.end());
    for (std::string const& module : program.modules)
        if (std::ranges::find(own, module, &Box::module) == own.end())
            all.push_back(box_of(module));
    return all;
}

bool has(std::vector<HelpRow> const& rows, std::string const& option) {
    return std::ranges::find(rows, option, &HelpRow::option) != rows.end();
}

/// Adds what a box states as its properties, each with an id: "BE1 Termination", and the sentence.
void add_properties(std::vector<HelpRow>& properties, Box const& box) {
    static constexpr std::size_t column = 13;  // where a box has its texts
    std::istringstream lines{std::string{box.text}};
    bool inside = false;   // among the properties
    bool goes_on = false;  // the last one's sentence may go on
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(' ')) inside = line.starts_with("Properties");
        if (!inside || line.size() <= column) continue;
        auto const text = line.substr(column);
        if (text.starts_with(' ')) {
            if (goes_on) properties.back().help += text.substr(text.find_first_not_of(' ') - 1);
            continue;
        }
        auto const gap = text.find("  ");
        auto const name = text.substr(0, gap);
        goes_on = gap != text.npos && !has(properties, name);  // another module may have it, too
        if (goes_on) properties.push_back({name, text.substr(text.find_first_not_of(' ', gap))});
    }
}

std::string properties_text(Program const& program, std::size_t width) {
    std::vector<HelpRow> properties;
    for (Box const& box : boxes_of(program)) add_properties(properties, box);
    std::size_t longest = 0;
    for (HelpRow const& property : properties) longest = std::max(longest, property.option.size());
    return rows_text(properties, std::min(longest + 4, width / 2), width);
}

}  // namespace

std::string help_text(Program const& program, Look const& look) {
    std::size_t const width = look.width > 50 ? static_cast<std::size_t>(look.width) : 100;
    constexpr std::size_t left = 26;
    auto const heading = [&](std::string_view words) {
        return '\n' + paint(look, Paint::bold, words) + '\n';
    };
    auto const title = wrapped(fmt::format("{}: {}", program.name, program.summary), width, "  ");
    std::string text = fmt::format("{}{}\n\n  {}\n", paint(look, Paint::bold, program.name),
                                   title.substr(program.name.size()),
                                   wrapped(program.description, width - 2, "  "));
    text += heading("How to call it");
    std::vector<HelpRow> calls{
        {fmt::format("mpirun -np 8 ./{}", program.name), "run, on real ranks"},
        {fmt::format("./{} simulate", program.name),
         "in virtual time, bit for bit repeatable; without a launcher the default"},
        {fmt::format("./{} sweep", program.name),
         "many simulations, one for each seed; under mpirun spread over the ranks"}};
    for (SubCommand const& command : program.commands)
        calls.push_back({fmt::format("./{} {} {}", program.name, command.name, command.arguments),
                         command.help});
    text += rows_text(calls, left, width);
    text += heading("Properties") + properties_text(program, width);
    if (!program.options.empty())
        text += heading("Options of " + program.name) + rows_text(own_help(program), left, width);
    text += heading("Options of every program") + rows_text(common_help(program), left, width);
    text += heading("Examples");
    for (std::string const& example : program.examples) text += "  " + example + '\n';
    text += '\n' +
            wrapped(
                "Exit status: 0 every property holds, and every row of theory that applies, 1 one "
                "does not, 2 could not run, "
                "3 inconclusive, cut off or interrupted, or not promised since an assumption was "
                "broken.",
                width, "") +
            '\n';
    return text;
}

std::string about_text(Program const& program) {
    std::string text;
    for (Box const& box : boxes_of(program))
        text += (text.empty() ? "" : "\n") + std::string{box.text} + '\n';
    return text;
}

std::string version_text(Program const& program) {
#ifdef __clang__
    constexpr std::string_view compiler = "clang " __clang_version__;
#else
    constexpr std::string_view compiler = "g++ " __VERSION__;
#endif
    return fmt::format("{} of Conclave {}\ncompiler  {}\nMPI       {}\nPMIx      {}\n",
                       program.name, CONCLAVE_VERSION, compiler, mpi::mpi_version(),
                       mpi::pmix_version());
}

}  // namespace conclave::app
