#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/program.hpp"
#include "app/selection.hpp"
#include "app/stamper.hpp"
#include "net/run.hpp"

namespace conclave::app {

enum class TraceLevel : std::uint8_t { none, story, all, json };

/// What to tell of the program instead of running it.
enum class Info : std::uint8_t { help, version, about };

/// Which is asked for, if any: --help wins over whatever stands beside it, right or wrong.
std::optional<Info> asked_info(std::vector<std::string> const& arguments);

/// A word as one would type it into a shell: in quotes where it needs them.
std::string quoted(std::string const& word);

/// What was asked for.
struct Command {
    bool mode_given{false};

    net::RunPlan plan{};
    bool processes_given{false};
    bool seed_given{false};
    Asked asked{};
    bool chaos{false};
    std::uint32_t per_rank{1};
    std::uint64_t seeds{1000};  ///< of a sweep
    bool supervised{true};

    TraceLevel trace{TraceLevel::story};
    Stamps stamps{Stamps::none};
    Selection selection{};
    bool quiet{false};
    std::string json{};  ///< a path, "-" for standard output, empty for none

    /// Whether the run is told while it goes on.
    [[nodiscard]] bool tells() const { return json != "-" && !quiet && trace != TraceLevel::none; }
    [[nodiscard]] bool all_layers() const {
        return trace == TraceLevel::all || trace == TraceLevel::json;
    }

    /// The values of every option that was typed or read from the scenario file, by its long name.
    std::map<std::string, std::vector<std::string>> given{};

    /// The options that, with a seed and a number of processes, repeat the run.
    [[nodiscard]] std::string repeat() const;
};

/// Reads the command line, and the scenario file that it names. `launched`: the program runs under
/// an MPI launcher. Throws InputError. The program's own options are written to where they point.
Command read_command_line(Program const& program, std::vector<std::string> const& arguments,
                          bool launched);

}  // namespace conclave::app
