#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/report.hpp"

namespace conclave::app {

/// How often one property came out how.
struct Tally {
    std::string id;
    std::string name;
    bool supporting{false};
    std::uint64_t holds{0};
    std::uint64_t violated{0};
    std::uint64_t inconclusive{0};
    std::uint64_t not_promised{0};
    std::uint64_t premises{0};

    void add(check::Finding const& finding);
    void add(Tally const& other);
    /// Violated if it ever was, else not promised if it ever was; and it holds only if there was a
    /// run in which it could fail.
    [[nodiscard]] check::Verdict verdict() const;
    /// Whether the verdict of the sweep depends on it.
    [[nodiscard]] bool counts() const { return !supporting || premises > 0; }
};

/// How often one row of theory was so.
struct TheoryTally {
    std::string what;
    std::string relation;
    std::string formula;
    std::uint64_t so{0};
    std::uint64_t not_so{0};
    std::uint64_t not_applied{0};  ///< nothing followed from it
    double measured_min{0};        ///< where it applied
    double measured_max{0};

    void add(TheoryTally const& other);
};

/// In how many runs a fault hit something, and how much in all.
struct FaultTally {
    std::string fault;  ///< see FaultReport
    bool of_messages{false};
    std::uint64_t runs{0};
    std::uint64_t runs_hit{0};
    std::uint64_t struck{0};

    void add(FaultTally const& other);
};

/// What went wrong in all runs together.
struct FaultSums {
    net::FaultCounts network{};
    std::uint64_t garbled{0};
    std::uint64_t crashes{0};
    std::uint64_t recoveries{0};

    void add(FaultSums const& other);
};

/// What a run did not keep: a property, promised or not, or a row of theory.
struct Failure {
    Seed seed{0};
    std::string id;  ///< of the property; "theory"
    bool promised{true};
    std::string reason;  ///< of a violation its witness
};

/// A seed with which there was no run.
struct Refusal {
    Seed seed{0};
    std::string why;
};

/// What many simulations add up to.
struct Harvest {
    static constexpr std::size_t failures_kept = 100;

    std::uint64_t runs{0};
    std::uint64_t cut_off{0};  ///< of them, by --for
    bool interrupted{false};   ///< some seeds have had no run
    std::uint64_t messages{0};
    std::uint64_t messages_min{UINT64_MAX};
    std::uint64_t messages_max{0};
    std::uint64_t failed_runs{0};  ///< in which a property was violated, or theory was not so
    std::uint64_t hash{0};         // of all histories; does not depend on who ran which seed
    std::vector<Tally> tallies;
    std::vector<TheoryTally> theory;
    std::vector<FaultTally> plan;  ///< what each fault of the plan hit
    FaultSums faults;
    std::vector<Failure> failures;  ///< of the smallest seeds, violations first
    std::vector<Refusal> refusals;  ///< of the smallest seeds
    std::uint64_t refused{0};
    std::string latency_of;
    std::vector<Duration> latencies;

    void add(Report const& report);
    void add(Refusal refusal);
    void add(Harvest const& other);

    /// As Report::verdict judges one run.
    [[nodiscard]] check::Verdict verdict() const;

    template <class Archive>
    void serialize(Archive& ar, unsigned) {
        ar& runs& cut_off& interrupted& messages& messages_min& messages_max& failed_runs& hash&
            tallies& theory& plan& faults& failures& refusals& refused& latency_of& latencies;
    }

private:
    void add(FaultTally const& tally);
    void add(TheoryTally const& tally);
    void trim();
};

}  // namespace conclave::app
