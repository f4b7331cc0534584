#include "support/soak.hpp"

#include <fmt/format.h>
#include <numeric>

#include "app/report.hpp"
#include "core/input_error.hpp"
#include "support/play.hpp"
#include "support/swarm.hpp"

namespace conclave::test {
namespace {

using check::Verdict;

/// Clocks that gain or lose up to half of the time.
std::string drift(Swarm& swarm, std::uint64_t n) {
    auto const clock = [&](std::uint64_t p) {
        auto const ppm = swarm.one_of<std::uint64_t>({20, 1'000, 100'000, 500'000});
        return fmt::format(" --skew {}:+{}ms,{}{}ppm", p, swarm.from(0, 20),
                           swarm.chance(0.5) ? '+' : '-', swarm.from(0, ppm));
    };
    auto const p = swarm.from(0, n - 1);
    auto text = clock(p);
    if (swarm.chance(0.5)) text += clock((p + 1) % n);
    return text;
}

/// Somebody stands still for a while; now and then for long.
std::string pause(Swarm& swarm, std::uint64_t n) {
    auto const begin = swarm.from(0, 5'000);
    auto const length = swarm.chance(0.3) ? swarm.from(1, 5'000) : swarm.from(1, 500);
    return fmt::format(" --pause {}@{}ms..{}ms", swarm.from(0, n - 1), begin, begin + length);
}

std::string faults(Swarm& swarm, Trouble trouble, std::uint64_t n) {
    switch (trouble) {
        case Trouble::none: return {};
        case Trouble::network: return swarm.network();
        case Trouble::crashes: return " --chaos";
        case Trouble::handlers:
            return swarm.crash_in_handler(std::to_string(swarm.from(0, n - 1)), swarm.from(0, 4));
        case Trouble::split: return swarm.split(n, swarm.from(0, 6));
        case Trouble::pause: return pause(swarm, n);
        case Trouble::drift: return drift(swarm, n);
        case Trouble::several: break;
    }
    auto text = swarm.network();
    if (swarm.chance(0.5))
        text += faults(swarm, Trouble::crashes, n);
    else if (swarm.chance(0.5))
        text += faults(swarm, Trouble::handlers, n);
    else if (swarm.chance(0.5))
        text += faults(swarm, Trouble::pause, n);
    if (swarm.chance(0.5)) text += faults(swarm, Trouble::split, n);
    if (swarm.chance(0.5)) text += faults(swarm, Trouble::drift, n);
    return text;
}

std::string links_options(Swarm& swarm) {
    auto const link = swarm.one_of<std::string>(
        {"perfect", "fair-loss", "stubborn", "eliminate-duplicates", "fifo"});
    return " --link " + link + " --every 50ms --lines " + std::to_string(swarm.from(1, 30)) +
           (link == "stubborn" ? "" : " --for 10min");
}
std::string bully_options(Swarm& swarm) {
    std::string text = " --for 10min";
    if (swarm.chance(0.3)) text += " --algorithm omega";
    if (swarm.chance(0.5)) text += " --starter " + swarm.one_of<std::string>({"all", "none", "0"});
    return text;
}
std::string lamport_options(Swarm& swarm) {
    auto text =
        " --for 10min --every 15ms --rounds " + std::to_string(swarm.from(1, 60)) + " --clock " +
        swarm.one_of<std::string>({"lamport", "vector", "differential", "matrix", "hybrid"});
    if (swarm.chance(0.5))
        text += " --link " + swarm.one_of<std::string>({"perfect", "fifo", "fair-loss"});
    return text;
}
std::string ring_options(Swarm& swarm) {
    std::string text = " --for 10min";
    if (swarm.chance(0.5)) text += " --algorithm hirschberg-sinclair";
    text += " --order " + swarm.one_of<std::string>({"random", "rising", "falling"});
    return swarm.chance(0.3) ? text + " --alone" : text;
}
std::string snapshot_options(Swarm& swarm) {
    auto text = " --for 10min --algorithm " +
                swarm.one_of<std::string>({"chandy-lamport", "lai-yang", "mattern"}) +
                " --workload " + swarm.one_of<std::string>({"game", "bank"}) + " --topology " +
                swarm.one_of<std::string>({"complete", "ring", "star", "random"}) + " --every " +
                swarm.one_of<std::string>({"5ms", "20ms", "100ms"});
    if (swarm.chance(0.3)) text += " --link perfect";
    if (swarm.chance(0.3)) text += " --start 0@50ms,0@52ms,1@52ms,0@1s";
    return text;
}
std::string clock_options(Swarm& swarm, std::string const& algorithm) {
    auto text = " --for 10min --every 400ms --sample 50ms --algorithm " + algorithm;
    if (swarm.chance(0.2)) text += " --jitter " + swarm.one_of<std::string>({"50us", "3ms"});
    if (swarm.chance(0.2)) text += " --step";
    if (swarm.chance(0.2)) text += " --slew " + swarm.one_of<std::string>({"0.01", "0.9"});
    if (swarm.chance(0.2)) text += " --rounds 1";
    return text;
}

/// The troubles of Lundelius and Lynch's algorithm, which takes no run in which a message is lost
/// or anybody stops.
Trouble bearable(Trouble trouble) {
    return trouble == Trouble::drift ? Trouble::drift : Trouble::none;
}

/// What a run comes to, added to the others.
void add(Soak& soak, Trouble trouble, app::Report const& report, std::string const& command) {
    ++soak.verdicts[trouble].runs[static_cast<std::size_t>(report.verdict())];
    for (auto const& judgement : report.judgements) {
        auto const& finding = judgement.finding;
        soak.premises[std::string{judgement.id}] += finding.premises() > 0 ? 1 : 0;
        if (finding.verdict() == Verdict::violated)
            soak.offences.push_back(
                {fmt::format("{} violated: {}", judgement.id, finding.reason()), command});
    }
    for (auto const& row : report.theory) {
        soak.rows += row.applies() ? 1 : 0;
        if (!row.holds())
            soak.offences.push_back({fmt::format("theory: {}: {:g} {} {:g} is not so", row.what,
                                                 row.measured, row.relation, row.expected),
                                     command});
    }
}

}  // namespace

std::string_view name_of(Trouble trouble) {
    constexpr std::array<std::string_view, troubles.size()> names{
        "none", "network", "crashes", "handlers", "split", "pause", "drift", "several"};
    return names[static_cast<std::size_t>(trouble)];
}

SoakRun soak_run(std::string_view program, Seed seed) {
    Swarm swarm{seed};
    auto trouble = troubles[swarm.from(0, troubles.size() - 1)];
    auto const n = swarm.from(2, 7);
    std::string options;
    if (program == "links") options = links_options(swarm);
    if (program == "bully") options = bully_options(swarm);
    if (program == "lamport") options = lamport_options(swarm);
    if (program == "ring_election") options = ring_options(swarm);
    if (program == "snapshot") options = snapshot_options(swarm);
    if (program == "clock_sync") {
        auto const algorithm = swarm.one_of<std::string>(
            {"cristian", "cristian-min", "berkeley", "ntp", "lundelius-lynch"});
        options = clock_options(swarm, algorithm);
        if (algorithm == "lundelius-lynch") trouble = bearable(trouble);
    }
    return {trouble, fmt::format("simulate -n {} --seed {}{}{}", n, seed, options,
                                 faults(swarm, trouble, n))};
}

std::uint64_t Verdicts::all() const {
    return std::accumulate(runs.begin(), runs.end(), std::uint64_t{0});
}

std::string Soak::text() const {
    auto out = fmt::format("{:<15}{:<10}{:>9}{:>9}{:>14}{:>14}{:>10}\n", program, "trouble", "runs",
                           "held", "not promised", "inconclusive", "violated");
    for (auto const& [trouble, v] : verdicts)
        out += fmt::format("{:<15}{:<10}{:>9}{:>9}{:>14}{:>14}{:>10}\n", program, name_of(trouble),
                           v.all(), v.of(Verdict::holds), v.of(Verdict::not_promised),
                           v.of(Verdict::inconclusive), v.of(Verdict::violated));
    out += fmt::format("{:<15}runs with a premise:", program);
    for (auto const& [id, runs] : premises) out += fmt::format(" {} {}", id, runs);
    out += fmt::format("; rows of theory that applied: {}\n", rows);
    for (auto const& [what, command] : offences) out += fmt::format("{}    {}\n", command, what);
    return out;
}

Soak soak(std::string_view program, Seed first, std::uint64_t runs) {
    Soak all{.program = std::string{program}};
    programs::Make make = nullptr;
    for (programs::Make const candidate : programs::every)
        if (candidate().name == program) make = candidate;
    if (!make) throw InputError{fmt::format("there is no program {}", program)};
    for (Seed seed = first; seed < first + runs; ++seed) {
        auto const [trouble, words] = soak_run(program, seed);
        auto const command = fmt::format("{} {}", program, words);
        auto const fresh = make();
        auto run = play(fresh, words_of(words));
        bool const stays = run.command.plan.stay;
        auto const report = app::make_report(fresh, run.command, std::move(run.trial.outcome),
                                             run.trial.hash, command);
        add(all, trouble, report, command);
        if (report.cut_off() && !stays)
            all.offences.push_back({"it did not come to rest", command});
    }
    return all;
}

}  // namespace conclave::test
