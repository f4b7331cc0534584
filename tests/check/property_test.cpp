#include "check/property.hpp"

#include <gtest/gtest.h>

#include "check/measures.hpp"
#include "support/tale.hpp"
#include "support/verdicts.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using check::Finding;
using check::Judgement;
using check::Verdict;
using net::Condition;

Finding good() {
    Finding finding;
    finding.premise();
    return finding;
}
Finding bad() {
    Finding finding = good();
    finding.violate("it did");
    return finding;
}

TEST(Finding, WithoutAPremiseHoldsNothing) {
    EXPECT_TRUE(inconclusive(Finding{}, no_premise));
    EXPECT_TRUE(holds(good()));
    EXPECT_EQ(good().reason(), "");
    EXPECT_EQ(good().premises(), 1U);
}

TEST(Finding, KeepsTheFirstWitness) {
    Finding finding = bad();
    finding.violate("again");
    EXPECT_TRUE(violated(finding, "it did"));
    EXPECT_EQ(finding.reason(), "it did");
}

TEST(Finding, IsOpenWhereOnePromiseIs) {
    Finding finding = good();
    finding.leave_open("not yet");
    finding.leave_open("nor this");
    EXPECT_TRUE(inconclusive(finding, "not yet"));
}

TEST(Finding, AViolationOutweighsWhatIsOpen) {
    Finding finding = good();
    finding.leave_open("not yet");
    finding.violate("it did");
    EXPECT_TRUE(violated(finding, "it did"));
}

TEST(Finding, FailsForGoodOnlyWhereTheRunCameToRest) {
    Tale tale{1};
    Finding finding = good();
    finding.fail_at_rest(check::History{tale.outcome()}, "nobody came");
    EXPECT_TRUE(violated(finding, "nobody came"));
    finding = good();
    finding.fail_at_rest(check::History{tale.cut_off().outcome()}, "nobody came");
    EXPECT_TRUE(inconclusive(finding, "the run was cut off: nobody came"));
}

TEST(Finding, ThatIsExcusedSaysWhatWasBrokenAndWhatCameOfIt) {
    Finding finding = bad();
    finding.excuse("FIFO channels", "p1 overtook");
    finding.excuse("crash-stop", "p2 recovered");
    EXPECT_TRUE(not_promised(finding, "it assumes FIFO channels, but p1 overtook; so it did"));
    EXPECT_EQ(finding.witness(), "it did");
    Finding open = good();
    open.leave_open("not yet");
    open.excuse("FIFO channels", "p1 overtook");
    EXPECT_TRUE(not_promised(open, "but p1 overtook; not yet"));
    EXPECT_EQ(open.witness(), "");
}

TEST(Finding, ThatHoldsOrHadNoCaseNeedsNoExcuse) {
    Finding finding = good();
    finding.excuse("FIFO channels", "p1 overtook");
    EXPECT_TRUE(holds(finding));
    Finding none;
    none.excuse("FIFO channels", "p1 overtook");
    EXPECT_TRUE(inconclusive(none, no_premise));
}

TEST(Finding, AddsUpWithThatOfOtherCases) {
    Finding finding = good();
    finding += bad();
    EXPECT_TRUE(violated(finding, "it did"));
    EXPECT_EQ(finding.premises(), 2U);
}

Finding excused() {
    Finding finding = bad();
    finding.excuse("FIFO channels", "p1 overtook");
    return finding;
}

Judgement judgement(Finding finding, bool supporting = false) {
    return {"X1", "Name", std::move(finding), supporting};
}

TEST(Overall, IsTheWorstOfAll) {
    EXPECT_EQ(check::overall({judgement(good()), judgement(good())}), Verdict::holds);
    EXPECT_EQ(check::overall({judgement(good()), judgement({})}), Verdict::inconclusive);
    EXPECT_EQ(check::overall({judgement({}), judgement(bad()), judgement(good())}),
              Verdict::violated);
    EXPECT_EQ(check::overall({judgement(excused()), judgement({}), judgement(good())}),
              Verdict::not_promised);
    EXPECT_EQ(check::overall({judgement(excused()), judgement(bad())}), Verdict::violated);
    EXPECT_EQ(check::overall({}), Verdict::inconclusive);
}

TEST(Overall, DoesWithoutASupportingPropertyThatHadNoCase) {
    EXPECT_EQ(check::overall({judgement(good()), judgement({}, true)}), Verdict::holds);
    EXPECT_EQ(check::overall({judgement(good()), judgement(bad(), true)}), Verdict::violated);
    Finding open = good();
    open.leave_open("not yet");
    EXPECT_EQ(check::overall({judgement(good()), judgement(open, true)}), Verdict::inconclusive);
}

TEST(Properties, WithSupportAreFollowedByThoseOfTheModulesBelow) {
    auto const all =
        check::with_support({{"A1", "One", {}}}, {{"B1", "Two", {}}, {"B2", "Three", {}}});
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].id, "A1");
    EXPECT_EQ(all[2].id, "B2");
    EXPECT_FALSE(all[0].supporting);
    EXPECT_TRUE(all[1].supporting);
    EXPECT_TRUE(all[2].supporting);
}

TEST(Judge, AsksEveryPropertyInOrder) {
    Tale const tale{1};
    auto const judgements =
        check::judge({{"A1", "First", [](auto const&) { return good(); }},
                      {"A2", "Second", [](auto const&) { return bad(); }, true}},
                     check::History{tale.outcome()});
    ASSERT_EQ(judgements.size(), 2U);
    EXPECT_EQ(judgements[0].id, "A1");
    EXPECT_EQ(judgements[1].name, "Second");
    EXPECT_TRUE(judgements[1].supporting);
    EXPECT_TRUE(violated(judgements[1].finding, "it did"));
}

TEST(Judge, AsksForTheAssumptionsOnlyWhereAPromiseIsNotKept) {
    Tale const tale{1};
    int asked = 0;
    check::Assumption const fine{"peace", [&](auto const&) {
                                     ++asked;
                                     return std::nullopt;
                                 }};
    check::Assumption const broken{"quiet", [&](auto const&) {
                                       ++asked;
                                       return std::optional<std::string>{"p0 spoke"};
                                   }};
    auto const judgements = check::judge(
        check::assuming({fine, broken}, {{"A1", "First", [](auto const&) { return good(); }},
                                         {"A2", "Second", [](auto const&) { return bad(); }}}),
        check::History{tale.outcome()});
    EXPECT_TRUE(holds(judgements[0].finding));
    EXPECT_TRUE(not_promised(judgements[1].finding, "it assumes quiet, but p0 spoke; so it did"));
    EXPECT_EQ(asked, 2);
}

TEST(VerdictNames, AreThoseOfTheContract) {
    EXPECT_EQ(check::name_of(Verdict::holds), "holds");
    EXPECT_EQ(check::name_of(Verdict::violated), "violated");
    EXPECT_EQ(check::name_of(Verdict::inconclusive), "inconclusive");
    EXPECT_EQ(check::name_of(Verdict::not_promised), "not promised");
}

TEST(History, TellsTheLivesOfEachProcess) {
    Tale tale{5};
    tale.at(1s).crash(1).crash(2).at(2s).recover(2).at(3s).decide(3, "lives").ends(9s);
    tale.finds(3, Condition::dead).finds(4, Condition::silent);
    check::History const history{tale.outcome()};
    EXPECT_EQ(history.size(), 5U);
    EXPECT_EQ(history.ended_at(), Time{9s});

    EXPECT_TRUE(history.up(process(0)));
    EXPECT_TRUE(history.never_crashed(process(0)));
    EXPECT_EQ(history.up_since(process(0)), Time{});
    EXPECT_EQ(history.down_since(process(0)), std::nullopt);

    EXPECT_FALSE(history.up(process(1)));
    EXPECT_EQ(history.down_since(process(1)), Time{1s});
    EXPECT_TRUE(history.complete(process(1)));

    EXPECT_TRUE(history.up(process(2)));
    EXPECT_FALSE(history.never_crashed(process(2)));
    EXPECT_EQ(history.up_since(process(2)), Time{2s});

    EXPECT_FALSE(history.up(process(3)));
    EXPECT_EQ(history.down_since(process(3)), Time{3s});  // its last sign of life
    EXPECT_FALSE(history.complete(process(3)));

    EXPECT_FALSE(history.up(process(4)));
    EXPECT_EQ(history.down_since(process(4)), std::nullopt);
    EXPECT_FALSE(history.complete(process(4)));
}

TEST(History, IsAtRestOnlyWhereTheStoryWasOver) {
    Tale tale{1};
    EXPECT_TRUE(check::History{tale.outcome()}.at_rest());
    EXPECT_FALSE(check::History{tale.cut_off().outcome()}.at_rest());
    auto interrupted = tale.outcome();
    interrupted.end = net::Outcome::End::interrupted;
    EXPECT_FALSE(check::History{interrupted}.at_rest());
}

TEST(TheoryRow, HoldsByItsRelation) {
    auto const row = [](double measured, std::string relation, double expected) {
        return check::TheoryRow{"messages", measured, std::move(relation), expected, "n"}.holds();
    };
    EXPECT_TRUE(row(3, "=", 3));
    EXPECT_FALSE(row(3, "=", 4));
    EXPECT_TRUE(row(3, "<=", 3));
    EXPECT_FALSE(row(4, "<=", 3));
    EXPECT_TRUE(row(3, ">=", 3));
    EXPECT_FALSE(row(2, ">=", 3));
    EXPECT_TRUE(row(2, "~", 3));
}

TEST(TheoryRow, HoldsWhereItDoesNotApply) {
    check::TheoryRow const wrong{"messages", 2, "=", 3, "n"};
    EXPECT_TRUE(wrong.applies());
    EXPECT_FALSE(check::unless(std::nullopt, wrong).holds());
    auto const excused = check::unless("p1 crashed at 1 s", wrong);
    EXPECT_FALSE(excused.applies());
    EXPECT_TRUE(excused.holds());
    EXPECT_EQ(check::unless("the run was cut off", excused).does_not_apply, "p1 crashed at 1 s")
        << "the first reason is told";
}

TEST(Latency, HasQuantilesByNearestRank) {
    check::Latency const latency{"it", {40ms, 10ms, 30ms, 20ms}};
    EXPECT_EQ(latency.quantile(0), 10ms);
    EXPECT_EQ(latency.quantile(0.25), 10ms);
    EXPECT_EQ(latency.quantile(0.5), 20ms);
    EXPECT_EQ(latency.quantile(0.51), 30ms);
    EXPECT_EQ(latency.quantile(0.99), 40ms);
    EXPECT_EQ(latency.quantile(1), 40ms);
    EXPECT_EQ((check::Latency{"it", {7ms}}.quantile(0.5)), 7ms);
}

TEST(LatencyDeath, AQuantileOfNothingIsAnError) {
    EXPECT_DEATH(static_cast<void>(check::Latency{"it"}.quantile(0.5)), "a quantile of nothing");
}

}  // namespace
}  // namespace conclave::test
