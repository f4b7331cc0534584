#include "timesync/ntp_sync.hpp"

#include <gtest/gtest.h>

#include "support/lone_process.hpp"
#include "support/time_messages.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;

/// A client p1 whose clock is 1 s behind that of its server p0, by hand.
class NtpTest : public testing::Test {
protected:
    static constexpr Duration server_ahead = 1s;

    void begin(std::int64_t drift_max_ppm = 0) {
        TimeSyncSettings const settings{.every = 1s,
                                        .exchanges = 2,
                                        .step = true,
                                        .drift_max_ppm = drift_max_ppm,
                                        .no_answer = 50ms};
        lone_.emplace(1U, 2U, [=](Context& ctx) {
            return std::make_unique<SyncStack<NtpSync>>(ctx, settings);
        });
        lone_->stack().sync.start(Time{100s});
        lone_->pass(500ms);
    }
    void exchange(Duration there, Duration back) {
        auto const sent = lone_->sent();
        ASSERT_EQ(sent.size(), 1U);
        Time const asked = sent[0].as<Question>().sent;
        lone_->pass(there);
        Time const at_server = lone_->now() + server_ahead;
        lone_->pass(back);
        lone_->receive(process(0), Channel{0}, answer_kind,
                       TimeAnswer{asked, at_server, at_server});
    }
    /// A round of two, then on to the next.
    void round(Duration there, Duration back) {
        Time const begun = lone_->now();
        exchange(there, back);
        exchange(there, back);
        error_ = lone_->stack().sync.read() - (lone_->now() + server_ahead);
        bound_ = lone_->stack().sync.error_bound().value();
        lone_->pass(begun + 1s - lone_->now());
    }

    std::optional<LoneProcess<SyncStack<NtpSync>>> lone_;
    Duration error_{};
    Duration bound_{};
};

// RFC 5905, §10: the clock filter takes the sample of the lowest delay.
TEST_F(NtpTest, TS1_Accuracy_TheQuickestSampleIsTrusted) {
    begin();
    exchange(1ms, 3ms);
    exchange(9ms, 5ms);
    EXPECT_EQ(lone_->stack().sync.read() - (lone_->now() + server_ahead), -1ms);
    EXPECT_EQ(lone_->stack().sync.error_bound(), 2ms);
}

// "... of the last eight": a shift register.
TEST_F(NtpTest, ASampleIsForgottenAfterEightOthers) {
    begin();
    round(1ms, 1ms);
    for (int i = 0; i < 3; ++i) round(8ms, 6ms);
    EXPECT_EQ(error_, 0ms) << "eight samples: the first round still counts";
    EXPECT_EQ(bound_, 1ms);
    round(8ms, 6ms);
    EXPECT_EQ(error_, 1ms) << "it has left the filter";
    EXPECT_EQ(bound_, 7ms);
}

// RFC 5905, §10: a sample's dispersion grows with its age, by what a clock may drift.
TEST_F(NtpTest, TS1_Accuracy_AnOldSampleLosesToAFreshOneThatIsLittleSlower) {
    begin(1000);
    round(3ms, 3ms);
    round(4ms, 2ms);
    EXPECT_EQ(error_, 1ms) << "as quick, and fresher";
    round(4ms, 3ms);
    EXPECT_EQ(error_, Duration{500us}) << "slower by 0.5 ms, but 2 ms of drift less";
}

// Mills 1991, §IV: the true offset lies within half the delay of the offset measured.
TEST_F(NtpTest, NTP1_Interval_EverySampleIsIndicatedWithHalfItsDelay) {
    begin();
    exchange(1ms, 5ms);
    auto const samples = lone_->story(Event::Kind::indication);
    EXPECT_EQ(samples.back(), "p1 ! sample 998 ms, 3 ms");
}

TEST_F(NtpTest, TS3_Progress_ARoundGoesOnAfterALoss) {
    begin();
    exchange(1ms, 1ms);
    static_cast<void>(lone_->sent());
    lone_->pass(50ms);
    exchange(2ms, 2ms);
    EXPECT_EQ(lone_->stack().sync.error_bound(), 1ms);
}

}  // namespace
}  // namespace conclave::test
