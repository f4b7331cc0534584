#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "council/archive.hpp"
#include "council/letters.hpp"
#include "council/membership.hpp"
#include "net/run.hpp"

namespace conclave::council {

/// How the run comes to its end: whether the time for each phase has come, and for whom that phase
/// waits. The reporter takes the steps, the other ranks follow what they hear of them.
class Closing {
public:
    /// All of them must outlive it. Who was silent for longer than `silence_max` is not waited for.
    Closing(net::RunPlan const& plan, Membership const& members, Archive const& archive,
            Duration silence_max);

    [[nodiscard]] Ending const& ending() const { return ending_; }
    [[nodiscard]] Phase phase() const { return ending_.phase; }

    /// Another rank tells how far the run has come; true if that is further than what was known.
    bool follow(Ending const& ending, Time now);
    /// Nothing more is to come from this rank.
    void left(int rank) { left_[at(rank)] = 1; }

    // The steps of the reporter.

    /// Whether the processes are to stop, and why.
    [[nodiscard]] std::optional<net::Outcome::End> due(Time now, bool interrupted) const;
    void finish(net::Outcome::End end, Time now);
    /// Whether everything that can still come for the report has come.
    [[nodiscard]] bool all_final(Time now) const;
    void begin_report(Time now) { enter(Phase::reporting, now); }
    void conclude(int status, Time now);
    /// Whether everybody who can has left.
    [[nodiscard]] bool all_left(Time now) const;

    /// How long a collector may be silent: one that makes the report has no time for letters.
    [[nodiscard]] Duration patience() const;

private:
    static std::size_t at(int rank) { return static_cast<std::size_t>(rank); }
    void enter(Phase phase, Time now);
    [[nodiscard]] bool story_over(Time now) const;
    [[nodiscard]] Duration last_words_max() const;

    net::RunPlan const& plan_;
    Membership const& members_;
    Archive const& archive_;
    Duration silence_max_;
    Time last_change_;
    Ending ending_;
    Time phase_began_{};
    std::vector<std::uint8_t> left_;  // by rank: its last bulletin has come
};

}  // namespace conclave::council
