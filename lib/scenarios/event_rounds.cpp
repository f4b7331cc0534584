#include "scenarios/event_rounds.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "clocks/clocks_properties.hpp"
#include "links/links_properties.hpp"
#include "clocks/stamped_link.hpp"
#include "core/input_error.hpp"
#include "net/fault_model.hpp"
#include "scenarios/settling.hpp"
#include "workloads/chatter.hpp"

namespace conclave::scenarios {
namespace {

using namespace std::chrono_literals;
using Clock = LogicalClock::Kind;

class ChatterStack final : public Stack {
public:
    ChatterStack(Context& ctx, LinkTower::Kind link, Clock clock, Kept kept)
        : links_{ctx, link, 1s},
          clock_{make_clock(ctx, clock, kept)},
          stamped_{ctx, links_.top(), *clock_},
          chatter_{ctx, stamped_, *clock_} {}
    void request(std::string_view) override { chatter_.round(); }

private:
    LinkTower links_;
    std::unique_ptr<LogicalClock> clock_;
    StampedLink stamped_;
    Chatter chatter_;
};

Clock clock_of(std::string const& word) {
    if (word == "vector") return Clock::vector;
    if (word == "matrix") return Clock::matrix;
    if (word == "hybrid") return Clock::hybrid;
    return word == "differential" ? Clock::differential : Clock::lamport;
}

LinkTower::Kind link_of(std::string const& word, Clock clock) {
    if (word == "fair-loss") return LinkTower::Kind::fair_loss;
    bool const in_order = word == "fifo" || (word == "auto" && clock == Clock::differential);
    return in_order ? LinkTower::Kind::fifo : LinkTower::Kind::perfect;
}

/// A stamp on the wire: its numbers, and what it takes beside them.
struct StampSize {
    double numbers;     // by theory, at most
    double per_number;  // bytes
    double beside;      // bytes: the counts that containers carry
    char const* formula;
};

StampSize stamp_size(Clock clock, double n) {
    switch (clock) {
        case Clock::lamport: break;
        case Clock::vector: return {n, 8, 4, "n"};
        case Clock::matrix: return {n * n, 8, 4 + 4 * n, "n^2"};
        case Clock::hybrid: return {2, 8, 0, "2: l and c"};
        case Clock::differential: return {n, 12, 4, "n: those that changed"};
    }
    return {1, 8, 0, "1"};
}

/// Stamped messages to others, and what their stamps were made of.
struct Stamps {
    Stamps(net::Traffic const& traffic, StampSize const& size) {
        double bytes = 0;
        for (auto const& [key, kind] : traffic.by_kind()) {
            auto const sent = static_cast<double>(kind.sent);
            if (key.first == "Chatter") {
                messages += sent;
                bytes -= static_cast<double>(kind.bytes);
            } else if (key.first == "StampedLink") {
                stamped += sent;
                bytes += static_cast<double>(kind.bytes);
            }
        }
        bytes -= stamped * (StampedLink::framing + size.beside);
        if (stamped > 0) numbers = bytes / size.per_number / stamped;
    }
    double messages{0};  // that the algorithm sent
    double stamped{0};   // that went out with a stamp
    double numbers{0};   // in each of these
};

/// "4,000,000"
std::string grouped(double number) {
    auto text = fmt::format("{:.0f}", number);
    for (auto i = static_cast<std::ptrdiff_t>(text.size()) - 3; i > 0; i -= 3)
        text.insert(static_cast<std::size_t>(i), ",");
    return text;
}

/// "32 MB"
std::string memory_text(double bytes) {
    for (auto const* unit : {"bytes", "kB", "MB", "GB"}) {
        if (bytes < 1000) return fmt::format("{:.3g} {}", bytes, unit);
        bytes /= 1000;
    }
    return fmt::format("{:.4g} TB", bytes);
}

}  // namespace

std::vector<app::Option> EventRounds::options() {
    return {
        {"--clock",
         "lamport: a number; vector: tells causes from coincidence; differential: a vector that "
         "sends only what changed; matrix: what each knows that the others know; hybrid: near "
         "physical time",
         app::Choice{&clock, {"lamport", "vector", "differential", "matrix", "hybrid"}}},
        {"--rounds", "how many rounds each process has, 1 to 1,000,000", &rounds},
        {"--every", "the time between two rounds, up to 1 hour", &every},
        {"--link",
         "perfect; fifo, which a differential clock needs; fair-loss; auto: fifo for a "
         "differential clock, else perfect",
         app::Choice{&link, {"auto", "perfect", "fifo", "fair-loss"}}},
        {"--large", "go on although the clocks take more than 1 GB of memory", &large},
    };
}

void EventRounds::prepare(net::RunPlan& plan, app::Asked const& asked) {
    if (rounds < 1 || rounds > 1'000'000)
        throw InputError{fmt::format("--rounds: '{}' is not from 1 to 1000000", rounds)};
    if (every <= 0ms || every > 1h)
        throw InputError{"--every: it must be longer than nothing, and 1 hour at most"};
    kind_ = clock_of(clock);
    link_kind_ = link_of(link, kind_);
    require_memory(plan.processes);
    simulated_ = asked.mode != app::Mode::run;
    // On a real disk a write takes milliseconds: only where somebody will read what was written.
    auto const recovers = [](net::Action const& a) { return a.kind == net::Action::Kind::recover; };
    kept_ = std::ranges::any_of(plan.faults.actions, recovers) ? Kept::on_stable_storage
                                                               : Kept::in_memory;
    skews_.clear();
    for (auto const& [p, skew] : plan.faults.skews) skews_.push_back(skew);
    if (skews_.size() < plan.processes) skews_.emplace_back();

    for (std::uint32_t i = 1; i <= rounds; ++i)
        for (ProcessId p : ProcessRange{0, plan.processes})
            plan.requests.push_back({Time{every * i}, p, "round"});
    Duration const hop = net::FaultModel{plan.faults, plan.seed}.delay_max();
    plan.settle = 1s + hop;
    if (link_kind_ != LinkTower::Kind::fair_loss) plan.settle += delivery_max(plan, hop);
    if (!asked.limit) plan.limit = std::max(plan.limit, every * rounds + plan.settle + 10s);
}

/// What so many processes would take is said before they take it.
void EventRounds::require_memory(std::uint32_t processes) const {
    double const n = processes;
    double const numbers = stamp_size(kind_, n).numbers;
    double const kept = n * numbers * 8;
    double const events = 1.5 * rounds * n;  // in half of the rounds somebody else has one, too
    double const recorded = 2.5 * events * numbers * 8;  // readings, decoded ones, causality
    if (large || kept + recorded < 1e9) return;
    throw InputError{fmt::format(
        "--clock {}: {} processes carry {} numbers, {}, in each message, and each process keeps as "
        "many: {} in all, and {} for the history of some {} events; take fewer, or add --large",
        clock, processes, grouped(numbers), memory_text(8 * numbers), memory_text(kept),
        memory_text(recorded), grouped(events))};
}

std::unique_ptr<Stack> EventRounds::make_stack(Context& ctx) const {
    return std::make_unique<ChatterStack>(ctx, link_kind_, kind_, kept_);
}

std::vector<check::Property> EventRounds::properties(net::RunPlan const&) const {
    return check::logical_clock(kind_);
}

/// The largest difference between two clocks up to then: they drift steadily, so that it is at one
/// end or the other.
Duration EventRounds::difference_max(Time until) const {
    Duration largest{0};
    for (Time const t : {Time{}, until}) {
        auto const read = [t](LocalClock const& skew) { return skew.local(t); };
        auto const [least, most] = std::ranges::minmax_element(skews_, {}, read);
        largest = std::max(largest, read(*most) - read(*least));
    }
    return largest;
}

std::vector<check::TheoryRow> EventRounds::theory(check::History const& history,
                                                  net::Outcome const& outcome) const {
    auto const size = stamp_size(kind_, history.size());
    Stamps const stamps{outcome.traffic, size};
    if (stamps.stamped == 0) return {};
    std::vector<check::TheoryRow> rows{
        {"messages for the clock's sake", stamps.stamped - stamps.messages, "=", 0, "none"},
        {"numbers in each message", stamps.numbers, kind_ == Clock::differential ? "<=" : "=",
         size.numbers, size.formula}};
    if (kind_ == Clock::differential) {
        double const bytes = size.beside + size.per_number * stamps.numbers;
        rows.push_back({"share of the vector that is sent", stamps.numbers / size.numbers, "<=", 1,
                        "1: without compression"});
        rows.push_back({"bytes of a stamp", bytes, "~", 4 + 8 * size.numbers, "4+8n: of a vector"});
    }
    auto const ahead = check::summary(history, kind_).ahead;
    if (!ahead) return rows;
    // Real machines' clocks differ by more than what was asked for.
    rows.push_back({"l - pt at most, us", check::microseconds(*ahead), simulated_ ? "<=" : "~",
                    check::microseconds(difference_max(history.ended_at())),
                    "the clocks' largest difference"});
    return rows;
}

check::Latency EventRounds::latency(check::History const& history) const {
    return check::sending_to_delivery(history);
}

app::Result EventRounds::result(check::History const& history) const {
    auto const summary = check::summary(history, kind_);
    app::Result result{{"clock", clock},
                       {"events", static_cast<std::int64_t>(summary.events)},
                       {"largest", summary.largest}};
    if (summary.ahead) result.emplace_back("ahead", to_string(*summary.ahead));
    if (summary.known_to_all)
        result.emplace_back("all_know", static_cast<std::int64_t>(*summary.known_to_all));
    return result;
}

}  // namespace conclave::scenarios
