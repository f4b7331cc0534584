#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/process.hpp"
#include "net/fault_model.hpp"
#include "net/fault_plan.hpp"

namespace conclave::net {

/// A line of input for a process, at a time.
struct Request {
    Time at{};
    ProcessId process{};
    std::string line;
};

/// All that makes a run what it is, whichever driver carries it out.
struct RunPlan {
    std::uint32_t processes{5};
    Seed seed{1};
    Duration limit{std::chrono::seconds{60}};  ///< the longest the run may take
    /// The story is over once every process is done, and for this long none has been active and
    /// nothing of the plan has come. More than the longest time-out that the algorithm may be
    /// waiting for.
    Duration settle{std::chrono::seconds{1}};
    bool stay{false};  ///< go on until the limit, even when the story is over
    FaultPlan faults{};
    std::vector<Request> requests{};
    bool keyboard{false};  ///< run: p0 takes the lines of standard input as requests, to its end

    /// The earliest time at which the story can be over.
    [[nodiscard]] Time last_change() const {
        Time last = faults.last_change();
        for (Request const& request : requests) last = std::max(last, request.at);
        return last;
    }
};

/// What one kind of message cost, summed over processes.
struct KindTraffic {
    Layer layer{};
    std::uint64_t sent{0};
    std::uint64_t bytes{0};
    std::uint64_t to_self{0};
    std::uint64_t broadcasts{0};
};

/// The messages of a run by module and kind: {"BullyElection", "Challenge"}.
class Traffic {
public:
    using Key = std::pair<std::string, std::string>;

    void add(Process const& process);
    void add(Traffic const& other);
    [[nodiscard]] std::map<Key, KindTraffic> const& by_kind() const { return by_kind_; }
    /// Messages of this layer.
    [[nodiscard]] std::uint64_t sent(Layer layer) const;
    /// Messages of this kind, whichever module's.
    [[nodiscard]] std::uint64_t sent(std::string_view kind) const;
    [[nodiscard]] std::uint64_t garbled() const { return garbled_; }

    template <class Archive>
    void serialize(Archive& ar, unsigned) {
        ar& by_kind_& garbled_;
    }

private:
    std::map<Key, KindTraffic> by_kind_;
    std::uint64_t garbled_{0};
};

/// How a process stood when the run ended.
enum class Condition : std::uint8_t {
    up,
    crashed,  ///< logically: its history is complete
    dead,     ///< its operating-system process died: its history is what others had heard of it
    silent,   ///< it did not answer at the end (stopped, or cut off): likewise
};

/// How far a rank's clock was from rank 0's at the start of a real run, as far as an exchange of
/// time stamps can tell.
struct RankClock {
    Duration behind{0};     ///< what to add to it to read rank 0's
    Duration error_max{0};  ///< `behind` is wrong by at most this
    /// It is the very clock of rank 0, on the same machine: `behind` should be zero, is not used,
    /// and shows what such an estimate is worth.
    bool same_clock{true};
};

/// What came out of a run.
struct Outcome {
    enum class End : std::uint8_t { story_over, time_limit, interrupted };
    End end{};
    Time ended_at{};
    std::vector<Event> events{};          ///< of all processes, causes before effects
    std::vector<Condition> conditions{};  ///< by process
    std::vector<RankClock> clocks{};      ///< by rank; empty for a simulation
    Traffic traffic{};
    FaultCounts faults{};
    FaultHits hits{};
};

}  // namespace conclave::net
