#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "app/command_line.hpp"
#include "app/program.hpp"

namespace conclave::app {

/// One option: how it is typed, what it does.
struct OptionRow {
    using Values = std::vector<std::string>;
    enum class Takes : std::uint8_t { nothing, one, many };

    std::string names;    ///< "-n,--processes"
    std::string metavar;  ///< "N"
    Takes takes;
    std::string help;
    /// Throws InputError for values that make no sense. Nothing: it acts before the others do.
    std::function<void(Command&, Values const&)> apply;

    [[nodiscard]] std::string long_name() const;
};

/// The options that all programs share, in the order of the help.
std::vector<OptionRow> common_options(Program const& program);
/// These, and the program's own, which write to where they point.
std::vector<OptionRow> all_options(Program const& program);

/// An option as --help shows it.
struct HelpRow {
    std::string option;  ///< "--loss P"
    std::string help;
};
/// The options that all programs share, in the order of the help; and a program's own, with their
/// defaults.
std::vector<HelpRow> common_help(Program const& program);
std::vector<HelpRow> own_help(Program const& program);

}  // namespace conclave::app
