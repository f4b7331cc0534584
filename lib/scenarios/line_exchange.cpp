#include "scenarios/line_exchange.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <iostream>

#include "app/script.hpp"
#include "links/links_properties.hpp"
#include "core/input_error.hpp"
#include "links/messenger.hpp"
#include "links/perfect_link.hpp"
#include "net/fault_model.hpp"
#include "net/notation.hpp"
#include "scenarios/settling.hpp"

namespace conclave::scenarios {
namespace {

using namespace std::chrono_literals;
using Kind = LinkTower::Kind;

class LineStack final : public Stack {
public:
    LineStack(Context& ctx, Kind kind, Duration repeat)
        : links_{ctx, kind, repeat}, messenger_{ctx, links_.top()} {}
    void request(std::string_view line) override { messenger_.request(line); }

private:
    LinkTower links_;
    Messenger messenger_;
};

Kind link_kind(std::string const& word) {
    if (word == "fair-loss") return Kind::fair_loss;
    if (word == "stubborn") return Kind::stubborn;
    return word == "fifo" ? Kind::fifo : Kind::perfect;
}

}  // namespace

std::vector<app::Option> LineExchange::options() {
    return {
        {"--link",
         "fair-loss loses; stubborn repeats for ever; perfect delivers once; fifo also in order",
         app::Choice{&link, {"fair-loss", "stubborn", "perfect", "fifo"}}},
        {"--script",
         "what to send: a file with lines such as '1 hello', '* hello all' or '@2s 1: 0 hi' (at 2 "
         "s "
         "p1 sends to p0); '-' takes lines from the keyboard; without it each process sends "
         "--lines "
         "to all others",
         &script},
        {"--lines", "without --script: how many lines each process sends to each other", &lines},
        {"--every", "without --script: the time between two lines of a process", &every},
        {"--repeat", "how often a stubborn link repeats", &repeat},
    };
}

void LineExchange::prepare(net::RunPlan& plan, app::Asked const& asked) {
    if (every <= 0ms) throw InputError{"--every: it must be longer than nothing"};
    if (repeat <= 0ms) throw InputError{"--repeat: it must be longer than nothing"};
    kind_ = link_kind(link);
    faults_ = plan.faults;
    if (script.empty())
        add_own_lines(plan);
    else
        add_script(plan, asked.mode);

    Duration const hop = net::FaultModel{plan.faults, plan.seed}.delay_max();
    plan.settle = 1s + hop;
    if (kind_ == Kind::perfect || kind_ == Kind::fifo) plan.settle += delivery_max(plan, hop);
    if (kind_ == Kind::stubborn) {  // it never comes to rest
        plan.stay = true;
        stubborn_horizon_ = stubborn_horizon(plan, hop);
        Duration const enough = plan.last_change().time_since_epoch() + stubborn_horizon_ + 1s;
        if (!asked.limit) plan.limit = std::min(plan.limit, enough);
    }
}

/// How long a message is repeated until too few deliveries are beyond chance, and a little longer.
Duration LineExchange::stubborn_horizon(net::RunPlan const& plan, Duration hop_max) const {
    if (hopeless(plan)) return plan.limit;
    auto const tries = check::tries_beyond_chance(plan.faults.loss, check::stubborn_deliveries);
    return hop_max + repeat * static_cast<std::int64_t>(tries + 4);
}

void LineExchange::add_script(net::RunPlan& plan, app::Mode mode) const {
    if (script == "-" && mode == app::Mode::run) {
        plan.keyboard = true;
        return;
    }
    std::ifstream file;
    if (script != "-") {
        file.open(script);
        if (!file) throw InputError{fmt::format("--script: cannot read {}", script)};
    }
    plan.requests = app::read_script(script == "-" ? std::cin : file, script, plan.processes);
    if (plan.requests.empty())
        throw InputError{fmt::format("--script: {} says nothing; write '1 hello'", script)};
}

void LineExchange::add_own_lines(net::RunPlan& plan) const {
    for (std::uint32_t i = 1; i <= lines; ++i)
        for (ProcessId p : ProcessRange{0, plan.processes})
            plan.requests.push_back({Time{every * i}, p, fmt::format("* hello {}", i)});
}

std::unique_ptr<Stack> LineExchange::make_stack(Context& ctx) const {
    return std::make_unique<LineStack>(ctx, kind_, repeat);
}

std::vector<check::Property> LineExchange::properties(net::RunPlan const& plan) const {
    switch (kind_) {
        case Kind::fair_loss:
            return check::fair_loss_link(check::tries_beyond_chance(plan.faults.loss),
                                         plan.faults.last_change());
        case Kind::stubborn:
            return check::stubborn_link(stubborn_horizon_, plan.faults.last_change());
        case Kind::fifo: return check::fifo_perfect_link();
        case Kind::perfect: break;
    }
    return check::perfect_link();
}

std::vector<check::TheoryRow> LineExchange::theory(check::History const& history,
                                                   net::Outcome const& outcome) const {
    double sent = 0;
    double data = 0;
    for (auto const& [key, kind] : outcome.traffic.by_kind()) {
        if (key.second == "Line") sent += static_cast<double>(kind.sent);
        if (key.second == "Data" && key.first != "FifoPerfectLink")
            data += static_cast<double>(kind.sent);
    }
    if (sent == 0) return {};
    double const delivered =
        static_cast<double>(std::ranges::count_if(history.events(), [](Event const& e) {
            // As sends are counted: those to oneself are not messages.
            return e.kind == Event::Kind::receive && e.layer == Layer::algorithm &&
                   e.peer != e.process;
        }));
    double const p = faults_.loss;
    double const d = faults_.duplicate;
    if (kind_ == Kind::fair_loss)
        return {{"deliveries for each line", delivered / sent, "~", (1 - p) * (1 + d),
                 "(1-loss)(1+duplicate)"}};
    if (kind_ == Kind::stubborn)
        return {{"deliveries for each line", delivered / sent, ">=", 3, "for ever, so any number"}};
    bool const once = faults_.actions.empty() && history.at_rest() && p < 1;
    return {{"deliveries for each line", delivered / sent, once ? "=" : "~", 1, "exactly once"},
            {"transmissions for each line", data / sent, ">=", 1, "1 without loss"},
            {"transmissions for each line", data / sent, "~", 1 / ((1 - p) * (1 - p)),
             "1/(1-loss)^2: until data and acknowledgement both arrive"}};
}

check::Latency LineExchange::latency(check::History const& history) const {
    return check::sending_to_delivery(history);
}

app::Result LineExchange::result(check::History const& history) const {
    std::int64_t sent = 0;
    std::int64_t delivered = 0;
    for (Event const& e : history.events()) {
        if (e.layer != Layer::algorithm) continue;
        sent += e.kind == Event::Kind::send ? 1 : 0;
        delivered += e.kind == Event::Kind::receive ? 1 : 0;
    }
    return {{"link", link}, {"sent", sent}, {"delivered", delivered}};
}

}  // namespace conclave::scenarios
