#include "timesync/adjustable_clock.hpp"

#include <algorithm>

#include "core/ensure.hpp"

namespace conclave {
namespace {

constexpr std::int64_t million = 1'000'000;

}  // namespace

AdjustableClock::AdjustableClock(std::int64_t slew_ppm) : slew_ppm_{slew_ppm} {
    // TS2: at a million or more, a clock that runs slower would run backwards.
    ENSURE(slew_ppm > 0 && slew_ppm < million, "a slewing rate that is none");
}

Duration AdjustableClock::applied(Time own) const {
    __extension__ using Wide = __int128;
    auto const passed = std::max<std::int64_t>(0, (own - since_).count());
    // Rounded down: of `a` more nanoseconds at most `a` are worked in (TS2).
    Wide const possible = Wide{passed} * slew_ppm_ / million;
    Wide const wanted = Wide{correction_.count()} - applied_.count();
    return applied_ + Duration{static_cast<std::int64_t>(std::clamp(wanted, -possible, possible))};
}

void AdjustableClock::adjust(Time own, Duration by) {
    applied_ = applied(own);
    since_ = own;
    correction_ += by;
}

void AdjustableClock::step(Time own, Duration by) {
    since_ = own;
    correction_ += by;
    applied_ = correction_;
}

}  // namespace conclave
