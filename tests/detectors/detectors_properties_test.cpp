#include "detectors/detectors_properties.hpp"

#include <gtest/gtest.h>

#include "support/tale.hpp"
#include "support/verdicts.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using net::Condition;

constexpr Duration detection_max = 1s;

check::Finding perfect(Tale const& tale, std::string_view id) {
    return tale.judged(check::perfect_failure_detector(detection_max), id);
}
check::Finding eventual(Tale const& tale, std::string_view id) {
    return tale.judged(check::eventually_perfect_failure_detector(detection_max), id);
}

TEST(DetectorChecks, EPFD1_HoldsWhereEveryWatcherNoticed) {
    Tale tale{3};
    tale.at(1s).crash(2).at(1500ms).suspect(0, 2).suspect(1, 2).ends(5s);
    EXPECT_TRUE(holds(eventual(tale, "EPFD1")));
    EXPECT_EQ(eventual(tale, "EPFD1").premises(), 2U);  // two watchers
}

TEST(DetectorChecks, EPFD1_IsViolatedByAWatcherThatNoticesNothing) {
    Tale tale{3};
    tale.at(1s).crash(2).at(1500ms).suspect(0, 2).ends(5s);
    EXPECT_TRUE(
        violated(eventual(tale, "EPFD1"), "p1 did not notice that p2 was down from 1 s to 5 s"));
}

TEST(DetectorChecks, EPFD1_IsViolatedByASuspicionThatWasTakenBack) {
    Tale tale{2};
    tale.at(500ms).suspect(0, 1).restore(0, 1).at(1s).crash(1).ends(5s);
    EXPECT_TRUE(violated(eventual(tale, "EPFD1"), "p0 did not notice"));
}

TEST(DetectorChecks, EPFD1_CountsASuspicionThatWasThereBefore) {
    Tale still_down{2};
    still_down.at(500ms).suspect(0, 1).at(1s).crash(1).ends(5s);
    EXPECT_TRUE(holds(eventual(still_down, "EPFD1")));
    Tale back{2};  // suspected by mistake, then rightly, then restored
    back.at(500ms).suspect(0, 1).at(1s).crash(1).at(3s).recover(1).at(3100ms).restore(0, 1);
    EXPECT_TRUE(holds(eventual(back.ends(5s), "EPFD1")));
}

TEST(DetectorChecks, EPFD1_JudgesEachDowntimeByItself) {
    Tale tale{2};
    tale.at(1s).crash(1).at(3s).recover(1).at(4s).crash(1).at(4500ms).suspect(0, 1).ends(8s);
    EXPECT_TRUE(violated(eventual(tale, "EPFD1"), "down from 1 s to 3 s"));
}

TEST(DetectorChecks, EPFD1_PromisesNothingForAShortDowntime) {
    Tale recovered{2};
    recovered.at(1s).crash(1).at(1900ms).recover(1).ends(5s);
    EXPECT_TRUE(inconclusive(eventual(recovered, "EPFD1"), no_premise));
    Tale at_the_end{2};
    at_the_end.at(1s).crash(1).ends(1900ms);
    EXPECT_TRUE(inconclusive(eventual(at_the_end, "EPFD1"), no_premise));
    EXPECT_TRUE(inconclusive(eventual(Tale{2}, "EPFD1"), no_premise));
}

TEST(DetectorChecks, EPFD1_GivesAWatcherTimeFromItsOwnRecoveryOn) {
    Tale tale{2};
    tale.at(1s).crash(1).at(2s).crash(0).at(3s).recover(0).ends(3900ms);
    EXPECT_TRUE(inconclusive(eventual(tale, "EPFD1"), no_premise));
    tale.ends(4s);
    EXPECT_TRUE(violated(eventual(tale, "EPFD1"), "p0 did not notice"));
}

TEST(DetectorChecks, EPFD1_ForgetsWhatAFormerLifeSuspected) {
    Tale tale{2};
    tale.at(1s).crash(1).at(1800ms).suspect(0, 1).at(2s).crash(0).at(3s).recover(0).ends(9s);
    EXPECT_TRUE(violated(eventual(tale, "EPFD1"), "p0 did not notice"));
}

TEST(DetectorChecks, EPFD1_TakesADeadProcessForDownSinceItsLastSign) {
    Tale tale{3};
    tale.at(1s).decide(2, "lives").finds(2, Condition::dead).ends(5s);
    EXPECT_TRUE(violated(eventual(tale, "EPFD1"), "p2 was down from 1 s to 5 s"));
    tale.at(2s).suspect(0, 2).suspect(1, 2).ends(5s);
    EXPECT_TRUE(holds(eventual(tale, "EPFD1")));
}

TEST(DetectorChecks, EPFD1_SaysNothingOfASilentProcess) {
    Tale tale{2};  // nobody knows whether it was down
    tale.finds(1, Condition::silent).ends(5s);
    EXPECT_TRUE(inconclusive(eventual(tale, "EPFD1"), no_premise));
    Tale watcher{2};  // nobody knows whether it noticed
    watcher.at(1s).crash(1).finds(0, Condition::silent).ends(5s);
    EXPECT_TRUE(inconclusive(eventual(watcher, "EPFD1"), no_premise));
}

TEST(DetectorChecks, EPFD1_IsViolatedByForgivingTheDead) {
    Tale tale{2};
    tale.at(1s).crash(1).at(1500ms).suspect(0, 1).at(4s).restore(0, 1).ends(5s);
    EXPECT_TRUE(violated(eventual(tale, "EPFD1"),
                         "p0 did not notice that p1 was down from 1 s to 5 s for good: it took its "
                         "suspicion back at 4 s"));
    tale.at(4500ms).suspect(0, 1).ends(5s);
    EXPECT_TRUE(holds(eventual(tale, "EPFD1"))) << "it is suspected in the end";
}

TEST(DetectorChecks, EPFD1_CountsTheTimeOfAWatcherThatStoodStillFromThenOn) {
    Tale tale{2};
    tale.at(900ms).pause(0).at(1s).crash(1).at(3s).resume(0).ends(3900ms);
    EXPECT_TRUE(inconclusive(eventual(tale, "EPFD1"), no_premise));
    EXPECT_TRUE(violated(eventual(tale.ends(4s), "EPFD1"), "p0 did not notice"));
    Tale for_ever{2};
    for_ever.at(1s).crash(1).at(1500ms).pause(0).ends(9s);
    EXPECT_TRUE(inconclusive(eventual(for_ever, "EPFD1"), no_premise));
    Tale before{2};
    before.at(200ms).pause(0).at(900ms).resume(0).at(1s).crash(1).ends(2s);
    EXPECT_TRUE(violated(eventual(before, "EPFD1"), "p0 did not notice"));
}

TEST(DetectorChecks, EPFD1_GivesAWatcherThatLearntPatienceMoreTime) {
    Tale tale{2};  // one mistake: it may take twice as long
    tale.at(100ms).suspect(0, 1).at(200ms).restore(0, 1).at(1s).crash(1).ends(2900ms);
    EXPECT_TRUE(inconclusive(eventual(tale, "EPFD1"), no_premise));
    EXPECT_TRUE(violated(eventual(tale.ends(3s), "EPFD1"), "p0 did not notice"));
    Tale of_another{3};
    of_another.at(100ms).suspect(0, 2).at(200ms).restore(0, 2).at(1s).crash(1).ends(2s);
    EXPECT_TRUE(violated(eventual(of_another, "EPFD1"), "p0 did not notice"));
}

TEST(DetectorChecks, EPFD2_IsNotPromisedWhereSomebodyCanNeverBeHeard) {
    Tale tale{2};
    tale.faults({.cuts = {{process(1), process(0), {.begin = Time{1s}}}}});
    tale.at(2s).suspect(0, 1).ends(5s);
    EXPECT_TRUE(not_promised(eventual(tale, "EPFD2"),
                             "it assumes that delays end up below some bound, but p1 could not "
                             "reach p0 from 1 s to the end; so p0 still suspects p1"));
}

TEST(DetectorChecks, EPFD2_HoldsWhereMistakesEnd) {
    Tale tale{2};
    tale.suspect(0, 1).at(1s).restore(0, 1);
    EXPECT_TRUE(holds(eventual(tale, "EPFD2")));
    EXPECT_EQ(eventual(tale, "EPFD2").premises(), 2U);
}

TEST(DetectorChecks, EPFD2_IsViolatedByASuspicionForEver) {
    Tale tale{2};
    tale.at(1s).suspect(0, 1);
    EXPECT_TRUE(violated(eventual(tale, "EPFD2"), "p0 still suspects p1, which is up"));
    tale.cut_off();
    EXPECT_TRUE(inconclusive(eventual(tale, "EPFD2"), cut_short));
}

TEST(DetectorChecks, EPFD2_PromisesNothingAboutTheFallen) {
    Tale tale{3};
    tale.suspect(0, 1).suspect(0, 2).crash(1).finds(2, Condition::dead);
    EXPECT_TRUE(holds(eventual(tale, "EPFD2")));
    EXPECT_EQ(eventual(tale, "EPFD2").premises(), 1U);
    Tale watcher{2};
    watcher.suspect(0, 1).crash(0);
    EXPECT_TRUE(holds(eventual(watcher, "EPFD2")));  // p1 suspects nobody
}

TEST(DetectorChecks, EPFD2_ForgetsWhatAFormerLifeSuspected) {
    Tale tale{2};
    tale.suspect(0, 1).crash(0).recover(0);
    EXPECT_TRUE(holds(eventual(tale, "EPFD2")));
}

TEST(DetectorChecks, PFD1_IsViolatedByAWatcherThatNoticesNothing) {
    Tale tale{2};
    tale.at(1s).crash(1).ends(5s);
    EXPECT_TRUE(violated(perfect(tale, "PFD1"), "p0 did not notice that p1 was down"));
    tale.at(3s).detect_crash(0, 1).ends(5s);
    EXPECT_TRUE(holds(perfect(tale, "PFD1")));
}

TEST(DetectorChecks, PFD2_HoldsWhereTheCrashCameFirst) {
    Tale tale{2};
    tale.at(1s).crash(1).at(2s).detect_crash(0, 1);
    EXPECT_TRUE(holds(perfect(tale, "PFD2")));
    EXPECT_EQ(perfect(tale, "PFD2").premises(), 1U);
    EXPECT_TRUE(inconclusive(perfect(Tale{2}, "PFD2"), no_premise));
}

TEST(DetectorChecks, PFD2_IsViolatedByTheDetectionOfALivingProcess) {
    Tale tale{2};
    tale.at(1s).detect_crash(0, 1).at(2s).crash(1);
    EXPECT_TRUE(
        violated(perfect(tale, "PFD2"), "p0 detected the crash of p1 at 1 s, which was up"));
}

TEST(DetectorChecks, PFD2_IsNotPromisedWhereTheDetectedStoodStill) {
    Tale tale{2};
    tale.at(1s).pause(1).at(2s).detect_crash(0, 1).at(3s).resume(1).ends(5s);
    EXPECT_TRUE(not_promised(perfect(tale, "PFD2"), "but p1 stood still from 1 s to 3 s; so p0"));
    Tale back{2};
    back.at(1s).crash(1).at(2s).recover(1).ends(9s);
    EXPECT_TRUE(not_promised(perfect(back, "PFD1"), "it assumes crash-stop, but p1 recovered"));
}

TEST(DetectorChecks, PFD2_AccusesNobodyWhereTheCrashMayBeUnknown) {
    for (Condition const condition : {Condition::dead, Condition::silent}) {
        Tale tale{2};
        tale.at(1s).detect_crash(0, 1).finds(1, condition);
        EXPECT_TRUE(holds(perfect(tale, "PFD2")));
    }
}

}  // namespace
}  // namespace conclave::test
