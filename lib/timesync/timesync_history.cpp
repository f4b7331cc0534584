#include "timesync/timesync_history.hpp"

#include <algorithm>
#include <utility>

#include "check/messages.hpp"
#include "check/said.hpp"
#include "core/duration_arithmetic.hpp"
#include "timesync/berkeley_sync.hpp"
#include "timesync/lundelius_lynch_sync.hpp"
#include "timesync/time_questions.hpp"

namespace conclave::check {
namespace {

template <class T>
void shift(std::array<T, 3>& values, T latest) {
    values = {values[1], values[2], latest};
}

/// What the reference has added to its own clock, by the times at which it was agreed on.
class Agreements {
public:
    Agreements(History const& history, ClockTruth const& truth) : truth_{truth} {
        Duration sum{0};
        for (Event const& e : history.events()) {
            if (e.process != truth.reference) continue;
            if (e.kind == Event::Kind::crash) sum = Duration{0};
            if (auto const made = adjustment(e)) {
                sum += made->by;
                sums_[made->as_of] = sum;
            }
        }
    }
    /// Nothing where it is not known: the reference died, and its end with it.
    [[nodiscard]] std::optional<Duration> at(Time as_of) const {
        if (!truth_.reference_is_adjusted) return Duration{0};
        auto const found = sums_.find(as_of);
        return found == sums_.end() ? std::nullopt : std::optional{found->second};
    }

private:
    ClockTruth const& truth_;
    std::map<Time, Duration> sums_;
};

}  // namespace

void work_out(TimeSyncSettings& settings, net::RunPlan const& plan, Bounds const& bounds) {
    using namespace std::chrono_literals;
    if (settings.drift_max_ppm == 0)
        for (auto const& [p, clock] : plan.faults.skews)
            settings.drift_max_ppm = std::max(settings.drift_max_ppm, std::abs(clock.drift_ppm));
    settings.one_way_min = plan.faults.delay_min;
    for (net::LinkDelay const& link : plan.faults.delays_on)
        settings.one_way_min = std::min(settings.one_way_min, link.min);
    settings.one_way_max = bounds.hop_max();
    if (settings.no_answer == 0ms)
        settings.no_answer = bounds.shown_max(2 * bounds.hop_max() + 2 * settings.jitter + 1ms);
    // A question or its answer is lost by chance; so many in a row are beyond it. Real ranks are
    // late now and then, too.
    double const arrives = 1 - plan.faults.loss_max();
    auto const tries = std::min<std::uint64_t>(tries_beyond_chance(1 - arrives * arrives), 1000);
    settings.tries = static_cast<std::uint32_t>(tries + (bounds.real_ranks() ? 4 : 2));
}

Duration last_round(TimeSyncSettings const& settings, std::uint32_t rounds,
                    net::RunPlan const& plan, Bounds const& bounds) {
    using namespace std::chrono_literals;
    constexpr int after_faults = 3;
    auto last = times(settings.every, rounds);
    Duration const fault = plan.faults.last_change().time_since_epoch();
    // A round that waits for somebody who is down goes on for this long.
    Duration const patience = bounds.stretched(times(settings.no_answer, settings.tries));
    if (fault > 0ms)
        last =
            std::max(last, fault + 2 * patience + bounds.stretched(after_faults * settings.every));
    if (plan.stay) last = std::max(last, plan.limit - settings.every - plan.settle);
    return last;
}

ClockTruth clock_truth(TimeSyncSettings const& settings, net::RunPlan const& plan,
                       Bounds const& bounds) {
    using namespace std::chrono_literals;
    auto const& faults = plan.faults;
    ClockTruth truth{.reference = settings.server,
                     .clocks = faults.skews,
                     .steps = settings.step,
                     .slew_ppm = settings.slew_ppm,
                     .outlier = settings.outlier,
                     .uncertainty = settings.one_way_max - settings.one_way_min,
                     .one_way_max = settings.one_way_max,
                     .tolerance = 2 * settings.jitter,
                     .jitter = settings.jitter,
                     .drift_max_ppm = settings.drift_max_ppm,
                     .exchanges = settings.exchanges};
    // How far apart clocks may drift from the first stamp of a round to its last adjustment, and
    // what reading them in whole nanoseconds may add (Lundelius and Lynch).
    if (settings.drift_max_ppm > 0)
        truth.tolerance +=
            scaled(settings.one_way_max, 10 * settings.drift_max_ppm, 1'000'000) + 20ns;
    // In a run somebody may stop a process by hand. What is shorter than this, retries bear.
    if (bounds.real_ranks()) truth.standstill = 2 * settings.sample + 50ms;
    for (net::Cut const& cut : faults.cuts) truth.disturbed.push_back(cut.span);
    for (net::Partition const& partition : faults.partitions)
        truth.disturbed.push_back(partition.span);
    for (net::Drop const& drop : faults.drops) truth.disturbed.push_back(drop.span);
    for (net::LinkChance const& loss : faults.losses_on)
        if (loss.span.end != never) truth.disturbed.push_back(loss.span);
    if (bounds.hopeless()) truth.disturbed.push_back({});  // nothing can be promised
    truth.calm = faults.actions.empty() && truth.disturbed.empty() && !faults.loses_messages() &&
                 faults.duplicate <= 0 && faults.duplicates_on.empty();
    return truth;
}

std::optional<Adjustment> adjustment(Event const& e) {
    auto const told = said(e, &TimeSync::adjusted);
    if (!told) return std::nullopt;
    auto const& [as_of, by, error] = told->values;
    return Adjustment{as_of, by, error};
}

std::optional<ShownClock> shown_clock(Event const& e) {
    auto const told = said(e, &TimeSync::reading);
    if (!told) return std::nullopt;
    auto const& [clock, bound] = told->values;
    return ShownClock{clock, bound};
}

Evidence::Evidence(History const& history, ClockTruth const& truth)
    : history_{history}, truth_{truth}, round_trips_{round_trips(history)} {
    drift_ppm_ = truth.drift_max_ppm;
    for (auto const& [p, clock] : truth.clocks)
        drift_ppm_ = std::max(drift_ppm_, std::abs(clock.drift_ppm));
}

void Evidence::see(Event const& e) {
    if (e.kind == Event::Kind::crash || e.kind == Event::Kind::recovery)
        known_[e.process] = {.since = {e.time, e.time, e.time}};
    if (is_receipt(e) && e.peer == truth_.reference) known_[e.process].heard.back() = true;
    if (next_ < round_trips_.size() && round_trips_[next_].end == &e) add(round_trips_[next_++]);
    if (auto const made = adjustment(e)) {
        auto& known = known_[e.process];
        known.correction += made->by;
        shift(known.since, e.time);
        shift(known.heard, false);
        shift(known.longest, Duration{0});
    }
}

bool Evidence::heard(ProcessId p) { return std::ranges::count(known_[p].heard, true) > 0; }

std::optional<Duration> Evidence::bound(Event const& e, Time clock) {
    constexpr Duration rounding{50};
    ProcessId const p = e.process;
    Known const& known = known_[p];
    auto const applied = clock - truth_.clock(p).local(e.time);
    auto const pending =
        std::chrono::abs(known.correction - applied) + rounding + 2 * history_.time_doubt(e.time);
    if (p == truth_.reference) return pending;
    if (!heard(p)) return std::nullopt;
    if (!history_.complete(truth_.reference)) return Duration::max();  // nobody knows
    auto const longest = std::max(std::ranges::max(known.longest), truth_.uncertainty);
    constexpr int stamps = 8;  // of two exchanges
    auto const age = e.time - known.since.front() + 2 * longest;
    return longest + stamps * truth_.jitter + drift(age) + pending;
}

void Evidence::add(RoundTrip const& trip) {
    auto const with = [&](ProcessId p) {
        auto& longest = known_[p].longest.back();
        longest = std::max(longest, trip.duration());
    };
    if (trip.other() == truth_.reference) with(trip.asker());
    if (trip.asker() == truth_.reference) with(trip.other());
}

Duration Evidence::drift(Duration age) const {
    __extension__ using Wide = __int128;
    constexpr Wide million = 1'000'000;
    Wide const rho = drift_ppm_;
    Wide const apart = Wide{age.count()} * 2 * rho * (million + rho) / (million * (million - rho));
    return Duration{static_cast<std::int64_t>(apart)};
}

std::vector<ClockError> clock_errors(History const& history, ClockTruth const& truth) {
    Agreements const agreements{history, truth};
    Evidence evidence{history, truth};
    LocalClock const reference = truth.clock(truth.reference);
    std::vector<ClockError> readings;
    Duration latest{0};  // what the reference had added by now
    std::map<ProcessId, std::optional<Duration>> followed;
    for (Event const& e : history.events()) {
        evidence.see(e);
        if (e.kind == Event::Kind::crash) {
            followed.erase(e.process);
            if (e.process == truth.reference) latest = Duration{0};
        }
        if (auto const made = adjustment(e)) {
            auto const sum = agreements.at(made->as_of);
            followed[e.process] = sum;
            if (e.process == truth.reference) latest = sum.value_or(Duration{0});
        }
        auto const now = shown_clock(e);
        if (!now) continue;
        auto const follows = followed.find(e.process);
        auto const sum = follows == followed.end() ? std::optional{latest} : follows->second;
        if (!sum) continue;
        Duration const error = now->clock - (reference.local(e.time) + *sum);
        readings.push_back({e.time, e.process, error, now->bound, evidence.bound(e, now->clock)});
    }
    return readings;
}

std::map<Time, SyncRound> sync_rounds(History const& history, ClockTruth const& truth) {
    std::map<Time, SyncRound> rounds;
    std::map<ProcessId, Duration> corrections;
    for (Event const& e : history.events()) {
        if (e.kind == Event::Kind::crash) corrections.erase(e.process);
        auto const made = adjustment(e);
        if (!made) continue;
        Duration& correction = corrections[e.process];
        Duration const ahead = truth.clock(e.process).local(e.time) - e.time + correction;
        rounds[made->as_of].members[e.process] = {ahead, *made};
        correction += made->by;
    }
    return rounds;
}

Latency start_to_first_adjustment(History const& history) {
    Latency latency{"start to the first adjustment"};
    std::map<ProcessId, Time> waiting;
    for (ProcessId p : history.processes()) waiting[p] = Time{};
    for (Event const& e : history.events()) {
        if (e.kind == Event::Kind::recovery) waiting[e.process] = e.time;
        if (!adjustment(e)) continue;
        auto const since = waiting.find(e.process);
        if (since == waiting.end()) continue;
        latency.samples.push_back(e.time - since->second);
        waiting.erase(since);
    }
    return latency;
}

std::vector<Slewing> still_slewing(History const& history, ClockTruth const& truth) {
    constexpr Duration noticeable = std::chrono::microseconds{1};
    constexpr double million = 1e6;
    std::map<ProcessId, Duration> wanted;
    std::map<ProcessId, Duration> left;
    for (Event const& e : history.events()) {
        if (e.kind == Event::Kind::crash) {
            wanted.erase(e.process);
            left.erase(e.process);
        }
        if (auto const made = adjustment(e)) wanted[e.process] += made->by;
        auto const shown = shown_clock(e);
        if (!shown) continue;
        auto const applied = shown->clock - truth.clock(e.process).local(e.time);
        left[e.process] = wanted[e.process] - applied;
    }
    std::vector<Slewing> all;
    for (auto const& [p, rest] : left) {
        if (truth.slew_ppm == 0 || truth.steps || !history.up(p)) continue;
        if (std::chrono::abs(rest) < noticeable + history.time_doubt(history.ended_at())) continue;
        auto const takes = static_cast<double>(std::abs(rest.count())) * million /
                           static_cast<double>(truth.slew_ppm);
        all.push_back({p, rest, Duration{static_cast<Duration::rep>(takes)}});
    }
    return all;
}

std::string exact(Duration d) {
    constexpr std::array<std::pair<std::uint64_t, char const*>, 3> units{
        {{1'000'000'000, "s"}, {1'000'000, "ms"}, {1'000, "us"}}};
    auto const count = static_cast<std::uint64_t>(std::abs(d.count()));
    for (auto const& [unit, name] : units) {
        if (count < unit) continue;
        auto digits = std::to_string(unit + count % unit);  // a one, and the fraction's digits
        digits.erase(digits.find_last_not_of('0') + 1);
        digits[0] = '.';
        return (d < Duration{0} ? "-" : "") + std::to_string(count / unit) +
               (digits.size() > 1 ? digits : "") + ' ' + name;
    }
    return to_string(d);
}

Retries retries(History const& history) {
    Retries all;
    for (Event const& e : history.events()) {
        if (said(e, &TimeQuestions::asks_again) || said(e, &BerkeleySync::polls_again) ||
            said(e, &BerkeleySync::answers_again))
            ++all.made;
        if (said(e, &TimeQuestions::gives_up) || said(e, &BerkeleySync::goes_on_without) ||
            said(e, &LundeliusLynchSync::gives_up))
            ++all.in_vain;
    }
    return all;
}

std::optional<Duration> delay_uncertainty(History const& history) {
    std::optional<std::pair<Duration, Duration>> ways;  // the shortest and the longest
    for (Delivery const& delivery : deliveries(history)) {
        if (!delivery.sent || delivery.from() == delivery.to()) continue;
        Duration const way = delivery.event->time - delivery.sent->time;
        if (!ways) ways = {way, way};
        ways = {std::min(ways->first, way), std::max(ways->second, way)};
    }
    if (!ways) return std::nullopt;
    return ways->second - ways->first;
}

bool is_judged(ProcessId p, ClockTruth const& truth) {
    return p != truth.reference || truth.reference_is_adjusted;
}

std::vector<SyncedClock> summaries(std::vector<ClockError> const& readings, History const& history,
                                   ClockTruth const& truth) {
    std::map<ProcessId, SyncedClock> clocks;
    for (ProcessId p : history.processes())
        if (is_judged(p, truth)) clocks[p].process = p;
    for (auto const& [at, p, error, bound, justified] : readings) {
        if (!is_judged(p, truth)) continue;
        SyncedClock& clock = clocks[p];
        // The reference's own bound is there from the beginning.
        bool const first = !clock.before;
        if (!bound || first) clock.before = error;
        if (!bound || !history.up(p)) continue;
        clock.after = error;
        clock.bound = bound;
    }
    std::vector<SyncedClock> all;
    for (auto const& [p, clock] : clocks) all.push_back(clock);
    return all;
}

std::optional<SyncedClock> worst_clock(std::vector<SyncedClock> const& clocks) {
    std::optional<SyncedClock> worst;
    for (SyncedClock const& clock : clocks)
        if (clock.after &&
            (!worst || std::chrono::abs(*clock.after) > std::chrono::abs(*worst->after)))
            worst = clock;
    return worst;
}

}  // namespace conclave::check
