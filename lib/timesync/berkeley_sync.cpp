#include "timesync/berkeley_sync.hpp"

#include <algorithm>
#include <iterator>

namespace conclave {

Duration fault_tolerant_average(std::vector<Duration> differences, Duration width) {
    ENSURE(!differences.empty(), "an average of nothing");
    std::ranges::sort(differences);
    auto best = differences.begin();  // the largest group so far is [best, best_end)
    auto best_end = best;
    for (auto first = differences.begin(); first != differences.end(); ++first) {
        auto const last = std::upper_bound(first, differences.end(), *first + width);
        if (last - first <= best_end - best) continue;
        best = first;
        best_end = last;
    }
    Duration above{0};  // the lowest: a sum of the differences themselves could overflow
    for (auto i = best; i != best_end; ++i) above += *i - *best;
    return *best + above / std::distance(best, best_end);
}

BerkeleySync::BerkeleySync(Context& ctx, Link& link, TimeSyncSettings const& settings)
    : TimeSync{ctx, settings}, ctx_{ctx}, port_{ctx, link, *this} {}

void BerkeleySync::begin_round() {
    round_ = ctx_.now();
    open_ = true;
    clocks_.clear();
    told_.clear();
    tries_left_ = settings().tries;
    poll_again();
}

void BerkeleySync::poll_again() {
    if (tries_left_-- == 0) return conclude();
    no_answer_.start(settings().no_answer);
    for (ProcessId p : ctx_.everyone())
        if (p != ctx_.self() && !clocks_.contains(p)) port_.send(p, Poll{round_, stamp_now()});
}

void BerkeleySync::upon(ProcessId from, Poll const& poll) {
    if (from != settings().server || poll.round < heard_.round) return;
    bool const new_round = poll.round > heard_.round;
    if (!new_round && !since_) return;  // adjusted already: a late copy
    heard_ = poll;
    received_ = stamp_now();
    if (new_round) {
        since_ = ctx_.now();
        answers_left_ = settings().tries;
    }
    no_poll_.start(2 * settings().every + settings().tries * settings().no_answer);
    answer();
}

void BerkeleySync::answer() {
    no_word_.start(2 * settings().no_answer);  // while the master waits for the others
    port_.send(settings().server,
               Answer{heard_.round, heard_.sent, received_, stamp_now(), *since_});
}

void BerkeleySync::answer_again() {
    if (answers_left_-- > 0) answer();
}

void BerkeleySync::upon(ProcessId from, Answer const& answer) {
    if (!is_reference() || answer.round != round_) return;
    // TS3: it asks for the master's word, which was lost.
    if (auto const told = told_.find(from); told != told_.end())
        return port_.send(from, told->second);
    if (!open_ || clocks_.contains(from)) return;
    Exchange const exchange{answer.sent, answer.received, answer.answered, stamp_now()};
    auto ahead = estimate(exchange);
    ahead.error_max += drift_allowance(exchange.returned - exchange.sent);
    clocks_.emplace(from, Clock{ahead, answer.since});
    if (clocks_.size() + 1 == ctx_.everyone().size()) conclude();
}

void BerkeleySync::conclude() {
    open_ = false;
    no_answer_.stop();
    if (auto const missing = ctx_.everyone().size() - 1 - clocks_.size(); missing > 0)
        ctx_.trace("goes on without " + std::to_string(missing) + " that did not answer");
    std::vector<Duration> differences{Duration{0}};  // its own
    for (auto const& [p, clock] : clocks_) differences.push_back(clock.ahead.offset);
    auto const average = fault_tolerant_average(differences, settings().outlier);
    for (auto const& [p, clock] : clocks_) {
        auto const& [offset, error] = clock.ahead;
        auto const& told = told_[p] = Adjust{round_, clock.since, average - offset, error};
        port_.send(p, told);
    }
    end_round({average, Duration{0}}, ctx_.now(), round_);
}

void BerkeleySync::upon(ProcessId from, Adjust const& adjust) {
    if (from != settings().server || adjust.round != heard_.round || adjust.since != since_) return;
    no_word_.stop();
    since_.reset();
    // Since it first heard of the round, which was before the master knew its clock.
    end_round({adjust.difference, adjust.error_max}, adjust.since, adjust.round);
}

}  // namespace conclave
