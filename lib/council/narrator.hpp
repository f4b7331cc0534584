#pragma once

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

    /// Tells everything stamped before the horizon. What another one has told already is not shown
    /// again: it goes to `told_before`, where there is one.
    void tell(Archive const& archive, Time horizon, Show const& show, Show const& told_before = {});
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
};

}  // namespace conclave::council
