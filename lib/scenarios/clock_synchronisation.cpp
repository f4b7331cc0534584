#include "scenarios/clock_synchronisation.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "links/links_properties.hpp"
#include "core/input_error.hpp"
#include "core/random.hpp"
#include "net/fault_model.hpp"
#include "timesync/clock_picture.hpp"
#include "scenarios/settling.hpp"

namespace conclave::scenarios {
namespace {

using namespace std::chrono_literals;
using check::microseconds;

constexpr int rounds_after_faults = 3;
constexpr double million = 1e6;

/// The clocks of everybody but the server, wrong by up to 50 ms and 50 ppm.
std::map<ProcessId, LocalClock> wrong_clocks(net::RunPlan const& plan, ProcessId server) {
    constexpr std::uint64_t stream = 0x636C6F636BULL;  // "clock": apart from every process's
    Random random{plan.seed, stream};
    std::map<ProcessId, LocalClock> clocks;
    for (ProcessId p : ProcessRange{0, plan.processes}) {
        Duration const offset = random.between(-50ms, 50ms);
        auto const drift = static_cast<std::int64_t>(random.below(101)) - 50;
        if (p != server) clocks[p] = {offset, drift};
    }
    return clocks;
}

std::uint64_t count(check::History const& history, Event::Kind kind, std::string_view what) {
    return static_cast<std::uint64_t>(std::ranges::count_if(
        history.events(), [&](Event const& e) { return e.kind == kind && e.what == what; }));
}

std::uint64_t retries(check::History const& history) {
    return count(history, Event::Kind::timeout, "no answer") +
           count(history, Event::Kind::timeout, "no word");
}

}  // namespace

std::vector<app::Option> ClockSynchronisation::options() {
    return {
        {"--algorithm",
         "cristian: the mean of some round trips; cristian-min: the shortest one; berkeley: all "
         "agree on an average; ntp: the best of the last 8 samples; lundelius-lynch: the mean of "
         "what all tell all, where no message is lost",
         app::Choice{&algorithm,
                     {"cristian", "cristian-min", "berkeley", "ntp", "lundelius-lynch"}}},
        {"--server", "whose clock counts, by its number; berkeley: who asks all others", &server},
        {"--rounds", "how often the clocks are synchronised; more, where faults come late",
         &rounds},
        {"--every", "from one round to the next; less: smaller errors by drift, more messages",
         &every},
        {"--exchanges",
         "of time stamps with the server in each round; more: a better chance of a short one",
         &exchanges},
        {"--sample", "from one reading of the clocks to the next, for the picture", &sample},
        {"--slew",
         "how fast a clock is corrected, in seconds each second, below 1; more: sooner right, less "
         "even",
         &slew},
        {"--step", "set clocks at once instead: they may go back", &step},
        {"--jitter", "each time stamp is off by up to this much; the bound allows for it", &jitter},
        {"--drift-max",
         "what the bound allows clocks to drift, in microseconds each second; 0: worked out from "
         "--skew",
         &drift_max},
        {"--no-answer",
         "after this long without an answer it asks again; 0s: worked out from --delay",
         &no_answer},
        {"--outlier",
         "berkeley: clocks that count lie within this of each other; less: a wrong clock has less "
         "weight, more: fewer right ones are left out",
         &outlier},
        {"--csv", "write the error of every clock over time to this file", &csv},
    };
}

void ClockSynchronisation::check_options(net::RunPlan const& plan) const {
    if (server >= plan.processes)
        throw InputError{fmt::format("--server: there is no process {}", server)};
    if (rounds < 1) throw InputError{"--rounds: it takes one at least"};
    if (exchanges < 1) throw InputError{"--exchanges: it takes one at least"};
    if (every < 1ms) throw InputError{"--every: it must be 1ms at least"};
    if (sample < 100us) throw InputError{"--sample: it must be 100us at least"};
    if (sample > every) throw InputError{"--sample: it must not be longer than --every"};
    if (!(slew * million >= 1 && slew < 1))
        throw InputError{fmt::format(
            "--slew: {} is not between 0 and 1, where a clock that is slowed down stands still",
            slew)};
    if (drift_max >= 1'000'000) throw InputError{"--drift-max: it must be below 1000000 (ppm)"};
    if (outlier <= 0ms) throw InputError{"--outlier: it must be longer than nothing"};
    auto const& faults = plan.faults;
    bool const reliable = faults.loss <= 0 && faults.cuts.empty() && faults.partitions.empty() &&
                          faults.actions.empty();
    if (algorithm == "lundelius-lynch" && !reliable)
        throw InputError{
            "--algorithm: lundelius-lynch assumes that no message is lost and nobody stops; leave "
            "these faults out"};
    for (auto const& [p, clock] : plan.faults.skews)
        if (std::abs(clock.drift_ppm) > 500'000)
            throw InputError{fmt::format("--skew: a drift of {} ppm is too much to synchronise",
                                         clock.drift_ppm)};
}

void ClockSynchronisation::prepare(net::RunPlan& plan, app::Asked const& asked) {
    check_options(plan);
    if (plan.faults.skews.empty()) plan.faults.skews = wrong_clocks(plan, ProcessId{server});
    work_out_settings(plan, asked.mode);
    // Whoever waits for something is not done; this is for what is under way.
    plan.settle = net::FaultModel{plan.faults, plan.seed}.delay_max() + 50ms;
    choose_end(plan);

    truth_ = {.reference = settings_.server,
              .clocks = plan.faults.skews,
              .reference_is_adjusted = all_take_part(),
              .steps = step,
              .outlier = outlier,
              .uncertainty = settings_.one_way_max - settings_.one_way_min,
              .tolerance = 2 * jitter + drift_within_a_round()};
    // In a run somebody may stop a process by hand. What is shorter than this, retries bear.
    if (asked.mode == app::Mode::run) truth_.standstill = 2 * sample + 50ms;
    for (auto const& cut : plan.faults.cuts) truth_.disturbed.push_back(cut.span);
    for (auto const& partition : plan.faults.partitions) truth_.disturbed.push_back(partition.span);
    if (hopeless(plan)) truth_.disturbed.push_back({});  // nothing can be promised
    calm_ = plan.faults.actions.empty() && truth_.disturbed.empty() && plan.faults.loss <= 0 &&
            plan.faults.duplicate <= 0;
}

void ClockSynchronisation::work_out_settings(net::RunPlan const& plan, app::Mode mode) {
    std::int64_t drift = drift_max;
    if (drift == 0)
        for (auto const& [p, clock] : plan.faults.skews)
            drift = std::max(drift, std::abs(clock.drift_ppm));
    // Ranks that share cores wait for each other; the simulator's processes do not.
    Duration const machine = mode == app::Mode::run ? 100ms : 0ms;
    Duration const hop = net::FaultModel{plan.faults, plan.seed}.delay_max() + machine;
    // A question or its answer is lost by chance; so many in a row are beyond it.
    double const arrives = 1 - plan.faults.loss;
    auto const tries =
        check::tries_beyond_chance(1 - arrives * arrives) + (mode == app::Mode::run ? 4U : 2U);
    settings_ = {.server = ProcessId{server},
                 .every = every,
                 .exchanges = exchanges,
                 .sample = sample,
                 .slew_ppm = std::llround(slew * million),
                 .step = step,
                 .jitter = jitter,
                 .drift_max_ppm = drift,
                 .one_way_min = plan.faults.delay_min,
                 .one_way_max = hop,
                 .no_answer = no_answer > 0ms ? no_answer : 2 * hop + 2 * jitter + 1ms,
                 .tries = static_cast<std::uint32_t>(std::min<std::uint64_t>(tries, 1000)),
                 .outlier = outlier};
}

/// The last rounds are after the last fault, so that what comes back is synchronised again.
void ClockSynchronisation::choose_end(net::RunPlan const& plan) {
    rounds_last_ = rounds * every;
    Duration const last = plan.faults.last_change().time_since_epoch();
    // A round that waits for somebody who is down goes on for this long.
    Duration const patience = settings_.tries * settings_.no_answer;
    if (last > 0ms)
        rounds_last_ = std::max(rounds_last_, last + 2 * patience + rounds_after_faults * every);
    if (plan.stay) rounds_last_ = std::max(rounds_last_, plan.limit - every - plan.settle);
}

/// How far apart clocks may drift from the first stamp of a round to its last adjustment, and what
/// reading them in whole nanoseconds may add (Lundelius and Lynch).
Duration ClockSynchronisation::drift_within_a_round() const {
    if (settings_.drift_max_ppm == 0) return {};
    return 10 * settings_.one_way_max * settings_.drift_max_ppm / 1'000'000 + 20ns;
}

std::unique_ptr<Stack> ClockSynchronisation::make_stack(Context& ctx) const {
    auto const make = [this](Context& c, Link& link) -> std::unique_ptr<TimeSync> {
        using Variant = CristianSync::Variant;
        if (algorithm == "berkeley") return std::make_unique<BerkeleySync>(c, link, settings_);
        if (algorithm == "lundelius-lynch")
            return std::make_unique<LundeliusLynchSync>(c, link, settings_);
        if (algorithm == "ntp") return std::make_unique<NtpSync>(c, link, settings_);
        auto const variant = algorithm == "cristian" ? Variant::mean : Variant::minimum;
        return std::make_unique<CristianSync>(c, link, settings_, variant);
    };
    Time const until = truth_.clock(ctx.self()).local(Time{rounds_last_});
    return std::make_unique<TimeSyncStack>(ctx, make, until);
}

std::vector<check::Property> ClockSynchronisation::properties(net::RunPlan const&) const {
    auto properties = check::time_sync(truth_);
    auto add = [&](std::vector<check::Property> more) {
        for (auto& property : more) properties.push_back(std::move(property));
    };
    if (algorithm == "ntp") add(check::ntp_sync(truth_));
    if (algorithm == "berkeley") add(check::berkeley_sync(truth_));
    if (algorithm == "lundelius-lynch") add(check::lundelius_lynch_sync(truth_));
    return properties;
}

check::TheoryRow ClockSynchronisation::messages(check::History const& history,
                                                net::Outcome const& outcome) const {
    double sent = 0;
    for (auto const& [key, kind] : outcome.traffic.by_kind())
        if (kind.layer == Layer::algorithm) sent += static_cast<double>(kind.sent);
    bool const exact = calm_ && retries(history) == 0 && history.at_rest();
    char const* relation = exact ? "=" : ">=";
    if (algorithm == "lundelius-lynch") {
        auto const begun = count(history, Event::Kind::decision, "starts a round");
        return {"messages", sent, "=", static_cast<double>(begun * (history.size() - 1)),
                "n(n-1) each round"};
    }
    if (algorithm == "berkeley") {
        auto const n = static_cast<double>(history.size());
        auto const slaves = std::ranges::count_if(history.events(), [&](Event const& e) {
            return e.what == "adjusted" && e.process != truth_.reference;
        });
        if (!exact)
            return {"messages", sent, ">=", 3.0 * static_cast<double>(slaves),
                    "3 each adjustment of a slave"};
        auto const begun = count(history, Event::Kind::decision, "starts a round");
        return {"messages", sent, "=", 3 * (n - 1) * static_cast<double>(begun),
                "3(n-1) each round"};
    }
    auto const each = 2.0 * (exchanges + (algorithm == "cristian" ? 1 : 0));
    auto const adjusted = static_cast<double>(count(history, Event::Kind::indication, "adjusted"));
    return {
        "messages", sent, relation, each * adjusted,
        algorithm == "cristian" ? "2(exchanges+1) each adjustment" : "2 exchanges each adjustment"};
}

std::vector<check::TheoryRow> ClockSynchronisation::theory(check::History const& history,
                                                           net::Outcome const& outcome) const {
    std::vector<check::TheoryRow> rows;
    auto const readings = check::clock_errors(history, truth_);
    std::optional<check::ClockError> tightest;  // whose error was nearest to its bound
    for (auto const& reading : readings) {
        if (!reading.bound || reading.process == truth_.reference) continue;
        auto const slack = [](check::ClockError const& r) {
            return *r.bound - std::chrono::abs(r.error);
        };
        if (!tightest || slack(reading) < slack(*tightest)) tightest = reading;
    }
    if (tightest) {
        auto const doubt = history.time_doubt(tightest->at);
        std::string formula = algorithm == "lundelius-lynch" ? "u(1-1/n)" : "RTT/2 - shortest way";
        formula += " + drift + slew";
        if (doubt > Duration{0}) formula += ", and the doubt about the machines' own clocks";
        rows.push_back({"error nearest to its bound, us",
                        microseconds(std::chrono::abs(tightest->error)),
                        "<=", microseconds(*tightest->bound + doubt), std::move(formula)});
    }
    auto const worst = worst_clock(summaries(readings, history, truth_));
    if (auto const uncertainty = check::delay_uncertainty(history); uncertainty && worst) {
        double const n = history.size();
        rows.push_back({"worst error in the end, us", microseconds(std::chrono::abs(*worst->after)),
                        "~", microseconds(*uncertainty) * (1 - 1 / n),
                        "u(1-1/n), the best that can be promised by one message each; u: the "
                        "longest way of a message less the shortest, measured"});
    }
    rows.push_back(messages(history, outcome));
    return rows;
}

check::Latency ClockSynchronisation::latency(check::History const& history) const {
    return check::start_to_synchronised(history);
}

app::Result ClockSynchronisation::result(check::History const& history) const {
    auto const clocks = summaries(check::clock_errors(history, truth_), history, truth_);
    Duration before{0};
    for (auto const& clock : clocks)
        if (clock.before) before = std::max(before, std::chrono::abs(*clock.before));
    app::Result result{{"algorithm", algorithm},
                       {"adjusted", static_cast<std::int64_t>(std::ranges::count_if(
                                        clocks, [](auto const& c) { return !!c.after; }))},
                       {"before_us", microseconds(before)}};
    auto const worst = worst_clock(clocks);
    if (worst) {
        result.emplace_back("after_us", microseconds(std::chrono::abs(*worst->after)));
        result.emplace_back("bound_us", microseconds(*worst->bound));
    } else {
        result.emplace_back("after_us", nullptr);
        result.emplace_back("bound_us", nullptr);
    }
    result.emplace_back("retries", static_cast<std::int64_t>(retries(history)));
    return result;
}

std::string ClockSynchronisation::picture(check::History const& history,
                                          std::size_t columns) const {
    auto const readings = check::clock_errors(history, truth_);
    return clock_plot(readings, truth_, columns) + '\n' +
           clock_table(summaries(readings, history, truth_));
}

std::vector<std::string> ClockSynchronisation::outputs() const {
    if (csv.empty()) return {};
    return {csv};
}

std::vector<app::File> ClockSynchronisation::files(check::History const& history) const {
    if (csv.empty()) return {};
    return {{csv, clock_csv(check::clock_errors(history, truth_))}};
}

}  // namespace conclave::scenarios
