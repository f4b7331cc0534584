#pragma once

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <string>
#include <vector>

#include "app/report.hpp"
#include "core/random.hpp"

namespace conclave::app {

/// How often one property came out how.
struct Tally {
    std::uint64_t holds{0};
    std::uint64_t violated{0};
    std::uint64_t inconclusive{0};
    std::uint64_t not_promised{0};
    std::uint64_t premises{0};

    void add(check::Finding const& finding) {
        premises += finding.premises();
        switch (finding.verdict()) {
            case check::Verdict::holds: ++holds; break;
            case check::Verdict::violated: ++violated; break;
            case check::Verdict::inconclusive: ++inconclusive; break;
            case check::Verdict::not_promised: ++not_promised; break;
        }
    }
    void add(Tally const& other) {
        holds += other.holds;
        violated += other.violated;
        inconclusive += other.inconclusive;
        not_promised += other.not_promised;
        premises += other.premises;
    }
    /// Violated if it ever was, else not promised if it ever was; and it holds only if there was a
    /// run in which it could fail.
    [[nodiscard]] check::Verdict verdict() const {
        if (violated > 0) return check::Verdict::violated;
        if (not_promised > 0) return check::Verdict::not_promised;
        return holds > 0 ? check::Verdict::holds : check::Verdict::inconclusive;
    }
};

/// A property that a run did not keep, promised or not; or a row of theory, as "theory".
struct Failure {
    Seed seed{0};
    std::string id;
    bool promised{true};
    std::string reason;  ///< of a violation its witness
};

/// What many simulations add up to.
struct Harvest {
    static constexpr std::size_t failures_kept = 10;

    std::uint64_t runs{0};
    std::uint64_t messages{0};
    std::uint64_t messages_min{UINT64_MAX};
    std::uint64_t messages_max{0};
    std::uint64_t failed_runs{0};  ///< in which a property was violated, or a row of theory not so
    std::uint64_t rows_held{0};    ///< of theory
    std::uint64_t rows_not_so{0};
    std::uint64_t rows_not_applied{0};
    std::uint64_t hash{0};  // of all histories; does not depend on who ran which seed
    std::vector<Tally> tallies;
    std::vector<Failure> failures;
    std::vector<Duration> latencies;

    void add(Report const& report) {
        ++runs;
        std::uint64_t sent = 0;
        for (auto const& [key, kind] : report.outcome.traffic.by_kind())
            if (kind.layer == Layer::algorithm) sent += kind.sent;
        messages += sent;
        messages_min = std::min(messages_min, sent);
        messages_max = std::max(messages_max, sent);
        hash += Philox::block({}, *report.history_hash)[0];
        tallies.resize(report.judgements.size());
        bool failed = false;
        for (std::size_t i = 0; i < tallies.size(); ++i) {
            auto const& [id, name, finding, supporting] = report.judgements[i];
            tallies[i].add(finding);
            bool const violated = finding.verdict() == check::Verdict::violated;
            if (!violated && finding.verdict() != check::Verdict::not_promised) continue;
            failed = failed || violated;
            failures.push_back({report.seed, std::string{id}, violated, finding.reason()});
        }
        for (check::TheoryRow const& row : report.theory) {
            ++(row.holds() ? row.applies() ? rows_held : rows_not_applied : rows_not_so);
            if (row.holds()) continue;
            failed = true;
            failures.push_back(
                {report.seed, "theory", true,
                 fmt::format("{}: {:g} {} {:g} is not so  [{}]", row.what, row.measured,
                             row.relation, row.expected, row.formula)});
        }
        failed_runs += failed ? 1 : 0;
        for (Duration const d : report.latency.samples) latencies.push_back(d);
        trim();
    }

    void add(Harvest const& other) {
        runs += other.runs;
        messages += other.messages;
        messages_min = std::min(messages_min, other.messages_min);
        messages_max = std::max(messages_max, other.messages_max);
        failed_runs += other.failed_runs;
        rows_held += other.rows_held;
        rows_not_so += other.rows_not_so;
        rows_not_applied += other.rows_not_applied;
        hash += other.hash;
        tallies.resize(std::max(tallies.size(), other.tallies.size()));
        for (std::size_t i = 0; i < other.tallies.size(); ++i) tallies[i].add(other.tallies[i]);
        failures.insert(failures.end(), other.failures.begin(), other.failures.end());
        latencies.insert(latencies.end(), other.latencies.begin(), other.latencies.end());
        trim();
    }

    template <class Archive>
    void serialize(Archive& ar, unsigned) {
        ar& runs& messages& messages_min& messages_max& failed_runs& rows_held& rows_not_so&
            rows_not_applied& hash& tallies& failures& latencies;
    }

private:
    /// The failures with the smallest seeds, violations first; latencies up to what memory should
    /// bear.
    void trim() {
        constexpr std::size_t latencies_kept = 1'000'000;
        if (latencies.size() > latencies_kept) latencies.resize(latencies_kept);
        if (failures.size() <= failures_kept) return;
        std::ranges::stable_sort(failures, {}, [](Failure const& f) {
            return std::pair{!f.promised, f.seed};
        });
        failures.resize(failures_kept);
    }
};

}  // namespace conclave::app
