#include "app/harvest.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "core/random.hpp"

namespace conclave::app {
namespace {

using check::Verdict;

/// A plan that is another one with each seed has no end of faults.
constexpr std::size_t faults_kept = 1000;
constexpr std::size_t latencies_kept = 1'000'000;  // what memory should bear

TheoryTally tally_of(check::TheoryRow const& row) {
    TheoryTally tally{.what = row.what, .relation = row.relation, .formula = row.formula};
    if (!row.applies()) {
        tally.not_applied = 1;
        return tally;
    }
    ++(row.holds() ? tally.so : tally.not_so);
    tally.measured_min = tally.measured_max = row.measured;
    return tally;
}

FaultTally tally_of(FaultReport const& report) {
    return {.fault = report.fault,
            .of_messages = report.of_messages,
            .runs = 1,
            .runs_hit = report.struck > 0 ? 1U : 0U,
            .struck = report.struck};
}

}  // namespace

void Tally::add(check::Finding const& finding) {
    premises += finding.premises();
    switch (finding.verdict()) {
        case Verdict::holds: ++holds; break;
        case Verdict::violated: ++violated; break;
        case Verdict::inconclusive: ++inconclusive; break;
        case Verdict::not_promised: ++not_promised; break;
    }
}

void Tally::add(Tally const& other) {
    holds += other.holds;
    violated += other.violated;
    inconclusive += other.inconclusive;
    not_promised += other.not_promised;
    premises += other.premises;
}

Verdict Tally::verdict() const {
    if (violated > 0) return Verdict::violated;
    if (not_promised > 0) return Verdict::not_promised;
    return holds > 0 ? Verdict::holds : Verdict::inconclusive;
}

void TheoryTally::add(TheoryTally const& other) {
    if (other.so + other.not_so > 0) {
        bool const first = so + not_so == 0;
        measured_min = first ? other.measured_min : std::min(measured_min, other.measured_min);
        measured_max = first ? other.measured_max : std::max(measured_max, other.measured_max);
    }
    so += other.so;
    not_so += other.not_so;
    not_applied += other.not_applied;
}

void FaultTally::add(FaultTally const& other) {
    runs += other.runs;
    runs_hit += other.runs_hit;
    struck += other.struck;
}

void FaultSums::add(FaultSums const& other) {
    network.lost += other.network.lost;
    network.duplicated += other.network.duplicated;
    network.delayed += other.network.delayed;
    network.refused += other.network.refused;
    garbled += other.garbled;
    crashes += other.crashes;
    recoveries += other.recoveries;
}

void Harvest::add(Report const& report) {
    Harvest one;
    one.runs = 1;
    one.cut_off = report.cut_off() ? 1 : 0;
    one.messages = report.outcome.traffic.sent(Layer::algorithm);
    one.messages_min = one.messages_max = one.messages;
    one.hash = Philox::block({}, *report.history_hash)[0];
    bool failed = false;
    for (check::Judgement const& judgement : report.judgements) {
        auto const& finding = judgement.finding;
        one.tallies.push_back({.id = std::string{judgement.id},
                               .name = std::string{judgement.name},
                               .supporting = judgement.supporting});
        one.tallies.back().add(finding);
        bool const violated = finding.verdict() == Verdict::violated;
        if (!violated && finding.verdict() != Verdict::not_promised) continue;
        failed = failed || violated;
        one.failures.push_back(
            {report.seed, std::string{judgement.id}, violated, finding.reason()});
    }
    for (check::TheoryRow const& row : report.theory) {
        one.theory.push_back(tally_of(row));
        if (row.holds()) continue;
        failed = true;
        one.failures.push_back({report.seed, "theory", true,
                                fmt::format("{}: {:g} {} {:g} is not so", row.what, row.measured,
                                            row.relation, row.expected)});
    }
    one.failed_runs = failed ? 1 : 0;
    for (FaultReport const& fault : report.faults) one.plan.push_back(tally_of(fault));
    one.faults = {.network = report.outcome.faults,
                  .garbled = report.outcome.traffic.garbled(),
                  .crashes = report.crashes,
                  .recoveries = report.recoveries};
    one.latency_of = report.latency.what;
    one.latencies = report.latency.samples;
    add(one);
}

void Harvest::add(Refusal refusal) {
    ++refused;
    refusals.push_back(std::move(refusal));
    trim();
}

void Harvest::add(Harvest const& other) {
    runs += other.runs;
    cut_off += other.cut_off;
    interrupted = interrupted || other.interrupted;
    messages += other.messages;
    messages_min = std::min(messages_min, other.messages_min);
    messages_max = std::max(messages_max, other.messages_max);
    failed_runs += other.failed_runs;
    hash += other.hash;
    if (tallies.empty())
        tallies = other.tallies;
    else
        for (std::size_t i = 0; i < std::min(tallies.size(), other.tallies.size()); ++i)
            tallies[i].add(other.tallies[i]);
    for (TheoryTally const& tally : other.theory) add(tally);
    for (FaultTally const& tally : other.plan) add(tally);
    faults.add(other.faults);
    failures.insert(failures.end(), other.failures.begin(), other.failures.end());
    refusals.insert(refusals.end(), other.refusals.begin(), other.refusals.end());
    refused += other.refused;
    if (latency_of.empty()) latency_of = other.latency_of;
    latencies.insert(latencies.end(), other.latencies.begin(), other.latencies.end());
    trim();
}

void Harvest::add(FaultTally const& tally) {
    auto const known = std::ranges::find(plan, tally.fault, &FaultTally::fault);
    if (known != plan.end())
        known->add(tally);
    else if (plan.size() < faults_kept)
        plan.push_back(tally);
}

void Harvest::add(TheoryTally const& tally) {
    auto const known = std::ranges::find_if(theory, [&](TheoryTally const& other) {
        return other.what == tally.what && other.relation == tally.relation;
    });
    if (known != theory.end())
        known->add(tally);
    else
        theory.push_back(tally);
}

void Harvest::trim() {
    if (latencies.size() > latencies_kept) latencies.resize(latencies_kept);
    if (failures.size() > failures_kept) {
        std::ranges::stable_sort(failures, {}, [](Failure const& f) {
            return std::pair{!f.promised, f.seed};
        });
        failures.resize(failures_kept);
    }
    if (refusals.size() > failures_kept) {
        std::ranges::stable_sort(refusals, {}, &Refusal::seed);
        refusals.resize(failures_kept);
    }
}

Verdict Harvest::verdict() const {
    auto worst = tallies.empty() ? Verdict::inconclusive : Verdict::holds;
    for (Tally const& tally : tallies)
        if (tally.counts()) worst = check::worse(worst, tally.verdict());
    if (std::ranges::any_of(theory, [](TheoryTally const& t) { return t.not_so > 0; }))
        worst = Verdict::violated;
    bool const partial = cut_off > 0 || interrupted || refused > 0;
    return partial ? check::worse(worst, Verdict::inconclusive) : worst;
}

}  // namespace conclave::app
