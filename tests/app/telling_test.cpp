#include <algorithm>
#include <gtest/gtest.h>

#include "app/gatherer.hpp"
#include "app/network_changes.hpp"
#include "app/process_names.hpp"
#include "app/story.hpp"
#include "net/notation.hpp"
#include "support/play.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using app::names_of;
using app::read_names;
using Ids = std::vector<std::uint32_t>;

std::vector<ProcessId> processes(Ids const& ids) {
    std::vector<ProcessId> all;
    for (auto const id : ids) all.push_back(process(id));
    return all;
}

TEST(ProcessNames, AreRangesOfThreeAndMore) {
    EXPECT_EQ(names_of(processes({0, 1, 2, 3, 4, 5, 6})), "p0..p6");
    EXPECT_EQ(names_of(processes({0, 1})), "p0,p1");
    EXPECT_EQ(names_of(processes({4, 2, 0, 3})), "p0,p2..p4") << "in the order of ids";
    EXPECT_EQ(names_of(processes({7})), "p7");
    EXPECT_EQ(names_of({}), "");
}

TEST(ProcessNames, AreReadAsTheyAreWritten) {
    for (Ids const& ids : {Ids{0}, Ids{1, 3}, Ids{0, 1, 2, 3, 9}, Ids{0, 2, 3, 4}}) {
        auto const read = read_names(names_of(processes(ids)));
        ASSERT_TRUE(read);
        EXPECT_EQ(std::vector(read->begin(), read->end()), processes(ids));
    }
    EXPECT_EQ(read_names("2,3"), read_names("p2,p3"));
    EXPECT_EQ(read_names("4,p1..3"), read_names("p1..p4"));
    for (auto const* text : {"", "p", ",", "1,", ",1", "1..", "3..1", "1.2", "-1", "1 2", "q1",
                             "99999999999", "99999999999999999999999", "0..4294967295"})
        EXPECT_FALSE(read_names(text)) << text;
}

Lines changes_of(net::FaultPlan const& plan) {
    Lines lines;
    for (auto const& change : app::network_changes(plan))
        lines.push_back(to_string(change.at.time_since_epoch()) + ": " + change.words);
    return lines;
}

TEST(NetworkChanges, BeginAndEnd) {
    net::FaultPlan plan;
    plan.partitions.push_back(net::read_partition("0,1/2,3,4@1s..3s"));
    plan.partitions.push_back(net::read_partition("0,1,2/3,4@3s..4s"));
    plan.cuts.push_back(net::read_cut("0>1@500ms..1500ms"));
    EXPECT_EQ(changes_of(plan),
              (Lines{"500 ms: cut p0 -> p1 until 1.5 s", "1 s: partition p0,p1 / p2..p4 until 3 s",
                     "1.5 s: healed p0 -> p1", "3 s: healed p0,p1 / p2..p4",
                     "3 s: partition p0..p2 / p3,p4 until 4 s", "4 s: healed p0..p2 / p3,p4"}));
}

TEST(NetworkChanges, TellWhatOneLinkOrKindSuffers) {
    net::FaultPlan plan;
    plan.losses_on.push_back(net::read_link_chance("0>*:50%@1s..2s"));
    plan.duplicates_on.push_back(net::read_link_chance("0>1:0.1"));
    plan.delays_on.push_back(net::read_link_delay("*>1:20ms..30ms@1s..2s"));
    plan.drops.push_back(net::read_drop("Victory@6>2:3"));
    plan.drops.push_back(net::read_drop("Answer@*:all@1s..3s"));
    plan.drops.push_back(net::read_drop("Challenge@0:1@2s..3s"));
    EXPECT_EQ(
        changes_of(plan),
        (Lines{
            "0 ms: p0 -> p1 duplicates 10%", "0 ms: the next 3 Victory of p6 to p2 will be lost",
            "1 s: p0 -> * loses 50% until 2 s", "1 s: * -> p1 delays by 20 ms to 30 ms until 2 s",
            "1 s: every Answer will be lost until 3 s", "2 s: p0 -> * loses as before",
            "2 s: * -> p1 delays as before", "2 s: the next Challenge of p0 will be lost until 3 s",
            "3 s: Answer gets through again", "3 s: Challenge of p0 gets through again"}));
}

TEST(NetworkChanges, LeaveOutTheChanceOfTheWholeRun) {
    net::FaultPlan plan;
    plan.loss = 0.5;
    plan.duplicate = 0.5;
    plan.delay_max = 1s;
    EXPECT_EQ(changes_of(plan), Lines{});
}

Event event_of(Event::Kind kind, std::uint32_t p, std::uint32_t peer, std::string what,
               Duration at = 1ms) {
    return {.kind = kind,
            .process = process(p),
            .peer = process(peer),
            .time = Time{at},
            .what = std::move(what)};
}
Event sent_to(std::uint32_t peer, std::string what, Duration at = 1ms) {
    return event_of(Event::Kind::send, 0, peer, std::move(what), at);
}

/// A story of five processes, and the lines that it has told.
struct Told {
    explicit Told(app::Story::Options options = {}, net::FaultPlan faults = {})
        : story{plan_of(std::move(faults)), std::move(options),
                [this](std::string_view line) { lines.emplace_back(line); }} {}
    Lines operator()(std::vector<Event> const& events) {
        for (Event const& event : events) story.tell(event);
        story.finish(Time{10s});
        return lines;
    }
    static net::RunPlan plan_of(net::FaultPlan faults) {
        net::RunPlan plan;
        plan.faults = std::move(faults);
        return plan;
    }

    Lines lines;
    app::Story story;
};

TEST(Telling, MakesOneLineOfWhatIsSentToSeveral) {
    EXPECT_EQ(Told{}({sent_to(1, "A"), sent_to(2, "A"), sent_to(3, "A")}),
              Lines{"[      1.0 ms] p0 -> p1..p3 A()"});
    EXPECT_EQ(Told{}({sent_to(1, "A"), sent_to(2, "A"), sent_to(3, "A", 2ms)}),
              (Lines{"[      1.0 ms] p0 -> p1,p2 A()", "[      2.0 ms] p0 -> p3 A()"}))
        << "not at one moment";
    auto other = sent_to(3, "A");
    other.shown = "7";
    EXPECT_EQ(Told{}({sent_to(1, "A"), sent_to(2, "A"), other}),
              (Lines{"[      1.0 ms] p0 -> p1,p2 A()", "[      1.0 ms] p0 -> p3 A(7)"}))
        << "not with the same arguments";
    auto from_another = sent_to(2, "A");
    from_another.process = process(4);
    EXPECT_EQ(Told{}({sent_to(1, "A"), from_another}),
              (Lines{"[      1.0 ms] p0 -> p1 A()", "[      1.0 ms] p4 -> p2 A()"}));
}

TEST(Telling, KeepsTheOrderOfMessagesToEachProcess) {
    EXPECT_EQ(Told{}({sent_to(1, "A"), sent_to(1, "B"), sent_to(2, "A"), sent_to(2, "B")}),
              (Lines{"[      1.0 ms] p0 -> p1,p2 A()", "[      1.0 ms] p0 -> p1,p2 B()"}));
    EXPECT_EQ(Told{}({sent_to(1, "A"), sent_to(2, "B"), sent_to(2, "A")}),
              (Lines{"[      1.0 ms] p0 -> p1 A()", "[      1.0 ms] p0 -> p2 B()",
                     "[      1.0 ms] p0 -> p2 A()"}));
    EXPECT_EQ(Told{}({sent_to(1, "A"), sent_to(1, "A")}),
              (Lines{"[      1.0 ms] p0 -> p1 A()", "[      1.0 ms] p0 -> p1 A()"}));
}

TEST(Telling, GathersLossesAndSuspicionsToo) {
    auto const lost = [](std::uint32_t peer) { return event_of(Event::Kind::lost, 0, peer, "A"); };
    auto const suspects = [](std::uint32_t peer) {
        auto event = event_of(Event::Kind::indication, 0, peer, "suspect");
        event.shown = to_string(process(peer));
        return event;
    };
    EXPECT_EQ(Told{}({lost(1), lost(2), suspects(3), suspects(4)}),
              (Lines{"[      1.0 ms] p0 x p1,p2 A() lost", "[      1.0 ms] p0 ! suspect p3,p4"}));
    auto const delivers = event_of(Event::Kind::receive, 0, 1, "A");
    EXPECT_EQ(Told{}({delivers, delivers}).size(), 2U) << "each is an event of its own";
}

TEST(Telling, GathersNothingThatHasAStampOfItsOwn) {
    EXPECT_EQ(Told{{.stamps = app::Stamps::lamport}}({sent_to(1, "A"), sent_to(2, "A")}),
              (Lines{"[      1.0 ms] p0 -> p1 A()  {1}", "[      1.0 ms] p0 -> p2 A()  {2}"}));
}

TEST(Telling, TellsChangesOfTheNetworkInTheirPlace) {
    net::FaultPlan faults;
    faults.cuts.push_back(net::read_cut("0>1@1ms..2ms"));
    Told told{{}, faults};
    EXPECT_EQ(
        told({sent_to(1, "A", 500us), sent_to(2, "A", 500us), sent_to(1, "B", 1500us)}),
        (Lines{"[      0.5 ms] p0 -> p1,p2 A()", "[      1.0 ms]    # cut p0 -> p1 until 2 ms",
               "[      1.5 ms] p0 -> p1 B()", "[      2.0 ms]    # healed p0 -> p1"}));
}

TEST(Telling, TellsNothingThatCameAfterTheEnd) {
    net::FaultPlan faults;
    faults.cuts.push_back(net::read_cut("0>1@1s..20s"));
    EXPECT_EQ((Told{{}, faults}({})), Lines{"[   1000.0 ms]    # cut p0 -> p1 until 20 s"});
}

/// On real ranks: what is certain is told, even where no event follows.
TEST(Telling, GoesOnWithTheTimeThatTheRunHasReached) {
    net::FaultPlan faults;
    faults.cuts.push_back(net::read_cut("0>1@1s..2s"));
    Told told{{}, faults};
    told.story.tell(sent_to(1, "A"));
    EXPECT_EQ(told.lines.size(), 0U);
    told.story.reach(Time{900ms}, false, 0);
    EXPECT_EQ(told.lines.size(), 1U);
    told.story.reach(Time{1100ms}, false, 0);
    EXPECT_EQ(told.lines.size(), 2U);
}

TEST(Telling, DoesNotRepeatWhatAnotherRankHasTold) {
    net::FaultPlan faults;
    faults.cuts.push_back(net::read_cut("0>1@1s..2s"));
    Told told{{}, faults};
    told.story.told_before(sent_to(1, "A"));
    told.story.reach(Time{1500ms}, true, 70);
    told.story.reach(Time{2500ms}, false, 75);
    told.story.finish(Time{3s});
    EXPECT_EQ(told.lines, (Lines{"                  · 5 messages lost since 1.5 s",
                                 "[   2000.0 ms]    # healed p0 -> p1"}));
}

TEST(Telling, CountsLossesThatAreNotShownAtAQuietTime) {
    Told told;
    auto const below = [](Duration at) {
        return event_of(Event::Kind::lost, 0, 1, "Heartbeat", at);
    };
    told.story.tell(sent_to(1, "A", 1ms));
    told.story.pass_over(below(2ms));
    told.story.tell(sent_to(1, "B", 50ms));
    told.story.pass_over(below(60ms));
    told.story.pass_over(event_of(Event::Kind::send, 0, 1, "Heartbeat", 60ms));
    told.story.tell(sent_to(1, "C", 200ms));
    told.story.pass_over(below(250ms));
    told.story.finish(Time{300ms});
    EXPECT_EQ(told.lines,
              (Lines{"[      1.0 ms] p0 -> p1 A()", "[     50.0 ms] p0 -> p1 B()",
                     "                  · 2 messages lost so far", "[    200.0 ms] p0 -> p1 C()",
                     "                  · 1 message lost since 200 ms"}));
}

/// A change of the network is told when its time comes, though nothing else is.
TEST(Telling, CountsLossesFromAChangeOfTheNetworkOn) {
    net::FaultPlan faults;
    faults.cuts.push_back(net::read_cut("0>1@1s..2s"));
    Told told{{}, faults};
    for (auto const at : {900ms, 1000ms, 1200ms})
        told.story.pass_over(event_of(Event::Kind::lost, 0, 1, "Heartbeat", at));
    told.story.finish(Time{3s});
    EXPECT_EQ(told.lines, (Lines{"                  · 1 message lost so far",
                                 "[   1000.0 ms]    # cut p0 -> p1 until 2 s",
                                 "                  · 2 messages lost since 1 s",
                                 "[   2000.0 ms]    # healed p0 -> p1"}));
}

TEST(Telling, CountsLossesOfABusyStoryOnceASecond) {
    Told told;
    for (int i = 0; i < 100; ++i) {
        told.story.pass_over(event_of(Event::Kind::lost, 0, 1, "Heartbeat"));
        told.story.tell(sent_to(1, "A", 25ms * i));
    }
    auto const counts = std::ranges::count_if(
        told.lines, [](std::string const& line) { return line.find("·") != line.npos; });
    EXPECT_EQ(counts, 2);
}

TEST(Selection, TellsOfSomeProcessesAlone) {
    auto const events = std::vector{sent_to(2, "A"), event_of(Event::Kind::receive, 2, 0, "A", 3ms),
                                    event_of(Event::Kind::lost, 0, 1, "A", 4ms),
                                    event_of(Event::Kind::lost, 0, 2, "A", 5ms)};
    EXPECT_EQ((Told{{.selection = {.only = {process(2), process(4)}}}}(events)),
              (Lines{"[      3.0 ms] p2 <- p0 A()", "[      5.0 ms] p0 x p2 A() lost"}));
}

TEST(Selection, TellsOfASpan) {
    net::FaultPlan faults;
    faults.cuts.push_back(net::read_cut("0>1@1ms..3ms"));
    auto const events = std::vector{sent_to(1, "A", 1ms), sent_to(1, "B", 2ms),
                                    sent_to(1, "C", 3ms), sent_to(1, "D", 4ms)};
    EXPECT_EQ((Told{{.selection = {.from = Time{2ms}, .to = Time{3ms}}}, faults}(events)),
              (Lines{"[      2.0 ms] p0 -> p1 B()", "[      3.0 ms]    # healed p0 -> p1",
                     "[      3.0 ms] p0 -> p1 C()"}));
}

/// The stamps are those of the whole story.
TEST(Selection, LeavesStampsAsTheyAre) {
    auto const events =
        std::vector{sent_to(2, "A"), event_of(Event::Kind::receive, 2, 0, "A", 3ms)};
    EXPECT_EQ((Told{{.stamps = app::Stamps::lamport, .selection = {.only = {process(2)}}}}(events)),
              Lines{"[      3.0 ms] p2 <- p0 A()  {2}"});
}

bool tells_of(Lines const& lines, std::string const& words) {
    return std::ranges::any_of(lines, [&](auto const& l) { return l.find(words) != l.npos; });
}

TEST(MessageWords, NameWhatALinkCarries) {
    auto const lines = story_of(
        programs::bully(), words_of("simulate -n 3 --starter 0 --trace all --loss 0.2 --for 1s"));
    EXPECT_TRUE(tells_of(lines, "p0 -> p1,p2 Data #1 of Challenge()"));
    EXPECT_TRUE(tells_of(lines, " Ack #1"));
    EXPECT_FALSE(tells_of(lines, "bytes"));
}

TEST(MessageWords, GoDownToTheInnermostMessage) {
    auto const lines =
        story_of(programs::lamport(), words_of("simulate -n 3 --rounds 1 --trace all"));
    EXPECT_TRUE(tells_of(lines, " Data #1 of Data of Note()"));
    auto const stubborn = story_of(programs::links(), words_of("simulate -n 2 --lines 1 --link "
                                                               "stubborn --trace all --for 300ms"));
    EXPECT_TRUE(tells_of(stubborn, "p0 -> p1 Data of Line(\"hello 1\")"));
}

}  // namespace
}  // namespace conclave::test
