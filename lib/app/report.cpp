#include "app/report.hpp"

#include <algorithm>
#include <utility>

#include "check/assumptions.hpp"

namespace conclave::app {
namespace {

std::uint64_t count(net::Outcome const& outcome, Event::Kind kind) {
    std::uint64_t times = 0;
    for (Event const& e : outcome.events) times += e.kind == kind ? 1 : 0;
    return times;
}

}  // namespace

int status_of(check::Verdict verdict) {
    switch (verdict) {
        case check::Verdict::holds: return 0;
        case check::Verdict::violated: return 1;
        case check::Verdict::inconclusive:
        case check::Verdict::not_promised: return 3;
    }
    return 3;
}

check::Verdict Report::verdict() const {
    auto const theory_holds = std::ranges::all_of(theory, &check::TheoryRow::holds);
    auto const worst =
        check::worse(check::overall(judgements),
                     theory_holds ? check::Verdict::holds : check::Verdict::violated);
    return cut_off() ? check::worse(worst, check::Verdict::inconclusive) : worst;
}

int Report::status() const { return status_of(verdict()); }

Report make_report(Program const& program, Command const& command, net::Outcome outcome,
                   std::optional<std::uint64_t> history_hash, std::string repeat) {
    check::History const history{outcome, command.plan.faults};
    Report report{.program = program.name,
                  .mode = command.asked.mode,
                  .processes = command.plan.processes,
                  .seed = command.plan.seed,
                  .options = command.given,
                  .repeat = std::move(repeat),
                  .judgements = check::judge(program.properties(command.plan), history),
                  .theory = {},
                  .latency = {},
                  .result = {},
                  .picture = {},
                  .files = {},
                  .outcome = {},
                  .crashes = count(outcome, Event::Kind::crash),
                  .recoveries = count(outcome, Event::Kind::recovery),
                  .faults = report_faults(command.plan.faults, outcome, command.chaos),
                  .history_hash = history_hash};
    if (program.theory) report.theory = program.theory(history, outcome);
    auto const unknown = check::first_breach(history, {check::whole_history()});
    for (auto& row : report.theory) row = check::unless(unknown, std::move(row));
    if (program.latency) report.latency = program.latency(history);
    if (program.result) report.result = program.result(history);
    // A story without an end (a stubborn link) that came to its own limit was not cut off.
    if (command.plan.stay && !command.asked.limit && outcome.end == net::Outcome::End::time_limit)
        outcome.end = net::Outcome::End::story_over;
    report.outcome = std::move(outcome);
    return report;
}

void illustrate(Report& report, Program const& program, Look const& look) {
    constexpr std::size_t roomy = 100;
    check::History const history{report.outcome};
    if (program.picture)
        report.picture =
            program.picture(history, look.width > 0 ? static_cast<std::size_t>(look.width) : roomy);
    if (program.files) report.files = program.files(history);
}

}  // namespace conclave::app
