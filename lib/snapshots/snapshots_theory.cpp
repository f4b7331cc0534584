#include "snapshots/snapshots_theory.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "check/messages.hpp"
#include "core/type_name.hpp"
#include "snapshots/chandy_lamport.hpp"
#include "snapshots/mattern.hpp"
#include "snapshots/snapshots_history.hpp"

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

/// How often a snapshot was started, in words, and how control messages relate to their formula.
struct Starts {
    explicit Starts(History const& history) : count{started_snapshots(history).size()} {
        auto const complete = std::ranges::count_if(
            snapshots(history),
            [&](GlobalSnapshot const& s) { return s.complete(history.size()); });
        // What a snapshot that got stuck has not sent is no fault of the formula, and what a
        // process that crashed and came back sends again is none of its own.
        bool const whole = static_cast<std::size_t>(complete) == count;
        relation = whole ? "=" : history.anybody_crashed() ? "~" : "<=";
        of = "of " + std::to_string(count) + " snapshot" + (count == 1 ? "" : "s");
    }
    std::size_t count;
    std::string relation;
    std::string of;  // "of 3 snapshots"
};

double control_messages(net::Outcome const& outcome) {
    return static_cast<double>(outcome.traffic.sent(type_name<ChandyLamport::Marker>()) +
                               outcome.traffic.sent(type_name<Mattern::Token>()));
}

}  // namespace

std::vector<TheoryRow> chandy_lamport_messages(History const& history, net::Outcome const& outcome,
                                               Topology const& topology) {
    Starts const starts{history};
    if (starts.count == 0) return {};
    auto const channels = static_cast<double>(topology.channels());
    auto formula = std::string{topology.formula()};
    if (topology.kind() == Topology::Kind::random)
        formula += ", m = " + std::to_string(topology.channels() / 2) + ',';
    return {{"markers " + starts.of, control_messages(outcome), starts.relation,
             static_cast<double>(starts.count) * channels, formula + " each"},
            {"markers of one snapshot on one channel", most_on_a_channel(history), starts.relation,
             1, "one on each"}};
}

std::vector<TheoryRow> lai_yang_messages(History const& history, net::Outcome const& outcome,
                                         Topology const&) {
    Starts const starts{history};
    if (starts.count == 0) return {};
    return {{"control messages " + starts.of, control_messages(outcome), "=", 0,
             "none: the application's messages tell"}};
}

std::vector<TheoryRow> mattern_messages(History const& history, net::Outcome const& outcome,
                                        Topology const&) {
    Starts const starts{history};
    if (starts.count == 0) return {};
    auto const count = static_cast<double>(starts.count);
    return {{"tokens " + starts.of, control_messages(outcome), starts.relation,
             count * 2 * history.size(), "2n each"}};
}

}  // namespace conclave::check
