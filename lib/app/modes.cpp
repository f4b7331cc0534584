#include "app/modes.hpp"

#include <fmt/format.h>

#include "app/output_file.hpp"
#include "core/input_error.hpp"
#include "net/chaos.hpp"

namespace conclave::app {

void complete(Program const& program, Command& command) {
    net::RunPlan& plan = command.plan;
    auto const n = plan.processes;
    bool const run = command.asked.mode == Mode::run;
    auto const how = run ? "mpirun -np" : "-n";
    if (n < program.processes_min)
        throw InputError{fmt::format("{} needs {} processes at least, not {}: {} {}", program.name,
                                     program.processes_min, n, how, program.processes_min)};
    if (n > program.processes_max)
        throw InputError{fmt::format("{} takes {} processes at most, not {}: {} {}", program.name,
                                     program.processes_max, n, how, program.processes_max)};
    if (command.per_rank > 1 && !run)
        throw InputError{"--per-rank is for runs on MPI ranks; a simulation takes -n alone"};
    if (command.stamps == Stamps::vector && n > vector_stamps_max)
        throw InputError{
            fmt::format("--stamps vector: {} processes have {} numbers in each stamp; "
                        "take {} at most, or --stamps lamport",
                        n, n, vector_stamps_max)};
    if (command.chaos)
        for (net::Action const& action : net::chaos(n, plan.seed, std::chrono::seconds{5}))
            plan.faults.actions.push_back(action);
    for (net::Action const& action : plan.faults.actions)
        if (action.kind == net::Action::Kind::kill && !run)
            throw InputError{"--kill kills real processes: use it under mpirun, or --crash here"};
    if (program.prepare) program.prepare(plan, command.asked);
    plan.faults.validate(n);
}

MakeStack stack_maker(Program const& program, net::RunPlan const& plan) {
    return [&program, &plan](Context& ctx) { return program.make_stack(ctx, plan); };
}

void require_outputs_writable(Program const& program, Command const& command) {
    if (!command.json.empty() && command.json != "-") require_writable(command.json);
    if (!program.outputs) return;
    for (std::string const& path : program.outputs()) require_writable(path);
}

int publish(Program const& program, Report report, Command const& command, Look const& look) {
    illustrate(report, program, look);
    for (File const& file : report.files) write_file(file.path, file.content);
    if (command.json == "-") {
        write_output(json(report));
        return report.status();
    }
    write_output(text(report, look));
    if (!command.json.empty()) write_file(command.json, json(report));
    return report.status();
}

}  // namespace conclave::app
