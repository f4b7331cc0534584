#include "check/assumptions.hpp"

#include <gtest/gtest.h>

#include "support/tale.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using check::Assumption;
using net::Condition;

/// How it was broken in this tale; empty where it held.
std::string breach(Assumption const& assumption, Tale const& tale, net::FaultPlan faults = {}) {
    return assumption.broken(check::History{tale.outcome(), std::move(faults)}).value_or("");
}

TEST(NobodyCrashes, IsBrokenByACrashAndByADeath) {
    Tale tale{2};
    EXPECT_EQ(breach(check::nobody_crashes(), tale), "");
    tale.at(1s).crash(1).at(2s).recover(1);
    EXPECT_EQ(breach(check::nobody_crashes(), tale), "p1 crashed at 1 s");
    Tale killed{2};
    killed.at(3s).elected(1, 1).finds(1, Condition::dead).ends(5s);
    EXPECT_EQ(breach(check::nobody_crashes(), killed), "p1 died at 3 s");
}

TEST(ComesToRest, IsBrokenByARunThatIsCutOff) {
    Tale tale{2};
    tale.ends(5s);
    EXPECT_EQ(breach(check::comes_to_rest(), tale), "");
    tale.cut_off();
    EXPECT_EQ(breach(check::comes_to_rest(), tale), "the run was cut off at 5 s");
}

TEST(WholeHistory, IsBrokenWhereSomebodyTookItsEndAlong) {
    Tale tale{2};
    tale.crash(0);
    EXPECT_EQ(breach(check::whole_history(), tale), "");
    for (auto const condition : {Condition::dead, Condition::silent}) {
        tale.finds(1, condition);
        EXPECT_EQ(breach(check::whole_history(), tale), "the end of the history of p1 is missing");
    }
}

TEST(TreatsAllAlike, IsBrokenByWhatOneLinkOrKindSuffers) {
    Tale tale{2};
    tale.ends(9s);
    auto const broken = [&](net::FaultPlan const& faults) {
        return breach(check::treats_all_alike(), tale, faults);
    };
    EXPECT_EQ(broken({.loss = 0.5, .duplicate = 0.5}), "");
    EXPECT_EQ(broken({.cuts = {{process(0), process(1), {Time{1s}, Time{3s}}}}}),
              "p0 could not reach p1 from 1 s to 3 s");
    EXPECT_EQ(broken({.partitions = {{.groups = {{process(0)}, {process(1)}},
                                      .span = {Time{1s}, Time{20s}}}}}),
              "a partition split the processes from 1 s to the end");
    EXPECT_EQ(broken({.delays_on = {{}}}), "the network treats some messages apart");
}

TEST(FirstBreach, IsThatOfTheFirstAssumptionThatWasBroken) {
    Tale tale{2};
    std::vector const both{check::nobody_crashes(), check::comes_to_rest()};
    EXPECT_EQ(check::first_breach(check::History{tale.outcome()}, both), std::nullopt);
    tale.at(1s).crash(1).cut_off();
    EXPECT_EQ(check::first_breach(check::History{tale.outcome()}, both), "p1 crashed at 1 s");
}

TEST(CrashStop, IsBrokenByARecovery) {
    Tale tale{2};
    tale.at(1s).crash(1);
    EXPECT_EQ(breach(check::crash_stop(), tale), "");
    tale.at(2s).recover(1);
    EXPECT_EQ(breach(check::crash_stop(), tale), "p1 recovered at 2 s");
}

TEST(AMajorityUp, IsBrokenWhereHalfOfThemAreDownAtOnce) {
    Tale tale{4};
    tale.at(1s).crash(1).at(2s).recover(1).at(3s).crash(2).ends(9s);
    EXPECT_EQ(breach(check::majority_up(), tale), "") << "one at a time";
    tale.at(4s).crash(3).ends(9s);
    EXPECT_EQ(breach(check::majority_up(), tale), "only 2 of 4 were up at 4 s");
}

TEST(FifoChannels, AreBrokenByAMessageThatOvertakes) {
    Tale tale{2};
    tale.at(1ms).send(0, 1, 1).at(2ms).send(0, 1, 2).at(5ms).receive(1, 0, 2);
    EXPECT_EQ(breach(check::fifo_channels(), tale), "") << "the first may be lost";
    tale.at(9ms).receive(1, 0, 1).receive(1, 0, 2);
    EXPECT_EQ(breach(check::fifo_channels(), tale),
              "Line(2) #2 from p0 to p1, sent at 2 ms, overtook Line(1) #1 from p0 to p1, sent at "
              "1 ms, which arrived at 9 ms");
}

TEST(FifoChannels, AreKeptByDuplicatesAndByOtherPairs) {
    Tale tale{3};
    tale.send(0, 1, 1).send(0, 1, 2).send(2, 1, 1);
    tale.receive(1, 2, 1).receive(1, 0, 1).receive(1, 0, 2).receive(1, 0, 1);
    EXPECT_EQ(breach(check::fifo_channels(), tale), "");
}

TEST(FifoChannels, TellRatherOfAMessageThatPassedOneOfAnotherModule) {
    Tale tale{2};
    tale.send(0, 1, 1).send(0, 1, 2).send(0, 1, 1, "Marker").send(0, 1, 3);
    tale.receive(1, 0, 2).receive(1, 0, 1).receive(1, 0, 3).receive(1, 0, 1, "Marker");
    auto outcome = tale.outcome();
    for (Event& event : outcome.events)
        if (event.what == "Marker") event.channel = Channel{1};
    auto const how = check::fifo_channels().broken(check::History{outcome});
    EXPECT_TRUE(how.value().starts_with("Line(3) #3 from p0 to p1, sent at 0 ms, overtook Marker"))
        << *how;
}

TEST(ReliableChannels, AreBrokenByAMessageThatNeverArrives) {
    Tale tale{2};
    tale.at(1s).send(0, 1, 1);
    EXPECT_EQ(breach(check::reliable_channels(), tale),
              "Line(1) #1 from p0 to p1, sent at 1 s, never arrived");
    EXPECT_EQ(breach(check::reliable_channels(), tale.crash(1)), "");
    Tale cut_off{2};
    EXPECT_EQ(breach(check::reliable_channels(), cut_off.send(0, 1, 1).cut_off()), "");
}

TEST(DelayAtMost, IsBrokenByALateMessage) {
    Tale tale{2};
    tale.at(1s).send(0, 1, 1).at(1010ms).receive(1, 0, 1).ends(5s);
    EXPECT_EQ(breach(check::delay_at_most(10ms), tale), "");
    EXPECT_EQ(breach(check::delay_at_most(9ms), tale),
              "Line(1) #1 from p0 to p1, sent at 1 s, arrived only at 1.01 s");
}

TEST(DelayAtMost, IsCountedByTheFastestClock) {
    Tale tale{2};
    tale.at(1s).send(0, 1, 1).at(1008ms).receive(1, 0, 1).ends(5s);
    net::FaultPlan const fast{.skews = {{process(1), {.drift_ppm = 500'000}}}};
    EXPECT_EQ(breach(check::delay_at_most(10ms), tale), "");
    EXPECT_NE(breach(check::delay_at_most(10ms), tale, fast), "");
}

TEST(DelayAtMost, IsBrokenByAMessageThatNeverArrivesThoughBothAreUp) {
    Tale tale{2};
    tale.at(1s).send(0, 1, 1).ends(1010ms);
    EXPECT_EQ(breach(check::delay_at_most(10ms), tale), "") << "it may be on its way";
    EXPECT_EQ(breach(check::delay_at_most(10ms), tale.ends(2s)),
              "Line(1) #1 from p0 to p1, sent at 1 s, never arrived");
    tale.at(1005ms).crash(0).ends(2s);
    EXPECT_EQ(breach(check::delay_at_most(10ms), tale), "");
}

TEST(DelayAtMost, CountsFromTheReturnOfTheReceiver) {
    Tale tale{2};
    tale.crash(1).at(1s).send(0, 1, 1).at(3s).recover(1).at(3010ms).receive(1, 0, 1);
    EXPECT_EQ(breach(check::delay_at_most(10ms), tale), "");
    EXPECT_NE(breach(check::delay_at_most(9ms), tale), "");
}

TEST(DelayAtMost, BearsWithTheDoubtOfTheTimeLine) {
    Tale tale{2};
    tale.another_machine(3ms).send(0, 1, 1).at(15ms).receive(1, 0, 1);
    EXPECT_EQ(breach(check::delay_at_most(10ms), tale), "");
    EXPECT_NE(breach(check::delay_at_most(5ms), tale), "");
}

TEST(Synchrony, IsBrokenByWhateverSilencesTheLiving) {
    Tale tale{2};
    tale.ends(5s);
    auto const synchrony = check::synchrony(1s);
    EXPECT_EQ(breach(synchrony, tale, {.delay_max = 1s}), "");
    EXPECT_EQ(breach(synchrony, tale, {.delay_max = 2s}), "messages took up to 2 s");
    EXPECT_EQ(breach(synchrony, tale, {.loss = 0.1}), "the network lost messages");
    net::Direction const link{process(0), process(1)};
    EXPECT_EQ(breach(synchrony, tale, {.losses_on = {{link, 0.1}}}), "the network lost messages");
    EXPECT_EQ(breach(synchrony, tale, {.delays_on = {{link, 1h, 1h, {}}}}),
              "messages took up to 3600 s");
    EXPECT_EQ(breach(synchrony, tale, {.skews = {{process(1), {.drift_ppm = 1}}}}),
              "the clock of p1 drifts");
    EXPECT_EQ(breach(synchrony, tale, {.cuts = {{process(0), process(1), {Time{1s}, Time{2s}}}}}),
              "p0 could not reach p1 from 1 s to 2 s");
    EXPECT_EQ(breach(synchrony, tale, {.partitions = {{.groups = {}, .span = {Time{1s}}}}}),
              "a partition split the processes from 1 s to the end");
    EXPECT_EQ(breach(synchrony, tale, {.cuts = {{process(0), process(1), {.begin = Time{6s}}}}}),
              "")
        << "the run was over by then";
    EXPECT_EQ(breach(synchrony, tale.at(2s).pause(1).at(3s).resume(1)),
              "p1 stood still from 2 s to 3 s");
}

TEST(HeardInTheEnd, IsBrokenByWhatLastsToTheEnd) {
    Tale tale{2};
    tale.ends(5s);
    auto const fair = check::fair_loss();
    EXPECT_EQ(breach(fair, tale, {.loss = 0.9}), "");
    EXPECT_EQ(breach(fair, tale, {.loss = 1}), "the network lost every message");
    EXPECT_EQ(breach(fair, tale, {.cuts = {{process(0), process(1), {Time{1s}, Time{4s}}}}}), "");
    EXPECT_EQ(breach(fair, tale, {.cuts = {{process(0), process(1), {Time{1s}, Time{5s}}}}}),
              "p0 could not reach p1 from 1 s to the end");
    net::Direction const link{process(0), process(1)};
    EXPECT_EQ(breach(fair, tale, {.losses_on = {{link, 0.9}}}), "");
    EXPECT_EQ(breach(fair, tale, {.losses_on = {{link, 1, {Time{1s}, Time{4s}}}}}), "");
    EXPECT_EQ(breach(fair, tale, {.losses_on = {{link, 1}}}),
              "a link lost every message from 0 ms to the end");
    EXPECT_EQ(breach(fair, tale, {.drops = {{"Line", link, {}, {Time{1s}, Time{4s}}}}}), "");
    EXPECT_EQ(breach(fair, tale, {.drops = {{"Line", link, {}, {Time{1s}, Time{5s}}}}}),
              "messages Line were dropped from 1 s to the end");
    EXPECT_EQ(breach(fair, tale, {.drops = {{"Line", link, 1, {Time{1s}, Time{4s}}}}}),
              "messages Line were dropped from 1 s to the end")
        << "of what was dropped by its count no copy ever arrives";
    tale.at(1s).pause(0).at(2s).resume(0).at(3s).pause(1).ends(5s);
    EXPECT_EQ(breach(fair, tale), "p1 stood still from 3 s to the end");
}

}  // namespace
}  // namespace conclave::test
