#include "app/help.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "app/boxes.hpp"
#include "app/option_rows.hpp"
#include "core/input_error.hpp"
#include "mpi/launch/versions.hpp"

namespace conclave::app {
namespace {

std::string rows_text(std::vector<HelpRow> const& rows, std::size_t width) {
    constexpr std::size_t left = 26;
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

/// The lines of a box that state its properties.
std::string properties_of(Box const& box) {
    std::string text;
    bool inside = false;
    for (std::string_view rest = box.text; !rest.empty();) {
        auto const end = rest.find('\n');
        auto const line = rest.substr(0, end);
        rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
        if (!line.empty() && line.front() != ' ') inside = line.starts_with("Properties");
        if (inside)
            text += fmt::format("  {}\n", line.substr(std::min<std::size_t>(13, line.size())));
    }
    return text;
}

}  // namespace

std::string help_text(Program const& program, Look const& look) {
    std::size_t const width = look.width > 50 ? static_cast<std::size_t>(look.width) : 100;
    auto const heading = [&](std::string_view words) {
        return '\n' + paint(look, Paint::bold, words) + '\n';
    };
    std::string text = fmt::format("{}: {}\n\n  {}\n", paint(look, Paint::bold, program.name),
                                   program.summary, wrapped(program.description, width - 2, "  "));
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
    text += rows_text(calls, width);
    std::string properties;
    for (std::string const& module : program.modules) properties += properties_of(box_of(module));
    text += heading("Properties") + properties;
    if (!program.options.empty())
        text += heading("Options of " + program.name) + rows_text(own_help(program), width);
    text += heading("Options of every program") + rows_text(common_help(program), width);
    text += heading("Examples");
    for (std::string const& example : program.examples) text += "  " + example + '\n';
    text +=
        "\nExit status: 0 every property holds, 1 one is violated, 2 could not run, "
        "3 inconclusive, or not promised since an assumption was broken.\n";
    return text;
}

std::string about_text(Program const& program) {
    std::string text = program.box;
    for (std::string const& module : program.modules)
        text += (text.empty() ? "" : "\n") + std::string{box_of(module).text} + '\n';
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
