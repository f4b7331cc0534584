#include "timesync/lundelius_lynch_properties.hpp"

#include <algorithm>

#include "check/assumptions.hpp"
#include "check/bounds.hpp"
#include "timesync/lundelius_lynch_sync.hpp"

namespace conclave::check {
namespace {

// LL1 "After a round any two clocks differ by at most u(1 - 1/n) (and what jitter and drift may
// add)."
Finding optimality(History const& history, ClockTruth const& truth) {
    Finding finding;
    auto const n = history.size();
    Duration const most = LundeliusLynchSync::apart_max(truth.uncertainty, n) + truth.tolerance +
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
                            exact(after(*high) - after(*low)) + " apart, not " + exact(most) +
                            " at most");
    }
    return finding;
}

}  // namespace

std::vector<Property> lundelius_lynch_sync(ClockTruth const& truth) {
    return {{"LL1", "Optimality", [truth](History const& h) { return optimality(h, truth); }}};
}

std::vector<Assumption> lundelius_lynch_assumes(ClockTruth const& truth) {
    auto const too_long = [longest = truth.one_way_max](History const& history) {
        return delay_at_most(ClockRates{history.faults()}.shown_max(longest)).broken(history);
    };
    return {nobody_crashes(),
            {"that no message takes longer than `one_way_max`", too_long},
            reliable_channels()};
}

}  // namespace conclave::check
