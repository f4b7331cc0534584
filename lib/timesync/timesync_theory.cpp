#include "timesync/timesync_theory.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "check/said.hpp"

namespace conclave::check {
namespace {

double begun_rounds(History const& history) {
    return static_cast<double>(said(history, &TimeSync::starts_round).size());
}

double sent_messages(net::Outcome const& outcome) {
    return static_cast<double>(outcome.traffic.sent(Layer::algorithm));
}

/// Nothing was in the way of the rounds: each cost what it should.
bool undisturbed(History const& history, ClockTruth const& truth) {
    auto const [made, in_vain] = retries(history);
    return truth.calm && made + in_vain == 0 && history.at_rest();
}

TheoryRow each_adjustment(History const& history, net::Outcome const& outcome,
                          ClockTruth const& truth, std::uint32_t questions, std::string formula) {
    auto const adjusted = static_cast<double>(said(history, &TimeSync::adjusted).size());
    return {"messages", sent_messages(outcome),
            undisturbed(history, truth) ? "=" : ">=", 2.0 * questions * adjusted,
            std::move(formula)};
}

}  // namespace

std::vector<TheoryRow> clock_accuracy(History const& history, ClockTruth const& truth,
                                      std::string_view bound) {
    std::vector<TheoryRow> rows;
    auto const readings = clock_errors(history, truth);
    // What it says of itself, as far as its messages bear that out.
    auto const bound_of = [](ClockError const& r) {
        return std::min(*r.bound, r.justified.value_or(Duration{0}));
    };
    auto const slack = [&](ClockError const& r) { return bound_of(r) - std::chrono::abs(r.error); };
    std::optional<ClockError> tightest;  // whose error was nearest to its bound
    for (auto const& reading : readings) {
        if (!reading.bound || reading.process == truth.reference) continue;
        if (!tightest || slack(reading) < slack(*tightest)) tightest = reading;
    }
    if (tightest) {
        auto const doubt = history.time_doubt(tightest->at);
        auto formula = std::string{bound} + " + drift + slew";
        if (doubt > Duration{0}) formula += ", and the doubt about the machines' own clocks";
        rows.push_back({"error nearest to its bound, us",
                        microseconds(std::chrono::abs(tightest->error)),
                        "<=", microseconds(bound_of(*tightest) + doubt), std::move(formula)});
    }
    auto const worst = worst_clock(summaries(readings, history, truth));
    if (auto const uncertainty = delay_uncertainty(history); uncertainty && worst) {
        double const n = history.size();
        std::optional<std::string> not_there_yet;
        if (auto const slewing = still_slewing(history, truth); !slewing.empty())
            not_there_yet = to_string(slewing.front().process) + " is still slewing";
        rows.push_back(unless(
            not_there_yet,
            {"worst error in the end, us", microseconds(std::chrono::abs(*worst->after)), "~",
             microseconds(*uncertainty) * (1 - 1 / n),
             "u(1-1/n), the best that can be promised by one message each; u: the longest way of a "
             "message less the shortest, measured"}));
    }
    return rows;
}

TheoryRow cristian_messages(History const& history, net::Outcome const& outcome,
                            ClockTruth const& truth) {
    return each_adjustment(history, outcome, truth, truth.exchanges + 1,
                           "2(exchanges+1) each adjustment");
}

TheoryRow exchange_messages(History const& history, net::Outcome const& outcome,
                            ClockTruth const& truth) {
    return each_adjustment(history, outcome, truth, truth.exchanges, "2 exchanges each adjustment");
}

TheoryRow berkeley_messages(History const& history, net::Outcome const& outcome,
                            ClockTruth const& truth) {
    auto const slaves =
        std::ranges::count_if(said(history, &TimeSync::adjusted),
                              [&](auto const& made) { return made.by() != truth.reference; });
    if (!undisturbed(history, truth))
        return {"messages", sent_messages(outcome), ">=", 3.0 * static_cast<double>(slaves),
                "3 each adjustment of a slave"};
    return {"messages", sent_messages(outcome), "=",
            3 * (static_cast<double>(history.size()) - 1) * begun_rounds(history),
            "3(n-1) each round"};
}

TheoryRow lundelius_lynch_messages(History const& history, net::Outcome const& outcome,
                                   ClockTruth const&) {
    return {"messages", sent_messages(outcome), "=", begun_rounds(history) * (history.size() - 1),
            "n(n-1) each round"};
}

}  // namespace conclave::check
