#pragma once

#include <vector>

#include "core/duration_arithmetic.hpp"
#include "timesync/time_questions.hpp"
#include "timesync/time_sync.hpp"

namespace conclave {

/// Module       CristianSync: implements TimeSync, uses TimeQuestions
/// Source       Cristian 1989, "Probabilistic clock synchronization", §3; `mean`: the course's
///              exercise; `minimum`: Cristian's own advice to keep the shortest round trip
/// Assumes      a time server whose clock counts; drift of at most drift_max; no message takes less
///              than one_way_min; messages may be lost, duplicated and reordered
/// Properties   TS1 Accuracy  of Cristian: an adjustment is right to within
///                            by the minimum: RTT/2 - one_way_min, of the shortest round trip
///                            by the mean: max(RTT - one_way_min - mean, mean - one_way_min), of
///                            the last one
/// Cost         2 messages for each exchange: `exchanges` in a round, mean one more
class CristianSync final : public TimeSync {
public:
    enum class Variant : std::uint8_t {
        mean,     ///< the mean one-way time of all exchanges, then ask for the time and add it
        minimum,  ///< the offset that the exchange with the shortest round trip shows
    };

    CristianSync(Context& ctx, Link& link, TimeSyncSettings const& settings, Variant variant)
        : TimeSync{ctx, settings},
          ctx_{ctx},
          variant_{variant},
          questions_{ctx, link, [this] { return stamp(ctx_.now()); }, settings.no_answer,
                     settings.tries} {
        questions_.answered = [this](Exchange const& exchange) { learn(exchange); };
        questions_.unanswered = [this] { end_round(); };
    }

private:
    void begin_round() override {
        exchanges_.clear();
        questions_.ask(settings().server);
    }

    void learn(Exchange const& exchange) {
        bool const enough = exchanges_.size() == settings().exchanges;
        exchanges_.push_back(exchange);
        if (variant_ == Variant::mean && enough) return set_to_mean();
        if (variant_ == Variant::minimum && exchanges_.size() == settings().exchanges)
            return set_to_minimum();
        questions_.ask(settings().server);
    }

    /// "Set the clock to the answer plus the one-way time."
    void set_to_mean() {
        Exchange const last = exchanges_.back();
        exchanges_.pop_back();
        std::vector<Duration> one_ways;
        for (Exchange const& exchange : exchanges_) one_ways.push_back(exchange.delay() / 2);
        auto const one_way = mean(one_ways);
        Duration const offset = last.answered + one_way - last.returned;
        // TS1: the answer itself took between the minimum and the rest of its round trip.
        auto const error = last.error_max_of(offset, settings().one_way_min);
        set(last, {offset, error + 2 * settings().jitter});
    }

    void set_to_minimum() {
        BestExchange best;
        for (Exchange const& exchange : exchanges_) best.add(exchange);
        set(*best.exchange(), estimate(*best.exchange()));
    }

    /// The estimate is of the own clock; part of it is corrected already.
    void set(Exchange const& of, OffsetEstimate estimate) {
        estimate.offset -= clock().correction();
        end_round(estimate, of.sent, of.answered);
    }

    Context& ctx_;
    Variant variant_;
    std::vector<Exchange> exchanges_{};  // of this round
    TimeQuestions questions_;
};

}  // namespace conclave
