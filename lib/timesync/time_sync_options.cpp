#include "timesync/time_sync_options.hpp"

#include <cmath>
#include <fmt/format.h>

#include "app/run_size.hpp"
#include "core/input_error.hpp"

namespace conclave::app {

std::vector<Option> TimeSyncOptions::options() {
    return {
        {"--every", "from one round to the next; less: smaller errors by drift, more messages",
         &asked_.every},
        {"--exchanges",
         "of time stamps with the server in each round; more: a better chance of a short one",
         &asked_.exchanges},
        {"--sample", "from one reading of the clocks to the next, for the picture", &asked_.sample},
        {"--slew",
         "how fast a clock is corrected, in seconds each second, below 1; more: sooner right, "
         "less even",
         &slew_},
        {"--step", "set clocks at once instead: they may go back", &asked_.step},
        {"--jitter", "each time stamp is off by up to this much; the bound allows for it",
         &asked_.jitter},
        {"--drift-max",
         "what the bound allows clocks to drift, in microseconds each second; 0: worked out "
         "from --skew",
         &drift_max_},
        {"--no-answer",
         "after this long without an answer it asks again; 0s: worked out from --delay",
         &asked_.no_answer},
        {"--outlier",
         "berkeley: clocks that count lie within this of each other; less: a wrong clock has "
         "less weight, more: fewer right ones are left out",
         &asked_.outlier},
    };
}

TimeSyncSettings TimeSyncOptions::settings() const {
    using namespace std::chrono_literals;
    if (asked_.exchanges < 1) throw InputError{"--exchanges: it takes one at least"};
    if (asked_.every < 1ms) throw InputError{"--every: it must be 1ms at least"};
    if (asked_.sample < 100us) throw InputError{"--sample: it must be 100us at least"};
    if (asked_.sample > asked_.every)
        throw InputError{"--sample: it must not be longer than --every"};
    if (!(slew_ * 1e6 >= 1 && slew_ < 1))
        throw InputError{fmt::format(
            "--slew: {} is not between 0 and 1, where a clock that is slowed down stands still",
            slew_)};
    if (drift_max_ >= 1'000'000) throw InputError{"--drift-max: it must be below 1000000 (ppm)"};
    if (asked_.outlier <= 0ms) throw InputError{"--outlier: it must be longer than nothing"};
    auto settings = asked_;
    settings.slew_ppm = std::llround(slew_ * 1e6);
    settings.drift_max_ppm = drift_max_;
    return settings;
}

void require_feasible(TimeSyncSettings const& settings, double processes, Duration length) {
    require_feasible("--rounds", processes * settings.exchanges * often(length, settings.every),
                     "exchanges", "ask for fewer rounds, or for fewer exchanges in each");
    require_feasible("--sample", processes * often(length, settings.sample), "readings",
                     "read the clocks less often");
}

}  // namespace conclave::app
