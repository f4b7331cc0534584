#include "timesync/lundelius_lynch_properties.hpp"

#include <algorithm>

#include "check/assumptions.hpp"

namespace conclave::check {
namespace {

// LL1 "After a round any two clocks differ by at most u(1 - 1/n) (and what jitter and drift may
// add)."
Finding optimality(History const& history, ClockTruth const& truth) {
    Finding finding;
    auto const n = history.size();
    Duration const most = truth.uncertainty - truth.uncertainty / n + truth.tolerance +
                          history.time_doubt(history.ended_at());
    for (auto const& [as_of, round] : sync_rounds(history, truth)) {
        if (round.members.size() < n) continue;
        finding.premise();
        auto const after = [](auto const& member) {
            return member.second.ahead + member.second.made.by;
        };
        auto const [low, high] = std::ranges::minmax_element(round.members, {}, after);
        if (after(*high) - after(*low) > most)
            finding.violate("after the round of " + to_string(as_of) + " the clocks of " +
                            to_string(low->first) + " and " + to_string(high->first) + " were " +
                            to_string(after(*high) - after(*low)) + " apart, not " +
                            to_string(most) + " at most");
    }
    return finding;
}

}  // namespace

std::vector<Property> lundelius_lynch_sync(ClockTruth const& truth) {
    return {{"LL1", "Optimality", [truth](History const& h) { return optimality(h, truth); }}};
}

std::vector<Assumption> lundelius_lynch_assumes(ClockTruth const& truth) {
    return {nobody_crashes(),
            {"that no message takes longer than `one_way_max`",
             delay_at_most(truth.one_way_max).broken},
            reliable_channels()};
}

}  // namespace conclave::check
