#include "app/option_rows.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <utility>

#include "app/process_names.hpp"
#include "core/input_error.hpp"
#include "net/notation.hpp"

namespace conclave::app {
namespace {

using Takes = OptionRow::Takes;
using Values = OptionRow::Values;

std::uint64_t read_count(std::string const& text, std::uint64_t least, std::uint64_t most) {
    double value = 0;
    std::size_t used = 0;
    try {
        value = std::stod(text, &used);  // so that 1e6 is a number of seeds
    } catch (std::exception const&) {
        used = 0;
    }
    bool const whole = used == text.size() && used > 0 && std::floor(value) == value;
    if (!whole || value < static_cast<double>(least) || value > static_cast<double>(most))
        throw InputError{
            fmt::format("'{}' is not a whole number from {} to {}", text, least, most)};
    return static_cast<std::uint64_t>(value);
}

Seed read_seed(std::string const& text) {
    Seed seed = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
    if (error != std::errc{} || end != text.data() + text.size())
        throw InputError{fmt::format("'{}' is not a seed: a whole number from 0 to 2^64-1", text)};
    return seed;
}

template <class Items, class Read>
void append(Items& items, Values const& values, Read read) {
    for (std::string const& value : values) items.push_back(read(value));
}

void add_actions(Command& command, net::Action::Kind kind, Values const& values) {
    command.asked.faults = true;
    command.asked.story = false;
    append(command.plan.faults.actions, values,
           [kind](std::string const& v) { return net::read_action(kind, v); });
}

void add_pauses(Command& command, Values const& values) {
    command.asked.faults = true;
    command.asked.story = false;
    for (std::string const& value : values) {
        auto const [pause, resume] = net::read_pause(value);
        command.plan.faults.actions.push_back(pause);
        command.plan.faults.actions.push_back(resume);
    }
}

void add_skews(Command& command, Values const& values) {
    for (std::string const& value : values)
        if (!command.plan.faults.skews.insert(net::read_skew(value)).second)
            throw InputError{fmt::format("'{}': that clock is skewed already", value)};
}

TraceLevel read_trace(std::string const& text) {
    if (text == "none") return TraceLevel::none;
    if (text == "story") return TraceLevel::story;
    if (text == "all") return TraceLevel::all;
    if (text == "json") return TraceLevel::json;
    throw InputError{fmt::format("'{}' is none of story, all, json, none", text)};
}

Stamps read_stamps(std::string const& text) {
    if (text == "none") return Stamps::none;
    if (text == "lamport") return Stamps::lamport;
    if (text == "vector") return Stamps::vector;
    if (text == "hybrid") return Stamps::hybrid;
    throw InputError{fmt::format("'{}' is none of lamport, vector, hybrid, none", text)};
}

std::vector<OptionRow> size_rows(Program const& program) {
    return {
        {"-n,--processes", "N", Takes::one,
         fmt::format("simulate, sweep: how many processes (default {}); run: the ranks times "
                     "--per-rank",
                     program.processes),
         [](Command& c, Values const& v) {
             c.plan.processes = static_cast<std::uint32_t>(read_count(v[0], 1, 10'000'000));
             c.processes_given = true;
         }},
        {"--large", "", Takes::nothing,
         fmt::format(
             "go on where a run may take more than a minute or 4 GB, as with more processes "
             "than {}",
             program.processes_max),
         [](Command& c, Values const&) { c.asked.large = true; }},
        {"--per-rank", "K", Takes::one, "run: processes on each rank (default 1)",
         [](Command& c, Values const& v) {
             c.per_rank = static_cast<std::uint32_t>(read_count(v[0], 1, 100'000));
         }},
        {"--seed", "S", Takes::one,
         "the whole run's chance (default: random in run, 1 in simulate and sweep)",
         [](Command& c, Values const& v) {
             c.plan.seed = read_seed(v[0]);
             c.seed_given = true;
         }},
        {"--seeds", "N", Takes::one, "sweep: how many seeds, from --seed on (default 1000)",
         [](Command& c, Values const& v) { c.seeds = read_count(v[0], 1, 1'000'000'000'000); }},
        {"--for", "T", Takes::one,
         "the longest the run may take: 10s, 500ms, 2min (default 60s); it ends by itself when its "
         "story is over",
         [](Command& c, Values const& v) {
             c.asked.limit = true;
             c.plan.limit = net::read_duration(v[0]);
             if (c.plan.limit <= Duration::zero()) throw InputError{"a run needs some time"};
         }},
        {"--stay", "", Takes::nothing,
         "go on until --for, even when the story is over: time to kill a rank by hand",
         [](Command& c, Values const&) { c.plan.stay = true; }},
    };
}

std::vector<OptionRow> network_rows() {
    return {
        {"--loss", "P", Takes::one, "each message is lost with this probability: 0.1 or 10%",
         [](Command& c, Values const& v) { c.plan.faults.loss = net::read_probability(v[0]); }},
        {"--duplicate", "P", Takes::one, "... arrives twice",
         [](Command& c, Values const& v) {
             c.plan.faults.duplicate = net::read_probability(v[0]);
         }},
        {"--delay", "A..B", Takes::one,
         "... is delayed by this much more, uniformly (default in simulate and sweep: 1ms..10ms)",
         [](Command& c, Values const& v) {
             std::tie(c.plan.faults.delay_min, c.plan.faults.delay_max) = net::read_delay(v[0]);
         }},
        {"--reorder", "P", Takes::one, "... is held back so that later ones pass it",
         [](Command& c, Values const& v) { c.plan.faults.reorder = net::read_probability(v[0]); }},
        {"--cut", "P>Q@A..B", Takes::many,
         "from A until B nothing gets from P to Q (0>1@1s..3s, or 0-to-1, which needs no quotes); "
         "without @ the whole run; repeatable",
         [](Command& c, Values const& v) {
             c.asked.story = false;
             append(c.plan.faults.cuts, v, net::read_cut);
         }},
        {"--partition", "G/G@A..B", Takes::many,
         "groups that cannot hear each other (0,1/2,3,4@1s..3s); repeatable",
         [](Command& c, Values const& v) {
             c.asked.story = false;
             append(c.plan.faults.partitions, v, net::read_partition);
         }},
    };
}

/// What befalls one direction of one pair, or one kind of messages.
std::vector<OptionRow> link_rows() {
    return {
        {"--delay-on", "P>Q:A..B", Takes::many,
         "from P to Q each message is delayed by this much instead of --delay "
         "(0-to-1:20ms..20ms, with dates 0-to-1:5ms@1s..3s); * is any process; the last one that "
         "matches counts; repeatable",
         [](Command& c, Values const& v) {
             append(c.plan.faults.delays_on, v, net::read_link_delay);
         }},
        {"--loss-on", "P>Q:X", Takes::many,
         "... is lost with this probability instead of --loss (0-to-1:0.5); repeatable",
         [](Command& c, Values const& v) {
             append(c.plan.faults.losses_on, v, net::read_link_chance);
         }},
        {"--duplicate-on", "P>Q:X", Takes::many,
         "... arrives twice with this probability instead of --duplicate; repeatable",
         [](Command& c, Values const& v) {
             append(c.plan.faults.duplicates_on, v, net::read_link_chance);
         }},
        {"--drop", "KIND@P:K", Takes::many,
         "the next K messages of this kind from P are lost, all copies that links send of them "
         "(Victory@6:1; to p2 only Victory@6-to-2:1; from 2 s on Victory@6:1@2s..10s); 'all' for K "
         "cuts the kind off; repeatable",
         [](Command& c, Values const& v) { append(c.plan.faults.drops, v, net::read_drop); }},
    };
}

std::vector<OptionRow> process_rows() {
    using enum net::Action::Kind;
    return {
        {"--crash", "P@T", Takes::many,
         "process P crashes at T (3@2s); a role such as 'leader' stands for whoever bears it then; "
         "3@2s+1send: in the middle of a handler, right after its first message from 2 s on "
         "(+2puts: "
         "after its second write to stable storage); repeatable",
         [](Command& c, Values const& v) { add_actions(c, crash, v); }},
        {"--recover", "P@T", Takes::many,
         "it recovers, with nothing but its stable storage, or is spared a crash in a handler that "
         "has not come by then; a role's bearers recover in the order in which they fell; "
         "repeatable",
         [](Command& c, Values const& v) { add_actions(c, recover, v); }},
        {"--pause", "P@A..B", Takes::many, "it stands still from A until B; repeatable",
         [](Command& c, Values const& v) { add_pauses(c, v); }},
        {"--kill", "P@T", Takes::many,
         "run: the operating-system process of that rank dies by SIGKILL; kill -9 by hand is the "
         "same; repeatable",
         [](Command& c, Values const& v) { add_actions(c, kill, v); }},
        {"--no-story", "", Takes::nothing,
         "nothing befalls anybody but what is typed: the program's own crashes and recoveries stay "
         "out, as they do beside a typed fault of a process, a cut or a partition",
         [](Command& c, Values const&) { c.asked.story = false; }},
        {"--chaos", "", Takes::nothing,
         "crashes, some of them in the middle of a handler, and recoveries at random times in the "
         "first 5 s, drawn from the seed",
         [](Command& c, Values const&) {
             c.chaos = true;
             c.asked.faults = true;
             c.asked.story = false;
         }},
        {"--skew", "P:O,D", Takes::many,
         "the clock of P is wrong by this offset and drift (3:+5ms,-20ppm); repeatable", add_skews},
        {"--no-supervisor", "", Takes::nothing,
         "run: do not fork before MPI_Init (debuggers, valgrind); real deaths then need mpirun "
         "--enable-recovery",
         [](Command& c, Values const&) { c.supervised = false; }},
    };
}

std::vector<OptionRow> output_rows() {
    return {
        {"--scenario",
         "FILE",
         Takes::one,
         "read options from a TOML file (loss = 0.1, crash = [\"leader@2s\"]), '-' is standard "
         "input; "
         "what is typed wins",
         {}},
        {"--json", "FILE", Takes::one,
         "the result for scripts; '-' is standard output, which then carries nothing else",
         [](Command& c, Values const& v) {
             c.json = v[0];
             if (c.json.empty()) throw InputError{"it takes a file, or - for standard output"};
         }},
        {"--quiet", "", Takes::nothing, "only the end",
         [](Command& c, Values const&) { c.quiet = true; }},
        {"--trace", "LEVEL", Takes::one,
         "story: the algorithm's own events and all faults (default); all: every layer's; json: "
         "these for scripts, one object a line on standard output, the report on standard error; "
         "none",
         [](Command& c, Values const& v) { c.trace = read_trace(v[0]); }},
        {"--only", "P,Q", Takes::one,
         "the story of these processes alone (p2,p3 or p0..p4); the report stays whole",
         [](Command& c, Values const& v) {
             auto const processes = read_names(v[0]);
             if (!processes)
                 throw InputError{fmt::format("'{}' names no processes: p2,p3 or p0..p4", v[0])};
             c.selection.only = *processes;
         }},
        {"--from", "T", Takes::one, "the story from this time on",
         [](Command& c, Values const& v) { c.selection.from = Time{net::read_duration(v[0])}; }},
        {"--to", "T", Takes::one, "the story up to this time",
         [](Command& c, Values const& v) { c.selection.to = Time{net::read_duration(v[0])}; }},
        {"--stamps", "CLOCK", Takes::one,
         "print with each event its stamp by a logical clock that ticks at every event shown: "
         "lamport, vector, hybrid, none (default)",
         [](Command& c, Values const& v) { c.stamps = read_stamps(v[0]); }},
        {"-h,--help", "", Takes::nothing, "this page", {}},
        {"--version",
         "",
         Takes::nothing,
         "the versions of Conclave, the compiler, MPI and PMIx",
         {}},
        {"--about",
         "",
         Takes::nothing,
         "the modules of the program: properties, sources, costs",
         {}},
    };
}

/// Gives a program's variable its value.
struct Assign {
    Values const& values;

    void operator()(Duration* to) const { *to = net::read_duration(values[0]); }
    void operator()(double* to) const {
        std::size_t used = 0;
        try {
            *to = std::stod(values[0], &used);
        } catch (std::exception const&) {
            used = 0;
        }
        if (used != values[0].size() || !std::isfinite(*to))
            throw InputError{fmt::format("'{}' is not a number", values[0])};
    }
    void operator()(std::uint32_t* to) const {
        *to = static_cast<std::uint32_t>(read_count(values[0], 0, UINT32_MAX));
    }
    void operator()(bool* to) const { *to = true; }
    void operator()(std::string* to) const { *to = values[0]; }
    void operator()(Choice const& choice) const {
        if (std::ranges::find(choice.words, values[0]) == choice.words.end())
            throw InputError{
                fmt::format("'{}' is none of {}", values[0], fmt::join(choice.words, ", "))};
        *choice.value = values[0];
    }
};

/// How an option's value is named, and what it is by default.
struct Describe {
    using Words = std::pair<std::string, std::string>;
    Words operator()(Duration const* v) const { return {"T", net::write(*v)}; }
    Words operator()(double const* v) const { return {"X", fmt::format("{}", *v)}; }
    Words operator()(std::uint32_t const* v) const { return {"N", fmt::format("{}", *v)}; }
    Words operator()(bool const*) const { return {"", ""}; }
    Words operator()(std::string const* v) const { return {"TEXT", *v}; }
    Words operator()(Choice const& c) const {
        return {fmt::format("{}", fmt::join(c.words, "|")), *c.value};
    }
};

}  // namespace

std::string OptionRow::long_name() const { return names.substr(names.find("--")); }

std::vector<OptionRow> common_options(Program const& program) {
    std::vector<OptionRow> rows;
    for (auto&& group :
         {size_rows(program), network_rows(), link_rows(), process_rows(), output_rows()})
        rows.insert(rows.end(), group.begin(), group.end());
    return rows;
}

std::vector<OptionRow> all_options(Program const& program) {
    auto rows = common_options(program);
    for (Option const& option : program.options) {
        bool const flag = std::holds_alternative<bool*>(option.value);
        rows.push_back(
            {option.name, std::visit(Describe{}, option.value).first,
             flag ? Takes::nothing : Takes::one, option.help,
             [&option](Command&, Values const& v) { std::visit(Assign{v}, option.value); }});
    }
    return rows;
}

std::vector<HelpRow> common_help(Program const& program) {
    std::vector<HelpRow> help;
    for (OptionRow const& row : common_options(program)) {
        auto names = row.names;
        if (auto const comma = names.find(','); comma != names.npos) names.insert(comma + 1, " ");
        help.push_back({names + (row.metavar.empty() ? "" : ' ' + row.metavar), row.help});
    }
    return help;
}

std::vector<HelpRow> own_help(Program const& program) {
    std::vector<HelpRow> help;
    for (Option const& option : program.options) {
        auto const [metavar, standard] = std::visit(Describe{}, option.value);
        help.push_back(
            {option.name + (metavar.empty() ? "" : ' ' + metavar),
             option.help + (standard.empty() ? "" : fmt::format(" (default {})", standard))});
    }
    return help;
}

}  // namespace conclave::app
