#pragma once

#include <algorithm>
#include <optional>

#include "core/time.hpp"

namespace conclave {

/// How far another clock is ahead of one's own, and how wrong that may be at most.
struct OffsetEstimate {
    Duration offset{0};     ///< what to add to one's own clock to read the other
    Duration error_max{0};  ///< |offset - true offset| is at most this, never below zero

    [[nodiscard]] bool contains(Duration true_offset) const {
        return offset - error_max <= true_offset && true_offset <= offset + error_max;
    }
};

/// One question and its answer, with the four time stamps of Mills (NTP, RFC 5905, §8: T1..T4) and
/// of Cristian 1989, §3. The arithmetic is exact: a half nanosecond that the division cuts off is
/// in the error.
///
///     asker     sent T1 ---\                    /--> returned T4      on the asker's clock
///     answerer              \--> received T2 --/ answered T3          on the answerer's clock
///
/// A stamp of sending may be taken before the message leaves, one of arrival after it came: that
/// widens the delay, and the error bound with it. The other way round the bound would be wrong.
struct Exchange {
    Time sent{};      ///< T1
    Time received{};  ///< T2
    Time answered{};  ///< T3
    Time returned{};  ///< T4

    /// How far the answerer's clock is ahead, if both messages took the same time.
    [[nodiscard]] Duration offset() const {
        return ((received - sent) + (answered - returned)) / 2;
    }

    /// How long both messages were under way together; the answerer's own time is not counted.
    [[nodiscard]] Duration delay() const { return (returned - sent) - (answered - received); }

    /// How far offset() may be off when no message takes less than `one_way_min`: half the delay,
    /// less the shortest one-way time. Clocks that drift apart while the messages are under way
    /// need an allowance of their own.
    [[nodiscard]] Duration error_max(Duration one_way_min = {}) const {
        Duration const half = (delay() + Duration{1}) / 2;  // rounded up
        return std::max(Duration{0}, half - one_way_min);
    }

    [[nodiscard]] OffsetEstimate estimate(Duration one_way_min = {}) const {
        return {offset(), error_max(one_way_min)};
    }

    /// How far another guess of the offset may be off, by what this exchange shows: the first
    /// message took `one_way_min` at least, and so did the second.
    [[nodiscard]] Duration error_max_of(Duration guess, Duration one_way_min = {}) const {
        Duration const highest = (received - sent) - one_way_min;
        Duration const lowest = (answered - returned) + one_way_min;
        return std::max({Duration{0}, highest - guess, guess - lowest});
    }
};

/// Keeps the best of several exchanges: the one with the smallest delay, whose error is bounded
/// most tightly; of equal ones the first.
class BestExchange {
public:
    void add(Exchange const& exchange) {
        if (!best_ || exchange.delay() < best_->delay()) best_ = exchange;
    }

    /// Nothing before the first exchange.
    [[nodiscard]] std::optional<Exchange> const& exchange() const { return best_; }
    [[nodiscard]] std::optional<OffsetEstimate> estimate(Duration one_way_min = {}) const {
        if (!best_) return std::nullopt;
        return best_->estimate(one_way_min);
    }

private:
    std::optional<Exchange> best_;
};

}  // namespace conclave
