#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "check/measures.hpp"
#include "check/property.hpp"
#include "check/spell.hpp"
#include "core/process.hpp"
#include "net/run.hpp"

namespace conclave::app {

/// One of several words: `Choice{&settings.link, {"fair-loss", "stubborn", "perfect", "fifo"}}`.
struct Choice {
    std::string* value;
    std::vector<std::string> words;
};

/// A table of variants of which one is chosen by its name, the first by default:
///
///     OneOf<Variant> algorithm{{"cristian", {make<CristianSync>}}, {"ntp", {make<NtpSync>}}};
///
/// It is an option's value as a Choice is: `{"--algorithm", "...", algorithm}`.
template <class Row>
class OneOf {
public:
    OneOf(std::initializer_list<std::pair<std::string, Row>> rows)
        : rows_{rows}, name_{rows_.front().first} {}
    OneOf(OneOf const&) = delete;  // the option points into it
    OneOf& operator=(OneOf const&) = delete;
    ~OneOf() = default;

    [[nodiscard]] std::string const& name() const { return name_; }
    [[nodiscard]] Row const& operator*() const {
        for (auto const& [name, row] : rows_)
            if (name == name_) return row;
        return rows_.front().second;
    }
    [[nodiscard]] Row const* operator->() const { return &**this; }

    operator Choice() {  // NOLINT(*-explicit-*): it stands among pointers to values
        Choice choice{&name_, {}};
        for (auto const& [name, row] : rows_) choice.words.push_back(name);
        return choice;
    }

private:
    std::vector<std::pair<std::string, Row>> rows_;
    std::string name_;
};

/// For the rows of a table: a function that makes one of these, whatever it is made from.
template <class Made, class Base, class... Arguments>
std::unique_ptr<Base> make(Arguments... arguments) {
    return std::make_unique<Made>(std::forward<Arguments>(arguments)...);
}

/// An option of one program, beside the common ones. What the variable holds before is the default.
struct Option {
    std::string name;  ///< "--heartbeat"
    std::string help;  ///< what it is, the effect of more and less, how to choose
    std::variant<Duration*, double*, std::uint32_t*, bool*, std::string*, Choice> value;
};

/// What a program computed: "leader": 4. For people there is no line where there was no such spell.
using Value = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string,
                           std::vector<check::Spell>>;
using Result = std::vector<std::pair<std::string, Value>>;

enum class Mode : std::uint8_t { run, simulate, sweep };

/// What the user asked for, as far as a program's defaults depend on it.
struct Asked {
    Mode mode{};
    bool faults{false};  ///< a crash, recovery, pause or kill
    bool story{true};    ///< the program's own: gives way to --no-story, faults, cuts, partitions
    bool limit{false};   ///< --for
    bool large{false};   ///< --large: whatever time and memory it takes
};

/// A file that a run leaves behind.
struct File {
    std::string path;
    std::string content;
};

/// A sub-command of one program, beside run, simulate and sweep: `./snapshot show FILE`.
struct SubCommand {
    std::string name;       ///< "show"
    std::string arguments;  ///< "FILE...", for --help
    std::string help;
    /// Returns the text to print. Throws InputError.
    std::function<std::string(std::vector<std::string> const& arguments)> carry_out;
};

/// All that makes a program: its words, its options, its stack, and how to judge what happened.
/// Everything else (the command line, the drivers, the faults, the report) is the same for all of
/// them.
struct Program {
    std::string name;                   ///< "bully"
    std::string summary;                ///< one line
    std::string description;            ///< the algorithm and its story, for --help
    std::vector<std::string> modules;   ///< for --about, from top to bottom
    std::vector<std::string> examples;  ///< three command lines
    std::uint32_t processes{5};         ///< simulate, sweep: how many without -n
    std::uint32_t processes_min{2};
    /// How many a simulation of its own story bears within a minute and 4 GB; --large takes more.
    std::uint32_t processes_max{100'000};
    std::vector<Option> options{};
    /// Whom a fault may strike by name (--crash leader@2s): roles whose bearer the stack knows.
    std::vector<std::string> roles{};
    std::vector<SubCommand> commands{};
    /// Completes the plan once the options are known: the settle time, requests, the faults of the
    /// program's own story. Throws InputError for options that do not go together.
    std::function<void(net::RunPlan& plan, Asked const& asked)> prepare{};
    std::function<std::unique_ptr<Stack>(Context&, net::RunPlan const&)> make_stack{};
    std::function<std::vector<check::Property>(net::RunPlan const&)> properties{};
    std::function<std::vector<check::TheoryRow>(check::History const&, net::Outcome const&)>
        theory{};
    std::function<check::Latency(check::History const&)> latency{};
    std::function<Result(check::History const&)> result{};
    /// What happened, drawn for people: lines of at most this many columns, below the result.
    std::function<std::string(check::History const&, std::size_t columns)> picture{};
    /// What files() may write, looked at before anything runs: a path that ends in '/' is a folder,
    /// which is made if it is not there.
    std::function<std::vector<std::string>()> outputs{};
    std::function<std::vector<File>(check::History const&)> files{};
};

/// A program's make_stack, for a stack that wants nothing but its context.
template <class Made>
std::unique_ptr<Stack> stack(Context& ctx, net::RunPlan const&) {
    return std::make_unique<Made>(ctx);
}

/// A program's properties, if they are the same in every run.
inline auto always(std::vector<check::Property> properties) {
    return [properties = std::move(properties)](net::RunPlan const&) { return properties; };
}

/// Runs, simulates or sweeps as the command line says. Returns the exit status: 0 every property
/// holds, 1 one is violated, 2 could not run, 3 inconclusive, cut off, or not promised.
int main_of(Program const& program, int argc, char** argv);

/// The main function of every program. It is defined here so that our tests can compile a program
/// with all that is called `main` under another name.
inline int main(Program const& program, int argc, char** argv) {
    return main_of(program, argc, argv);
}

}  // namespace conclave::app
