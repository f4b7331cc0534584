#pragma once

#include <cstdint>
#include <vector>

#include "core/event.hpp"
#include "net/run.hpp"

namespace conclave::council {

/// What a rank tells of itself beside its events.
struct RankSummary {
    Time watermark{};                          ///< no event stamped earlier is still to come
    Time last_active{};                        ///< of its processes, the latest
    bool done{false};                          ///< all of its processes are
    bool final{false};                         ///< nothing more is to come
    std::vector<net::Condition> conditions{};  ///< of its processes
    net::Traffic traffic{};
    net::FaultCounts faults{};
    net::FaultHits hits{};  ///< of what its processes sent, and what befell them
};

/// A piece of a rank's history, on its way to a collector.
struct Installment {
    std::uint32_t owner{0};
    std::uint64_t first{0};  ///< the place of events[0] in the history
    std::vector<Event> events{};
    bool complete{false};  ///< it ends where the history ends for now: the summary fits it
    RankSummary summary{};
};

/// The histories of ranks, as far as one rank holds them: its own, and if it collects everybody's.
class Archive {
public:
    Archive(int ranks, std::uint32_t processes, std::uint32_t per_rank);

    /// Continues a history; what is known already is passed over.
    void add(Installment installment);
    /// The history from there on, or as much of it as one letter should hold.
    [[nodiscard]] Installment installment(int owner, std::uint64_t first) const;

    /// This rank has died, at this time or later: its processes' histories end there with a crash.
    void bury(int rank, Time at);
    /// The deaths, in the order in which they became known.
    [[nodiscard]] std::vector<Event> const& deaths() const { return deaths_; }

    [[nodiscard]] std::vector<Event>& events(int rank) { return histories_[at(rank)].events; }
    [[nodiscard]] std::vector<Event> const& events(int rank) const {
        return histories_[at(rank)].events;
    }
    [[nodiscard]] RankSummary& summary(int rank) { return histories_[at(rank)].summary; }
    [[nodiscard]] RankSummary const& summary(int rank) const {
        return histories_[at(rank)].summary;
    }
    [[nodiscard]] std::uint64_t have(int rank) const { return events(rank).size(); }
    [[nodiscard]] int ranks() const { return static_cast<int>(histories_.size()); }

    /// All that it holds, as the result of a run. Of a rank without a final summary the processes
    /// are dead or silent.
    [[nodiscard]] net::Outcome outcome(net::Outcome::End end, Time ended_at,
                                       std::vector<std::uint8_t> const& dead) const;

private:
    struct History {
        std::vector<Event> events;
        RankSummary summary;
        bool buried{false};
    };
    static std::size_t at(int rank) { return static_cast<std::size_t>(rank); }

    std::vector<History> histories_;  // by rank
    std::vector<Event> deaths_;       // which the dead could not tell of
    std::uint32_t processes_;
    std::uint32_t per_rank_;
};

/// Whether e comes before f in the story: causes come before effects, see Event::stamp.
inline bool earlier(Event const& e, Event const& f) {
    return std::pair{e.stamp, e.process} < std::pair{f.stamp, f.process};
}

}  // namespace conclave::council
