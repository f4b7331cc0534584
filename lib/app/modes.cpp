#include "app/modes.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <set>

#include "app/event_lines.hpp"
#include "app/option_rows.hpp"
#include "app/output_file.hpp"
#include "app/story.hpp"
#include "core/input_error.hpp"
#include "mpi/launch/session.hpp"
#include "net/chaos.hpp"

namespace conclave::app {
namespace {

void require_sound(std::vector<check::Property> const& properties) {
    std::set<std::string_view> ids;
    for (check::Property const& property : properties) {
        if (property.id.empty())
            throw InputError{fmt::format("the property '{}' has no id", property.name)};
        if (!ids.insert(property.id).second)
            throw InputError{fmt::format("two properties have the id {}", property.id)};
    }
}

void require_sound(Command const& command) {
    auto const n = command.plan.processes;
    auto const& [only, from, to] = command.selection;
    bool const data = command.trace == TraceLevel::json;
    bool const selects = !only.empty() || from > Time{} || to != never;
    if (command.asked.mode == Mode::sweep && (data || selects))
        throw InputError{fmt::format("{}: a sweep tells no story; simulate one of its seeds",
                                     data ? "--trace json" : "--only, --from, --to")};
    if (!only.empty() && index(*only.rbegin()) >= n)
        throw InputError{fmt::format("--only: there is no process {}, only 0 to {}",
                                     index(*only.rbegin()), n - 1)};
    if (to < from)
        throw InputError{fmt::format("--to {}: the story ends before it begins, --from {}",
                                     to_string(to.time_since_epoch()),
                                     to_string(from.time_since_epoch()))};
    if (!data) return;
    if (command.json == "-")
        throw InputError{
            "--trace json: standard output has the result already (--json -); give "
            "that a file"};
    if (command.quiet) throw InputError{"--trace json: --quiet leaves nothing to print"};
    if (command.stamps != Stamps::none)
        throw InputError{"--stamps: they are for people; the events of --trace json have stamp_ns"};
}

}  // namespace

void require_sound(Program const& program) {
    std::set<std::string> names;
    for (HelpRow const& row : common_help(program)) {
        auto const name = row.option.substr(row.option.find("--"));
        names.insert(name.substr(0, name.find(' ')));
    }
    for (Option const& option : program.options) {
        if (!option.name.starts_with("--"))
            throw InputError{fmt::format("the option '{}' does not begin with --", option.name)};
        if (!names.insert(option.name).second)
            throw InputError{fmt::format("there are two options {}", option.name)};
        auto const* choice = std::get_if<Choice>(&option.value);
        if (choice == nullptr) continue;
        std::set<std::string_view> words;
        for (std::string const& word : choice->words)
            if (!words.insert(word).second)
                throw InputError{fmt::format("{}: two variants are named {}", option.name, word)};
    }
}

void complete(Program const& program, Command& command) {
    net::RunPlan& plan = command.plan;
    auto const n = plan.processes;
    bool const run = command.asked.mode == Mode::run;
    auto const how = run ? "mpirun -np" : "-n";
    if (n < program.processes_min)
        throw InputError{fmt::format("{} needs {} processes at least, not {}: {} {}", program.name,
                                     program.processes_min, n, how, program.processes_min)};
    if (n > program.processes_max && !command.asked.large)
        throw InputError{
            fmt::format("{} promises no more than {} processes, which take a minute and 4 GB at "
                        "most; {} may take far more: {} {}, or --large to go on all the same",
                        program.name, program.processes_max, n, how, program.processes_max)};
    if (command.per_rank > 1 && !run)
        throw InputError{"--per-rank is for runs on MPI ranks; a simulation takes -n alone"};
    if (command.stamps == Stamps::vector && n > vector_stamps_max)
        throw InputError{
            fmt::format("--stamps vector: {} processes have {} numbers in each stamp; "
                        "take {} at most, or --stamps lamport",
                        n, n, vector_stamps_max)};
    require_sound(command);
    if (command.chaos)
        for (net::Action const& action : net::chaos(n, plan.seed, std::chrono::seconds{5}))
            plan.faults.actions.push_back(action);
    for (net::Action const& action : plan.faults.actions)
        if (action.kind == net::Action::Kind::kill && !run)
            throw InputError{"--kill kills real processes: use it under mpirun, or --crash here"};
    if (program.prepare) program.prepare(plan, command.asked);
    plan.faults.validate(n, program.roles);
    if (!plan.faults.drops.empty())
        plan.faults.validate_kinds(
            Process::channels_of({process(0), n, plan.seed}, stack_maker(program, plan)));
    if (program.properties) require_sound(program.properties(plan));
}

MakeStack stack_maker(Program const& program, net::RunPlan const& plan) {
    return [&program, &plan](Context& ctx) { return program.make_stack(ctx, plan); };
}

std::unique_ptr<Teller> make_teller(Program const& program, Command const& command,
                                    Look const& look, Teller::Print print) {
    net::RunPlan const& plan = command.plan;
    if (!command.tells()) return nullptr;
    auto channels =
        Process::channels_of({process(0), plan.processes, plan.seed}, stack_maker(program, plan));
    if (command.trace == TraceLevel::json)
        return std::make_unique<EventLines>(plan, command.selection, std::move(channels),
                                            std::move(print));
    return std::make_unique<Story>(
        plan, Story::Options{look, command.stamps, command.selection, std::move(channels)},
        std::move(print));
}

void require_outputs_writable(Command const& command) {
    if (!command.json.empty() && command.json != "-") require_writable(command.json);
}

void require_outputs_writable(Program const& program, Command const& command) {
    require_outputs_writable(command);
    if (!program.outputs) return;
    for (std::string const& path : program.outputs()) require_writable(path);
}

void require_together(mpi::Session const& session, std::function<void()> const& require) {
    std::string problem;
    if (session.first()) {
        try {
            require();
        } catch (InputError const& error) {
            problem = error.what();
        }
    }
    problem = session.share(problem);
    if (!problem.empty()) throw InputError{problem};
}

int publish(Program const& program, Report report, Command const& command, Look const& look) {
    illustrate(report, program, look);
    for (File const& file : report.files) write_file(file.path, file.content);
    if (command.json == "-") {
        write_output(json(report));
        return report.status();
    }
    if (command.trace == TraceLevel::json)  // standard output has events alone
        std::fputs(text(report, {}).c_str(), stderr);
    else
        write_output(text(report, look));
    if (!command.json.empty()) write_file(command.json, json(report));
    return report.status();
}

}  // namespace conclave::app
