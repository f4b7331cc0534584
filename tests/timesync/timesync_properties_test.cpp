#include "timesync/timesync_properties.hpp"

#include <gtest/gtest.h>

#include "support/tale.hpp"
#include "support/verdicts.hpp"
#include "timesync/berkeley_properties.hpp"
#include "timesync/lundelius_lynch_properties.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;

/// A tale of clocks. Unless it is said otherwise, a clock that is adjusted or says something of
/// itself has asked p0, and been answered in time.
class Clocks : public Tale {
public:
    using Tale::Tale;

    /// What the clock of p reads, and what it says of it.
    Clocks& reads(Id p, Duration clock, std::optional<Duration> bound = {}) {
        if (p != 0 && bound && asks_) asks(p, 2 * *bound);
        indicate(p, "reading", std::tuple{Time{clock}, bound});
        return *this;
    }
    /// p asks p0, and so long afterwards, now, it has its answer.
    Clocks& asks(Id p, Duration round_trip) {
        ++messages_;
        Tale::at(now_ - round_trip).send(p, 0, messages_).receive(0, p, messages_);
        send(0, p, messages_).Tale::at(now_).receive(p, 0, messages_);
        return *this;
    }
    /// From now on nobody asks, unless it is told.
    Clocks& nobody_asks() {
        asks_ = false;
        return *this;
    }
    Clocks& adjusts(Id p, Duration as_of, Duration by, Duration error) {
        if (p != 0 && asks_) asks(p, 0ms);
        indicate(p, "adjusted", std::tuple{Time{as_of}, by, error});
        return *this;
    }
    Clocks& samples(Id p, Duration offset, Duration error) {
        indicate(p, "sample", std::tuple{offset, error});
        return *this;
    }
    Clocks& starts_round(Id p) {
        decide(p, "starts a round");
        return *this;
    }
    Clocks& sets(Id p, Duration before, Duration after) {
        decide(p, "sets its clock", std::tuple{Time{before}, Time{after}});
        return *this;
    }
    Clocks& crash(Id p) {
        Tale::crash(p);
        return *this;
    }
    Clocks& recover(Id p) {
        Tale::recover(p);
        return *this;
    }
    Clocks& at(Duration time) {
        now_ = time;
        Tale::at(time);
        return *this;
    }

private:
    Duration now_{};
    std::uint64_t messages_{1000};
    bool asks_{true};
};

check::Finding ts(std::string_view id, Clocks const& tale, check::ClockTruth const& truth = {}) {
    return tale.judged(check::time_sync(truth), id);
}

TEST(TimeSyncChecks, TS1_Accuracy_HoldsUpToTheBound) {
    Clocks tale{2};
    tale.at(1s).reads(0, 1s, 0ms).reads(1, 1003ms, 3ms).at(2s).reads(1, 1997ms, 3ms);
    EXPECT_TRUE(holds(ts("TS1", tale)));
    EXPECT_EQ(ts("TS1", tale).premises(), 2U) << "the server's own clock is no case";
    tale.at(3s).reads(1, 3003ms + 1ns, 3ms);
    EXPECT_TRUE(violated(ts("TS1", tale), "at 3 s the clock of p1 was off by 3.000001 ms"));
}

TEST(TimeSyncChecks, TS1_Accuracy_IsAgainstTheServersClockAndNotAgainstTrueTime) {
    Clocks tale{2};
    tale.at(10s).reads(1, 10s + 5ms + 100us, 1us);
    EXPECT_TRUE(violated(ts("TS1", tale), "p1"));
    EXPECT_TRUE(holds(ts("TS1", tale, {.clocks = {{process(0), {5ms, 10}}}})));
    EXPECT_TRUE(violated(ts("TS1", tale, {.clocks = {{process(0), {5ms, 11}}}}), "p1"));
}

TEST(TimeSyncChecks, TS1_Accuracy_IsNotJudgedCloserThanTheMachinesClocksAreKnown) {
    Clocks tale{2};
    tale.at(1s).reads(1, 1s + 3ms, 2ms);
    EXPECT_TRUE(violated(ts("TS1", tale), "p1"));
    tale.another_machine(400us);  // and 200 us of drift
    EXPECT_TRUE(holds(ts("TS1", tale)));
    tale.another_machine(400us - 1ns);
    EXPECT_TRUE(violated(ts("TS1", tale), "p1"));
}

TEST(TimeSyncChecks, TS1_Accuracy_PromisesNothingBeforeTheFirstAdjustment) {
    Clocks tale{2};
    tale.at(1s).reads(1, 9s);
    EXPECT_TRUE(inconclusive(ts("TS1", tale), no_premise));
}

TEST(TimeSyncChecks, TS1_Accuracy_OfAnAgreedTimeIsAgainstTheRoundThatOneFollows) {
    check::ClockTruth const truth{.reference_is_adjusted = true};
    Clocks tale{3};
    tale.at(1s).adjusts(0, 1s, 10ms, 0ms).adjusts(1, 1s, -5ms, 1ms);
    tale.at(2s).reads(1, 2010ms, 1ms).reads(0, 2010ms, 0ms);
    EXPECT_TRUE(holds(ts("TS1", tale, truth)));
    tale.at(3s).adjusts(0, 3s, 20ms, 0ms);
    tale.at(4s).reads(1, 4010ms, 1ms);  // it has not heard of the second round
    EXPECT_TRUE(holds(ts("TS1", tale, truth)));
    tale.adjusts(1, 3s, 20ms, 1ms).at(5s).reads(1, 5010ms, 1ms);
    EXPECT_TRUE(violated(ts("TS1", tale, truth), "off by -20 ms"));
}

TEST(TimeSyncChecks, TS1_Accuracy_LeavesOutARoundOfWhichTooLittleIsKnown) {
    check::ClockTruth const truth{.reference_is_adjusted = true};
    Clocks tale{2};
    tale.at(1s).adjusts(1, 1s, 7ms, 1ms).at(2s).reads(1, 9s, 1ms).finds(0, net::Condition::dead);
    EXPECT_TRUE(inconclusive(ts("TS1", tale, truth), no_premise));
}

TEST(TimeSyncChecks, TS1_Accuracy_ABoundRestsOnMessagesOfTheServer) {
    Clocks tale{2};
    tale.nobody_asks().at(1s).adjusts(1, 1s, 0ms, 1h).reads(1, 1s, 1h);
    EXPECT_TRUE(violated(ts("TS1", tale),
                         "p1 was off by 0 ms, and said 3600 s at most, though it "
                         "had heard nothing of p0"));
    Clocks late{2};
    late.nobody_asks().at(1s).asks(1, 2ms).adjusts(1, 1s, 0ms, 1ms).at(2s).reads(1, 2s, 1ms);
    EXPECT_TRUE(holds(ts("TS1", late)));
    late.adjusts(1, 2s, 0ms, 1ms).reads(1, 2s, 1ms);
    EXPECT_TRUE(holds(ts("TS1", late))) << "one round's messages may come before the last one ends";
    late.at(3s).adjusts(1, 3s, 0ms, 1ms).reads(1, 3s, 1ms);
    EXPECT_TRUE(violated(ts("TS1", late), "at 3 s the clock of p1"));
}

TEST(TimeSyncChecks, TS1_Accuracy_ABoundIsNoWiderThanTheRoundTripAndTheDriftSince) {
    Clocks tale{2};
    tale.nobody_asks().at(1s).asks(1, 2ms).adjusts(1, 1s, 0ms, 2ms).reads(1, 1s, 2ms);
    tale.at(2s).reads(1, 2s, 3ms);
    EXPECT_TRUE(violated(ts("TS1", tale), "and said 3 ms at most, where its messages justify 2"));
    EXPECT_TRUE(violated(ts("TS1", tale, {.drift_max_ppm = 100}), "justify 2"));
    EXPECT_TRUE(holds(ts("TS1", tale, {.drift_max_ppm = 500}))) << "two clocks, for two seconds";
    EXPECT_TRUE(holds(ts("TS1", tale, {.jitter = 125us}))) << "of eight stamps";
    EXPECT_TRUE(holds(ts("TS1", tale, {.uncertainty = 3ms})));
    Clocks slewing{2};
    slewing.nobody_asks().at(1s).asks(1, 2ms).adjusts(1, 1s, 1ms, 2ms).reads(1, 1s, 3ms);
    EXPECT_TRUE(holds(ts("TS1", slewing))) << "of the millisecond nothing is worked in";
    slewing.at(2s).reads(1, 2001ms, 3ms);
    EXPECT_TRUE(violated(ts("TS1", slewing), "at 2 s")) << "all is";
}

TEST(TimeSyncChecks, TS1_Accuracy_ARoundTripMayBeginAtTheServer) {
    Clocks tale{2};
    tale.nobody_asks().at(1s).send(0, 1, 1).at(1003ms).receive(1, 0, 1);
    tale.send(1, 0, 2).at(1008ms).receive(0, 1, 2);
    tale.send(0, 1, 3).at(1009ms).receive(1, 0, 3);
    tale.at(1009ms).adjusts(1, 1s, 0ms, 8ms).reads(1, 1009ms, 8ms);
    EXPECT_TRUE(holds(ts("TS1", tale)));
    tale.reads(1, 1009ms, 9ms);
    EXPECT_TRUE(violated(ts("TS1", tale), "said 9 ms at most"));
}

TEST(TimeSyncChecks, TS1_Accuracy_WhatAnEarlierLifeHeardDoesNotCount) {
    Clocks tale{2};
    tale.nobody_asks().at(1s).asks(1, 2ms).crash(1).at(2s).recover(1);
    tale.adjusts(1, 2s, 0ms, 2ms).reads(1, 2s, 2ms);
    EXPECT_TRUE(violated(ts("TS1", tale), "heard nothing of p0"));
}

TEST(TimeSyncChecks, TS2_Monotonicity) {
    Clocks tale{2};
    tale.at(1s).reads(1, 5s).at(2s).reads(0, 1s).reads(1, 5s);
    EXPECT_TRUE(holds(ts("TS2", tale))) << "it may stand still";
    tale.at(3s).reads(1, 5s - 1ms);
    EXPECT_TRUE(violated(ts("TS2", tale), "at 3 s the clock of p1 went back by 1 ms"));
}

TEST(TimeSyncChecks, TS2_Monotonicity_IsPromisedWithinOneLife) {
    Clocks tale{2};
    tale.at(1s).reads(1, 5s).at(2s).crash(1).at(3s).recover(1);
    tale.reads(1, 3s);
    EXPECT_TRUE(inconclusive(ts("TS2", tale), no_premise));
}

TEST(TimeSyncChecks, TS2_Monotonicity_IsNotPromisedOfAClockThatIsSet) {
    Clocks tale{2};
    tale.at(1s).reads(1, 5s).at(2s).adjusts(1, 2s, -3s, 0ms).at(3s).reads(1, 3s);
    EXPECT_TRUE(violated(ts("TS2", tale), "p1"));
    EXPECT_TRUE(inconclusive(ts("TS2", tale, {.steps = true}), no_premise));
    tale.at(4s).reads(1, 2s);
    EXPECT_TRUE(violated(ts("TS2", tale, {.steps = true}), "by 1 s"));
}

TEST(TimeSyncChecks, TS2_Monotonicity_BetweenReadingsToo) {
    Clocks tale{2};
    tale.at(1s).reads(1, 5s).at(1500ms).sets(1, 5500ms, 5501ms).at(2s).reads(1, 6001ms);
    EXPECT_TRUE(holds(ts("TS2", tale)));
    EXPECT_EQ(ts("TS2", tale).premises(), 3U);
    tale.at(2500ms).sets(1, 6501ms, 6401ms).at(3s).reads(1, 6901ms);
    EXPECT_TRUE(violated(ts("TS2", tale), "at 2.5 s the clock of p1 went back by 100 ms"));
    EXPECT_TRUE(holds(ts("TS2", tale, {.steps = true})));
}

TEST(TimeSyncChecks, TS3_Progress_ARoundEndsWithAnAdjustment) {
    Clocks tale{2};
    tale.at(1s).starts_round(1).at(2s).adjusts(1, 1s, 0ms, 0ms).ends(9s);
    EXPECT_TRUE(holds(ts("TS3", tale)));
    tale.at(3s).starts_round(1).at(4s).starts_round(1).adjusts(1, 4s, 0ms, 0ms).ends(9s);
    EXPECT_TRUE(violated(ts("TS3", tale), "the round that p1 started at 3 s"));
    tale.cut_off();
    EXPECT_TRUE(inconclusive(ts("TS3", tale), cut_short));
}

TEST(TimeSyncChecks, TS3_Progress_EveryClientAdjustsItsClock) {
    Clocks tale{3};
    tale.at(1s).starts_round(1).adjusts(1, 1s, 0ms, 0ms).ends(9s);
    EXPECT_TRUE(violated(ts("TS3", tale), "p2 never adjusted its clock"));
    EXPECT_TRUE(violated(ts("TS3", Clocks{2}), "p1 never")) << "nothing happened at all";
}

TEST(TimeSyncChecks, TS3_Progress_AnAdjustmentWithoutTheServersMessagesIsNone) {
    Clocks tale{2};
    tale.nobody_asks().at(1s).starts_round(1).asks(1, 2ms).adjusts(1, 1s, 0ms, 1ms).ends(9s);
    EXPECT_TRUE(holds(ts("TS3", tale)));
    Clocks silent{2};
    silent.nobody_asks().at(1s).starts_round(1).adjusts(1, 1s, 0ms, 1h).ends(9s);
    EXPECT_TRUE(
        violated(ts("TS3", silent), "at 1 s p1 adjusted its clock, having heard nothing of p0"));
    Clocks master{2};
    master.nobody_asks().at(1s).adjusts(0, 1s, 5ms, 0ms).asks(1, 2ms).adjusts(1, 1s, 5ms, 1ms);
    EXPECT_TRUE(holds(ts("TS3", master, {.reference_is_adjusted = true})))
        << "the reference itself hears the others, if any answers";
}

TEST(TimeSyncChecks, TS3_Progress_IsNotPromisedWithoutTheServer) {
    Clocks tale{2};
    tale.at(1s).starts_round(1).adjusts(1, 1s, 0ms, 0ms);
    tale.at(2s).crash(0).at(3s).starts_round(1).at(4s).starts_round(1).ends(9s);
    EXPECT_TRUE(holds(ts("TS3", tale)));
    tale.at(5s).recover(0).at(6s).starts_round(1).ends(9s);
    EXPECT_TRUE(violated(ts("TS3", tale), "started at 6 s"));
}

TEST(TimeSyncChecks, TS3_Progress_IsNotPromisedAcrossACut) {
    Clocks tale{2};
    tale.at(1s).starts_round(1).adjusts(1, 1s, 0ms, 0ms).at(3s).starts_round(1);
    tale.at(4s).starts_round(1).adjusts(1, 4s, 0ms, 0ms).ends(9s);
    EXPECT_TRUE(violated(ts("TS3", tale), "3 s"));
    EXPECT_TRUE(holds(ts("TS3", tale, {.disturbed = {{Time{3500ms}, Time{5s}}}})));
}

TEST(TimeSyncChecks, TS3_Progress_IsNotPromisedOfAServerThatStoodStillUnseen) {
    Clocks tale{2};
    tale.at(1s).starts_round(1).at(1100ms).adjusts(1, 0s, 1ms, 1ms).reads(0, 1100ms, 0ms);
    tale.at(2s).starts_round(1).at(2900ms).reads(0, 2900ms, 0ms).at(3s).starts_round(1);
    tale.at(3100ms).adjusts(1, 0s, 1ms, 1ms).at(3300ms).reads(0, 3300ms, 0ms).ends(3300ms);
    EXPECT_TRUE(violated(ts("TS3", tale), "the round that p1 started at 2 s"));
    EXPECT_TRUE(holds(ts("TS3", tale, {.standstill = 1s})));
    EXPECT_TRUE(violated(ts("TS3", tale, {.standstill = 2s}), "started at 2 s"));
}

TEST(TimeSyncChecks, TS3_Progress_IsNotPromisedOfAServerThatDiedUnseen) {
    Clocks tale{2};
    tale.at(1s).reads(0, 1s, 0ms).starts_round(1).adjusts(1, 1s, 0ms, 0ms);
    tale.at(2s).starts_round(1).finds(0, net::Condition::dead).ends(9s);
    EXPECT_TRUE(holds(ts("TS3", tale)));
}

TEST(NtpChecks, NTP1_Interval) {
    check::ClockTruth const truth{.clocks = {{process(0), {7ms, 0}}, {process(1), {-3ms, 0}}}};
    Clocks tale{2};
    EXPECT_TRUE(inconclusive(tale.judged(check::ntp_sync(truth), "NTP1"), no_premise));
    tale.at(1s).samples(1, 8ms, 2ms).samples(1, 13ms, 3ms);
    EXPECT_TRUE(holds(tale.judged(check::ntp_sync(truth), "NTP1")));
    tale.samples(1, 8ms, 2ms - 1ns);
    EXPECT_TRUE(violated(tale.judged(check::ntp_sync(truth), "NTP1"), "it was 10 ms"));
}

check::Finding bk(std::string_view id, Clocks const& tale) {
    return tale.judged(
        check::berkeley_sync({.clocks = {{process(1), {30ms, 0}}, {process(3), {10s, 0}}},
                              .reference_is_adjusted = true,
                              .outlier = 100ms}),
        id);
}

TEST(BerkeleyChecks, BK1_Convergence) {
    Clocks tale{2};
    tale.at(0s).reads(0, 0ms, 0ms).reads(1, 30ms);
    EXPECT_TRUE(inconclusive(bk("BK1", tale), no_premise));
    tale.at(1s).adjusts(0, 1s, 15ms, 0ms).adjusts(1, 1s, -15ms, 2ms);
    tale.at(2s).reads(0, 2015ms, 0ms).reads(1, 2045ms, 2ms);
    EXPECT_TRUE(holds(bk("BK1", tale))) << "no further apart than at first";
    tale.at(3s).reads(1, 3045ms + 1ns, 2ms);
    EXPECT_TRUE(violated(bk("BK1", tale), "p0 and p1 were 30 ms apart at first"));
    tale.at(4s).reads(0, 4015ms, 0ms).reads(1, 4055ms, 40ms);
    EXPECT_TRUE(holds(bk("BK1", tale))) << "its bound says so";
}

TEST(BerkeleyChecks, BK1_Convergence_IsPromisedToThoseWhoFollowTheSameRound) {
    Clocks tale{2};
    tale.at(0s).reads(0, 0ms, 0ms).reads(1, 0ms);
    tale.at(1s).adjusts(1, 1s, 0ms, 0ms).at(2s).adjusts(0, 2s, 50ms, 0ms);
    tale.at(3s).reads(0, 3050ms, 0ms).reads(1, 3s, 0ms);
    EXPECT_TRUE(inconclusive(bk("BK1", tale), no_premise));
}

TEST(BerkeleyChecks, BK1_Convergence_ABoundThatNoMessageJustifiesAllowsNothing) {
    Clocks tale{2};
    tale.nobody_asks().at(0s).reads(0, 0ms, 0ms).reads(1, 30ms);
    tale.at(1s).adjusts(0, 1s, 0ms, 0ms).adjusts(1, 1s, 0ms, 1h);
    tale.at(2s).reads(0, 2s, 0ms).reads(1, 2030ms, 1h);
    EXPECT_TRUE(violated(bk("BK1", tale), "p1 follows a round in which it heard nothing of p0"));
    Clocks boastful{2};
    boastful.nobody_asks().at(0s).reads(0, 0ms, 0ms).reads(1, 30ms);
    boastful.at(1s).adjusts(0, 1s, 0ms, 0ms).asks(1, 2ms).adjusts(1, 1s, 0ms, 1h);
    boastful.at(2s).reads(0, 2s, 0ms).reads(1, 2070ms, 1h);
    EXPECT_TRUE(violated(bk("BK1", boastful), "apart at first, and 70 ms in the end"));
}

TEST(BerkeleyChecks, BK2_Outliers) {
    Clocks tale{4};
    tale.at(1s).adjusts(0, 1s, 10ms, 0ms).adjusts(1, 1s, -20ms, 1ms).adjusts(2, 1s, 10ms, 1ms);
    tale.adjusts(3, 1s, -9990ms, 1ms);
    EXPECT_TRUE(holds(bk("BK2", tale)));
    EXPECT_EQ(bk("BK2", tale).premises(), 1U);
    tale.at(2s).adjusts(0, 2s, 2500ms, 0ms).adjusts(1, 2s, 2500ms, 1ms).adjusts(2, 2s, 2500ms, 1ms);
    EXPECT_TRUE(violated(bk("BK2", tale), "p0, which was near most others, was moved by 2.5 s"));
}

TEST(BerkeleyChecks, BK2_Outliers_IsPromisedWhereMostClocksAgree) {
    Clocks tale{4};
    tale.at(1s).adjusts(0, 1s, 5s, 0ms).adjusts(3, 1s, -5s, 0ms);
    EXPECT_TRUE(inconclusive(
        bk("BK2", tale), "in no round most clocks lay within `outlier`, 100 ms, of each other"));
    EXPECT_TRUE(inconclusive(bk("BK2", Clocks{4}), no_premise));
}

// The corrected clocks, of which p1's own is 30 ms ahead, may be 9(1 - 1/3) ms apart.
TEST(LundeliusLynchChecks, LL1_Optimality) {
    auto const ll1 = [](Clocks const& tale) {
        return tale.judged(check::lundelius_lynch_sync({.clocks = {{process(1), {30ms, 0}}},
                                                        .reference_is_adjusted = true,
                                                        .uncertainty = 9ms}),
                           "LL1");
    };
    Clocks tale{3};
    tale.at(1s).adjusts(0, 1s, 10ms, 0ms).adjusts(1, 1s, -14ms, 0ms);
    EXPECT_TRUE(inconclusive(ll1(tale), no_premise)) << "not all have adjusted";
    tale.adjusts(2, 1s, 12ms, 0ms);
    EXPECT_TRUE(holds(ll1(tale)));
    tale.at(2s).adjusts(0, 2s, Duration{-2}, 0ms).adjusts(1, 2s, 0ms, 0ms).adjusts(2, 2s, 0ms, 0ms);
    EXPECT_TRUE(holds(ll1(tale))) << "whole nanoseconds";
    tale.at(3s).adjusts(0, 3s, Duration{-1}, 0ms).adjusts(1, 3s, 0ms, 0ms).adjusts(2, 3s, 0ms, 0ms);
    EXPECT_TRUE(violated(ll1(tale),
                         "the clocks of p0 and p1 were 6.000003 ms apart, not "
                         "6.000002 ms at most"));
}

TEST(LundeliusLynchChecks, LL1_Optimality_IsNotPromisedWhereAMessageTakesLonger) {
    check::ClockTruth const truth{
        .reference_is_adjusted = true, .uncertainty = 9ms, .one_way_max = 10ms};
    auto const properties =
        check::assuming(check::lundelius_lynch_assumes(truth), check::lundelius_lynch_sync(truth));
    Clocks tale{2};
    tale.at(1s).adjusts(0, 1s, 0ms, 0ms).adjusts(1, 1s, 50ms, 0ms);
    EXPECT_TRUE(violated(tale.judged(properties, "LL1"), "were 50 ms apart"));
    tale.at(2s).send(0, 1, 1).at(2011ms).receive(1, 0, 1);
    EXPECT_TRUE(has(tale.judged(properties, "LL1"), check::Verdict::not_promised,
                    "it assumes that no message takes longer than `one_way_max`, but Line(1) #1 "
                    "from p0 to p1, sent at 2 s, arrived only at 2.011 s"));
}

TEST(ClockMeasures, FromTheStartOrTheRecoveryToTheFirstAdjustment) {
    Clocks tale{2};
    tale.at(1s).adjusts(1, 1s, 0ms, 0ms).at(2s).adjusts(1, 2s, 0ms, 0ms).crash(1);
    tale.at(4s).recover(1).at(7s);
    tale.adjusts(1, 7s, 0ms, 0ms);
    EXPECT_EQ(check::start_to_first_adjustment(check::History{tale.outcome()}).samples,
              (std::vector<Duration>{1s, 3s}));
}

TEST(ClockMeasures, WhoIsStillSlewingInTheEnd) {
    check::ClockTruth const truth{.clocks = {{process(1), {5ms, 0}}}, .slew_ppm = 100'000};
    Clocks tale{3};
    tale.at(1s).adjusts(1, 1s, -60s, 0ms).reads(1, 1005ms).at(2s).reads(1, 1905ms).reads(2, 2s);
    auto const slewing = check::still_slewing(check::History{tale.outcome()}, truth);
    ASSERT_EQ(slewing.size(), 1U);
    EXPECT_EQ(slewing[0].process, process(1));
    EXPECT_EQ(slewing[0].left, -59900ms);
    EXPECT_EQ(slewing[0].takes, 599s);
    EXPECT_TRUE(
        check::still_slewing(check::History{tale.outcome()}, {.steps = true, .slew_ppm = 100'000})
            .empty());
    tale.crash(1).at(3s).recover(1).reads(1, 3005ms);
    EXPECT_TRUE(check::still_slewing(check::History{tale.outcome()}, truth).empty())
        << "a new life begins with its own clock";
}

TEST(ClockMeasures, AreToldToTheNanosecondWhereItMatters) {
    EXPECT_EQ(check::exact(Duration{10'012'500'017}), "10.012500017 s");
    EXPECT_EQ(check::exact(10012500us), "10.0125 s");
    EXPECT_EQ(check::exact(-1003us), "-1.003 ms");
    EXPECT_EQ(check::exact(60s), "60 s");
    EXPECT_EQ(check::exact(Duration{2'000}), "2 us");
    EXPECT_EQ(check::exact(Duration{-17}), "-17 ns");
    EXPECT_EQ(check::exact(Duration{0}), "0 ms");
}

TEST(ClockMeasures, HowOftenSomebodyAskedAgain) {
    Clocks tale{2};
    auto const retries = [&] { return check::retries(check::History{tale.outcome()}); };
    EXPECT_EQ(retries().made + retries().in_vain, 0U);
    tale.decide(1, "asks again").decide(1, "asks again").decide(0, "polls again");
    tale.decide(1, "answers again").decide(0, "goes on without", std::tuple{std::uint64_t{1}});
    tale.decide(1, "gives up", std::tuple{process(0)}).decide(1, "does not hear of all");
    EXPECT_EQ(retries().made, 4U);
    EXPECT_EQ(retries().in_vain, 3U);
}

TEST(ClockMeasures, TheUncertaintyOfTheDelay) {
    Clocks tale{2};
    EXPECT_FALSE(check::delay_uncertainty(check::History{tale.outcome()}));
    tale.at(1s).send(0, 1, 1).at(1003ms).receive(1, 0, 1);
    tale.send(0, 1, 2).at(1008ms).receive(1, 0, 2).receive(1, 0, 9);
    EXPECT_EQ(check::delay_uncertainty(check::History{tale.outcome()}), Duration{2ms});
}

}  // namespace
}  // namespace conclave::test
