#include "timesync/time_sync.hpp"

namespace conclave {

TimeSync::TimeSync(Context& ctx, TimeSyncSettings const& settings)
    : adjusted{ctx},
      reading{ctx},
      starts_round{ctx},
      sets{ctx},
      ctx_{ctx},
      settings_{settings},
      clock_{settings.slew_ppm} {
    ENSURE(settings.every > Duration{0} && settings.sample > Duration{0}, "no time between rounds");
}

void TimeSync::start(Time until) {
    until_ = until;
    next_reading_.start(Duration{0});
    if (asks()) next_round_.start(settings_.every / 2);
}

void TimeSync::next_round() {
    if (ctx_.now() >= until_) return;
    if (in_round_)  // the last one takes its time, and goes on
        next_round_.start(settings_.every);
    else
        join_round();
}

void TimeSync::join_round() {
    next_round_.start(settings_.every);
    in_round_ = true;
    starts_round();
    begin_round();
}

void TimeSync::take_reading() {
    if (ctx_.now() < until_ || busy()) next_reading_.start(settings_.sample);
    reading(read(), error_bound());
}

Time TimeSync::stamp(Time clock) {
    auto const jitter = settings_.jitter;
    return jitter > Duration{0} ? clock + ctx_.random().between(-jitter, jitter) : clock;
}

OffsetEstimate TimeSync::estimate(Exchange const& exchange) const {
    auto const [offset, error] = exchange.estimate(settings_.one_way_min);
    // TS1: two of the four stamps are in either end of the interval, each off by the jitter.
    return {offset, error + 2 * settings_.jitter};
}

Duration TimeSync::drift_allowance(Duration age) const {
    constexpr std::int64_t million = 1'000'000;
    constexpr Duration ticks{4};  // clocks that drift are read in whole nanoseconds
    auto const rho = settings_.drift_max_ppm;
    if (rho == 0) return Duration{0};
    __extension__ using Wide = __int128;
    // Two clocks drift apart by 2 rho at most, and the age was measured by one that may be slow.
    Wide const apart = Wide{(age + settings_.jitter).count()} * 2 * rho / (million - rho) + 1;
    return Duration{static_cast<std::int64_t>(apart)} + ticks;
}

std::optional<Duration> TimeSync::error_bound() const {
    auto const pending = std::chrono::abs(clock_.pending(ctx_.now()));
    if (is_reference()) return pending;
    if (!error_) return std::nullopt;
    return *error_ + drift_allowance(ctx_.now() - since_) + pending;
}

void TimeSync::end_round(OffsetEstimate const& estimate, Time since, Time as_of) {
    in_round_ = false;
    correct(estimate.offset);
    error_ = estimate.error_max;
    since_ = since;
    adjusted(as_of, estimate.offset, *error_ + drift_allowance(ctx_.now() - since_));
}

void TimeSync::correct(Duration by) {
    Time const before = read();
    if (settings_.step)
        clock_.step(ctx_.now(), by);
    else
        clock_.adjust(ctx_.now(), by);
    // TS2: whoever only looks now and then would not see it go back.
    if (Time const after = read(); after != before)
        sets.in_words("sets its clock from " + to_string(before.time_since_epoch()) + " to " +
                          to_string(after.time_since_epoch()),
                      before, after);
}

}  // namespace conclave
