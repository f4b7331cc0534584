#pragma once

#include <deque>

#include "timesync/time_questions.hpp"
#include "timesync/time_sync.hpp"

namespace conclave {

/// Module       NtpSync: implements TimeSync, uses TimeQuestions
/// Source       Mills 1991, "Internet time synchronization", §IV; RFC 5905, §8 and §10 (the clock
///              filter: of the last eight samples the one with the least delay, aged by drift)
/// Assumes      a time server whose clock counts; drift of at most drift_max; messages may be lost,
///              duplicated and reordered
/// Properties   NTP1 Interval  for every sample the true offset lies within half the delay of the
///                             offset (and what jitter and drift may add)
/// Cost         2 messages for each sample, `exchanges` samples in a round
class NtpSync final : public TimeSync {
public:
    static constexpr std::size_t filter_length = 8;

    NtpSync(Context& ctx, Link& link, TimeSyncSettings const& settings)
        : TimeSync{ctx, settings},
          sample{ctx},
          ctx_{ctx},
          questions_{ctx, link, [this] { return stamp(ctx_.now()); }, settings.no_answer,
                     settings.tries} {
        questions_.answered = [this](Exchange const& exchange) { learn(exchange); };
        questions_.unanswered = [this] { end_round(); };
    }

    /// The server's clock is ahead of this process's own by the first, give or take the second.
    Indication<"sample", Duration, Duration> sample;

private:
    void begin_round() override {
        left_ = settings().exchanges;
        questions_.ask(settings().server);
    }

    void learn(Exchange const& exchange) {
        samples_.push_back(exchange);
        if (samples_.size() > filter_length) samples_.pop_front();
        auto const [offset, error] = estimate(exchange);
        auto const apart = drift_allowance(exchange.returned - exchange.sent);
        if (--left_ > 0)
            questions_.ask(settings().server);
        else
            discipline();
        sample(offset, error + apart);
    }

    void discipline() {
        // The delay alone would prefer an old sample that drift has made worthless.
        Exchange chosen = samples_.front();
        for (Exchange const& exchange : samples_)
            if (error_now(exchange) <= error_now(chosen)) chosen = exchange;
        OffsetEstimate best = estimate(chosen);
        best.offset -= clock().correction();  // the samples are of the own clock
        end_round(best, chosen.sent, chosen.answered);
    }

    [[nodiscard]] Duration error_now(Exchange const& exchange) const {
        return estimate(exchange).error_max + drift_allowance(ctx_.now() - exchange.sent);
    }

    Context& ctx_;
    std::deque<Exchange> samples_{};  // the clock filter
    std::uint32_t left_{0};           // exchanges, in this round
    TimeQuestions questions_;
};

}  // namespace conclave
