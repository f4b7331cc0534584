#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "council/archive.hpp"

namespace conclave::council {

/// Tells what happened on all ranks in one causal order, while it goes on: an event is told once
/// every rank has passed its stamp, and no event is told twice.
class Narrator {
public:
    explicit Narrator(int ranks) : untold_from_(static_cast<std::size_t>(ranks), 0) {}

    using Show = std::function<void(Event const&)>;
    /// Everything before this time has been told, by another one or here; so many messages were
    /// lost in the whole run, as far as is known.
    using Reach = std::function<void(Time until, bool by_another, std::uint64_t lost)>;
    /// Whom it tells. Each may be empty.
    struct Listener {
        Show show{};
        Show told_before{};  ///< what another one has told already is not shown again
        Reach reach{};
    };

    /// Tells everything stamped before the horizon.
    void tell(Archive const& archive, Time horizon, Listener const& listener);
    /// Somebody else has told it up to there.
    void told_by_another(Time until);
    [[nodiscard]] Time told() const { return told_; }

private:
    void fetch(Archive const& archive);

    std::vector<std::size_t> untold_from_;  // by rank: the first event that was not fetched yet
    std::size_t deaths_known_{0};
    std::vector<Event> waiting_;
    Time told_{};  // up to here everything was told, by whomever
    Time told_by_another_{};
    Time told_here_{};  // up to here the listener knows of it
};

}  // namespace conclave::council
