#include "snapshots/snapshots_theory.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "check/assumptions.hpp"
#include "check/messages.hpp"
#include "core/type_name.hpp"
#include "snapshots/chandy_lamport.hpp"
#include "snapshots/snapshots_history.hpp"
#include "workloads/bank.hpp"
#include "workloads/game.hpp"

namespace conclave::check {
namespace {

/// The most markers of one snapshot that any process sent to any other.
double most_on_a_channel(History const& history) {
    std::map<std::tuple<ProcessId, ProcessId, Bytes>, double> sent;
    double most = 0;
    for (Event const* e : check::sent<ChandyLamport::Marker>(history))
        most = std::max(most, ++sent[{e->process, e->peer, e->body}]);
    return most;
}

/// How often a snapshot was started, in words, and why that does not tell what they cost.
struct Starts {
    explicit Starts(History const& history) : count{started_snapshots(history).size()} {
        of = "of " + std::to_string(count) + " snapshot" + (count == 1 ? "" : "s");
        if (count == 0) {
            no_costs = "nobody started a snapshot";
            return;
        }
        no_costs = first_breach(history, {nobody_crashes(), comes_to_rest()});
        if (no_costs) return;
        for (GlobalSnapshot const& snapshot : snapshots(history))
            if (!snapshot.complete(history.size()))
                no_costs = to_string(snapshot.id) + " is not complete";
    }
    std::size_t count;
    std::string of;  // "of 3 snapshots"
    std::optional<std::string> no_costs;
};

/// All that is neither an action of the application nor below the algorithm.
double control_messages(net::Outcome const& outcome) {
    std::uint64_t sent = 0;
    for (auto const& [key, kind] : outcome.traffic.by_kind()) {
        bool const of_application =
            key.first == type_name<Bank>() || key.first == type_name<Game>();
        if (kind.layer == Layer::algorithm && !of_application) sent += kind.sent;
    }
    return static_cast<double>(sent);
}

}  // namespace

std::vector<TheoryRow> chandy_lamport_messages(History const& history, net::Outcome const& outcome,
                                               Topology const& topology) {
    Starts const starts{history};
    auto const channels = static_cast<double>(topology.channels());
    auto formula = std::string{topology.formula()};
    if (topology.kind() == Topology::Kind::random)
        formula += ", m = " + std::to_string(topology.channels() / 2) + ',';
    return {
        unless(starts.no_costs, {"markers " + starts.of, control_messages(outcome), "=",
                                 static_cast<double>(starts.count) * channels, formula + " each"}),
        unless(starts.no_costs,
               {"markers of one snapshot on one channel", most_on_a_channel(history), "=",
                topology.channels() > 0 ? 1.0 : 0.0, "one on each"})};
}

std::vector<TheoryRow> lai_yang_messages(History const& history, net::Outcome const& outcome,
                                         Topology const&) {
    Starts const starts{history};
    // Whatever becomes of them.
    auto const none = starts.count == 0 ? starts.no_costs : std::nullopt;
    return {unless(none, {"control messages " + starts.of, control_messages(outcome), "=", 0,
                          "none: the application's messages tell"})};
}

std::vector<TheoryRow> mattern_messages(History const& history, net::Outcome const& outcome,
                                        Topology const&) {
    Starts const starts{history};
    auto const count = static_cast<double>(starts.count);
    return {unless(starts.no_costs, {"tokens " + starts.of, control_messages(outcome), "=",
                                     count * 2 * history.size(), "2n each"})};
}

}  // namespace conclave::check
