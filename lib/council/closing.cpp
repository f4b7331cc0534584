#include "council/closing.hpp"

#include <algorithm>
#include <chrono>

namespace conclave::council {
namespace {

using End = net::Outcome::End;
using std::chrono::milliseconds;

constexpr Duration wait_for_silent_max = milliseconds{2000};
constexpr Duration wait_for_silent_max_interrupted = milliseconds{250};  // somebody wants it over
constexpr Duration report_max = milliseconds{30'000};  // how long a report may take

}  // namespace

Closing::Closing(net::RunPlan const& plan, Membership const& members, Archive const& archive,
                 Duration silence_max)
    : plan_{plan},
      members_{members},
      archive_{archive},
      silence_max_{silence_max},
      last_change_{plan.last_change()},
      ending_{.left_behind = std::vector<std::uint8_t>(at(members.size()), 0)},
      left_(at(members.size()), 0) {}

bool Closing::follow(Ending const& ending, Time now) {
    if (ending.phase <= ending_.phase) return false;
    ending_ = ending;
    enter(ending.phase, now);
    return true;
}

std::optional<End> Closing::due(Time now, bool interrupted) const {
    if (interrupted) return End::interrupted;
    bool const at_limit = now >= Time{} + plan_.limit;
    if (at_limit) return plan_.stay && story_over(now) ? End::story_over : End::time_limit;
    if (!plan_.stay && story_over(now)) return End::story_over;
    return std::nullopt;
}

void Closing::finish(End end, Time now) {
    ending_.end = end;
    ending_.ended_at = now;
    enter(Phase::finishing, now);
}

void Closing::conclude(int status, Time now) {
    ending_.status = status;
    ending_.orderly = !members_.anybody_dead() && ending_.end != End::interrupted;
    for (int rank = 0; rank < members_.size(); ++rank) {
        bool const silent = !archive_.summary(rank).final && !members_.dead(rank);
        ending_.left_behind[at(rank)] = silent ? 1 : 0;
        if (silent) ending_.orderly = false;
    }
    enter(Phase::leaving, now);
}

void Closing::enter(Phase phase, Time now) {
    ending_.phase = phase;
    phase_began_ = now;
}

bool Closing::story_over(Time now) const {
    Time watermark = never;
    Time last_active = members_.last_death();  // which the others have to get over
    for (int rank = 0; rank < members_.size(); ++rank) {
        if (!members_.present(rank, now, silence_max_)) continue;
        RankSummary const& summary = archive_.summary(rank);
        if (!summary.done) return false;
        watermark = std::min(watermark, summary.watermark);
        last_active = std::max(last_active, summary.last_active);
    }
    // What has healed may need as long as what has acted.
    return watermark - std::max(last_active, last_change_) > plan_.settle;
}

bool Closing::all_final(Time now) const {
    Duration const wait = last_words_max();
    for (int rank = 0; rank < members_.size(); ++rank) {
        if (archive_.summary(rank).final || members_.dead(rank)) continue;
        if (now - phase_began_ <= wait || members_.silence(rank, now) <= wait) return false;
    }
    return true;
}

bool Closing::all_left(Time now) const {
    if (now - phase_began_ > last_words_max()) return true;
    for (int rank = 0; rank < members_.size(); ++rank) {
        bool const gone =
            left_[at(rank)] != 0 || members_.dead(rank) || ending_.left_behind[at(rank)] != 0;
        if (rank != members_.self() && !gone) return false;
    }
    return true;
}

Duration Closing::last_words_max() const {
    return ending_.end == End::interrupted ? wait_for_silent_max_interrupted : wait_for_silent_max;
}

Duration Closing::patience() const {
    return ending_.phase == Phase::reporting ? report_max : silence_max_;
}

}  // namespace conclave::council
