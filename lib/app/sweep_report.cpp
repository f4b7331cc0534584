#include "app/sweep_report.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/report_parts.hpp"

namespace conclave::app {
namespace {

using check::Verdict;

constexpr std::size_t failures_shown = 10;
constexpr std::size_t faults_shown = 20;

Verdict verdict_of(Failure const& failure) {
    return failure.promised ? Verdict::violated : Verdict::not_promised;
}

std::string line(Tally const& t) {
    return fmt::format(
        "{:<32}holds in {}, violated in {}, {}inconclusive in {}  ({} cases)",
        fmt::format("{} {}", t.id, t.name), t.holds, t.violated,
        t.not_promised > 0 ? fmt::format("not promised in {}, ", t.not_promised) : "",
        t.inconclusive, t.premises);
}

std::string line(TheoryTally const& t) {
    auto const applied = t.so + t.not_so;
    auto how = t.not_so > 0 ? fmt::format("NOT SO in {} of {} runs", t.not_so, applied)
                            : fmt::format("ok in {} runs", t.so);
    if (t.not_applied > 0) how += fmt::format(", does not apply in {}", t.not_applied);
    return fmt::format("{}: {}  [{} {}]", t.what, how, t.relation, t.formula);
}

std::string line(FaultTally const& t) {
    if (t.runs_hit == 0)
        return fmt::format("{}: hit nothing in any run: this sweep says nothing about it", t.fault);
    return fmt::format("{}: struck {} {} in {} of {} runs", t.fault, t.struck,
                       t.of_messages ? "messages" : "times", t.runs_hit, t.runs);
}

Json json_of(Tally const& t) {
    return {{"id", t.id},
            {"name", t.name},
            {"verdict", check::name_of(t.verdict())},
            {"premises", t.premises},
            {"holds", t.holds},
            {"violated", t.violated},
            {"not_promised", t.not_promised},
            {"inconclusive", t.inconclusive}};
}

Json json_of(TheoryTally const& t) {
    return {{"what", t.what},
            {"relation", t.relation},
            {"formula", t.formula},
            {"measured_min", number(t.measured_min)},
            {"measured_max", number(t.measured_max)},
            {"so", t.so},
            {"not_so", t.not_so},
            {"does_not_apply", t.not_applied},
            {"holds", t.so + t.not_so > 0 ? Json(t.not_so == 0) : Json(nullptr)}};
}

Json json_of(FaultTally const& t) {
    return {{"fault", t.fault},
            {t.of_messages ? "messages" : "struck", t.struck},
            {"runs", t.runs},
            {"runs_hit", t.runs_hit}};
}

template <class Tallies>
Json json_of_each(Tallies const& tallies) {
    Json all = Json::array();
    for (auto const& tally : tallies) all.push_back(json_of(tally));
    return all;
}

/// A heading in the margin, then a line.
std::string row(std::string_view heading, std::string_view text) {
    return fmt::format("{:<12}{}\n", heading, text);
}

template <class Tallies>
std::string rows(std::string_view heading, Tallies const& tallies) {
    std::string out;
    for (auto const& tally : tallies) {
        out += row(heading, line(tally));
        heading = "";
    }
    return out;
}

std::string sums(FaultSums const& f) {
    return counts({{f.crashes, f.crashes == 1 ? "crash" : "crashes"},
                   {f.recoveries, f.recoveries == 1 ? "recovery" : "recoveries"},
                   {f.network.lost, "lost"},
                   {f.network.duplicated, "duplicated"},
                   {f.network.delayed, "delayed"},
                   {f.network.refused, "not taken in"},
                   {f.garbled, "garbled"}});
}

/// First those that hit nothing, where there are too many to show.
std::string plan_rows(std::vector<FaultTally> plan) {
    std::string more;
    if (plan.size() > faults_shown) {
        std::ranges::stable_sort(plan, {}, [](FaultTally const& f) { return f.runs_hit > 0; });
        more = row("", fmt::format("and {} more, see --json", plan.size() - faults_shown));
        plan.resize(faults_shown);
    }
    return rows("", plan) + more;
}

}  // namespace

std::string SweepReport::repeat() const {
    return fmt::format("{} sweep -n {} --seed {} --seeds {}{}", quoted(call_.argv[0]),
                       command_.plan.processes, command_.plan.seed, command_.seeds,
                       command_.repeat());
}

std::string SweepReport::repeat(Seed seed) const {
    return fmt::format("{} simulate -n {} --seed {}{}", quoted(call_.argv[0]),
                       command_.plan.processes, seed, command_.repeat());
}

double SweepReport::messages_mean() const {
    return static_cast<double>(harvest_.messages) /
           static_cast<double>(std::max<std::uint64_t>(harvest_.runs, 1));
}

std::string SweepReport::text() const {
    Harvest const& h = harvest_;
    auto const seeds = h.runs == command_.seeds ? fmt::format("{}", h.runs)
                                                : fmt::format("{} of {}", h.runs, command_.seeds);
    auto out = paint(call_.look, Paint::bold,
                     fmt::format("{}: swept {} seeds from {} on, {} processes\n", program_.name,
                                 seeds, command_.plan.seed, command_.plan.processes));
    if (h.interrupted) out += row("end", "interrupted: the other seeds have had no run (status 3)");
    if (h.cut_off > 0)
        out += row("end", fmt::format("{} of {} runs were cut off by --for before their story was "
                                      "over: what holds so far need not hold in the end",
                                      h.cut_off, h.runs));
    out += rows("properties", h.tallies);
    if (h.runs > 0)
        out +=
            row("messages", fmt::format("{} in all; {} to {} a run, {:.1f} on average", h.messages,
                                        h.messages_min, h.messages_max, messages_mean()));
    out += rows("theory", h.theory);
    if (!h.latencies.empty()) {
        check::Latency const latency{h.latency_of, h.latencies};
        out += row("latency",
                   fmt::format("{}: min {}, median {}, p99 {}, max {}", latency.what,
                               to_string(latency.quantile(0)), to_string(latency.quantile(0.5)),
                               to_string(latency.quantile(0.99)), to_string(latency.quantile(1))));
    }
    out += row("faults", sums(h.faults)) + plan_rows(h.plan);
    out += row("histories", fmt::format("{:016x}", h.hash));
    if (h.failed_runs > 0)
        out +=
            paint(call_.look, Paint::red,
                  row("failed", fmt::format("{} of {} seeds; the first:", h.failed_runs, h.runs)));
    else if (!h.failures.empty())
        out += row("not kept", "not promised; the first:");
    for (std::size_t i = 0; i < std::min(h.failures.size(), failures_shown); ++i) {
        Failure const& failure = h.failures[i];
        out +=
            fmt::format("  seed {}: {} {}: {}\n    {}\n", failure.seed, failure.id,
                        check::name_of(verdict_of(failure)), failure.reason, repeat(failure.seed));
    }
    return out + row("repeat", repeat());
}

std::string SweepReport::json() const {
    Harvest const& h = harvest_;
    Json failures = Json::array();
    for (Failure const& f : h.failures)
        failures.push_back({{"seed", f.seed},
                            {"property", f.id},
                            {"verdict", check::name_of(verdict_of(f))},
                            {f.promised ? "witness" : "reason", f.reason},
                            {"repeat", repeat(f.seed)}});
    Json refusals = Json::array();
    for (Refusal const& r : h.refusals) refusals.push_back({{"seed", r.seed}, {"why", r.why}});
    Json faults = json_of(h.faults.network);
    faults["garbled"] = h.faults.garbled;
    faults["crashes"] = h.faults.crashes;
    faults["recoveries"] = h.faults.recoveries;
    faults["plan"] = json_of_each(h.plan);

    return print({{"program", program_.name},
                  {"mode", "sweep"},
                  {"processes", command_.plan.processes},
                  {"seed", command_.plan.seed},
                  {"seeds", h.runs},
                  {"seeds_asked", command_.seeds},
                  {"options", json_of(command_.given)},
                  {"verdict", check::name_of(h.verdict())},
                  {"properties", json_of_each(h.tallies)},
                  {"messages",
                   {{"total", h.messages},
                    {"min", h.runs > 0 ? h.messages_min : 0},
                    {"mean", messages_mean()},
                    {"max", h.messages_max}}},
                  {"theory", json_of_each(h.theory)},
                  {"latency", json_of(check::Latency{h.latency_of, h.latencies})},
                  {"faults", faults},
                  {"end", h.interrupted ? "interrupted" : "story over"},
                  {"cut_off", h.cut_off},
                  {"failed_seeds", h.failed_runs},
                  {"failures", failures},
                  {"refused_seeds", h.refused},
                  {"refusals", refusals},
                  {"history_hash", fmt::format("{:016x}", h.hash)},
                  {"repeat", repeat()}});
}

}  // namespace conclave::app
