#pragma once

#include <deque>

#include "support/tampering_link.hpp"
#include "timesync/exchange.hpp"
#include "timesync/time_sync.hpp"

/// What makes the clock synchronisations each break one promise: the right algorithms are told
/// something else, or have other settings (see twins_test.cpp).
namespace conclave::broken {

/// As the answers to TimeQuestions are written.
struct TimeAnswer {
    Time sent{};
    Time received{};
    Time answered{};
};

/// As Lundelius and Lynch's messages are written.
struct LundeliusLynchReading {
    std::uint32_t round{0};
    Time clock{};
};

/// As the word of Berkeley's master is written.
struct BerkeleyAdjust {
    Time round{};
    Time since{};
    Duration difference{};
    Duration error_max{};
};

/// The exchange that ends with this answer, which arrives now.
inline Exchange exchange(test::Passing const& message, TimeAnswer const& answer) {
    return {answer.sent, answer.received, answer.answered, message.ctx.now()};
}

inline void shift(TimeAnswer& answer, Duration by) {
    answer.received += by;
    answer.answered += by;
}

/// Broken: it takes the whole round trip for the way back. TS1 must catch it.
inline test::Tampering unhalved() {
    return test::forge<TimeAnswer>(test::received("Answer"),
                                   [](test::Passing const& message, TimeAnswer& answer) {
                                       shift(answer, exchange(message, answer).delay() / 2);
                                   });
}

/// Broken: it takes the mean of its samples, and claims the interval of the best. TS1 must catch
/// it.
inline test::Tampering mean_of_samples() {
    return {test::received("Answer"), [] {
                return [offsets = std::deque<Duration>{}](test::Passing const& message) mutable {
                    auto answer = message.as<TimeAnswer>();
                    auto const offset = exchange(message, answer).offset();
                    offsets.push_back(offset);
                    if (offsets.size() > 8) offsets.pop_front();
                    Duration sum{0};
                    for (Duration const sample : offsets) sum += sample;
                    shift(answer, sum / static_cast<std::int64_t>(offsets.size()) - offset);
                    message.go_on_saying(answer);
                };
            }};
}

/// Broken: the last process tells each other one a different time. LL1 must catch it.
inline test::Tampering two_faced() {
    return test::forge<LundeliusLynchReading>(
        test::sent("Reading"), [](test::Passing const& message, LundeliusLynchReading& reading) {
            bool const last = message.ctx.superiors().empty();
            if (last) reading.clock += std::chrono::milliseconds{20} * index(message.peer);
        });
}

/// Broken: it tells the difference with the wrong sign, and drives the clocks apart. BK1 must catch
/// it.
inline test::Tampering repelling() {
    return test::forge<BerkeleyAdjust>(test::sent("Adjust"),
                                       [](test::Passing const&, BerkeleyAdjust& adjust) {
                                           adjust.difference = -adjust.difference;
                                       });
}

/// Broken: it never asks anybody, leaves its clock as it is, and says that it is wrong by an hour
/// at most. TS1, TS3 and, where all agree on the time, BK1 must catch it.
class UnaskingSync final : public TimeSync {
public:
    UnaskingSync(Context& ctx, Link&, TimeSyncSettings const& settings)
        : TimeSync{ctx, settings}, ctx_{ctx} {}

private:
    [[nodiscard]] bool asks() const override { return true; }
    void begin_round() override {
        ++rounds_;
        end_round({Duration{0}, std::chrono::hours{1}}, ctx_.now(), Time{rounds_ * every()});
    }
    [[nodiscard]] Duration every() const { return settings().every; }

    Context& ctx_;
    std::int64_t rounds_{0};
};

}  // namespace conclave::broken
