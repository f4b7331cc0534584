#include "sim/world.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "core/timer.hpp"
#include "links/fair_loss_link.hpp"
#include "net/recorder.hpp"
#include "support/correspondent.hpp"

namespace conclave::sim {
namespace {

using namespace std::chrono_literals;
using net::Action;
using Lines = std::vector<std::string>;
using End = net::Outcome::End;
using test::Correspondent;

/// Says when things happen to it. "alarm" sets an alarm of 50 ms; "busy" makes it never done.
struct Witness final : Stack {
    explicit Witness(Context& context) : ctx{context}, fll{ctx}, top{ctx, fll} {}
    void request(std::string_view line) override {
        ctx.trace("is asked: " + std::string{line});
        if (line == "alarm") alarm.start(50ms);
        if (line == "busy") busy = true;
        if (line == "lead") leads = true;
        if (line == "tell all") tell_all();
    }
    [[nodiscard]] bool done() const override { return !busy; }
    [[nodiscard]] std::optional<ProcessId> bearer(std::string_view role) const override {
        return role == "leader" && leads ? std::optional{ctx.self()} : std::nullopt;
    }

    /// Two notes to each of the others.
    void tell_all() {
        for (std::uint32_t const text : {1U, 2U})
            for (ProcessId p : ctx.others()) top.send(p, text);
    }

    Context& ctx;
    FairLossLink fll;
    Correspondent top;
    bool busy{false};
    bool leads{false};
    Timer alarm{ctx, "alarm", [] {}};
};

class WorldTest : public testing::Test {
protected:
    void build() {
        world_ = std::make_unique<World>(
            plan_, [](Context& ctx) { return std::make_unique<Witness>(ctx); }, &recorder_);
    }
    Witness& at(std::uint32_t p) { return world_->stack<Witness>(process(p)); }
    void send(std::uint32_t from, std::uint32_t to, std::uint32_t text) {
        at(from).top.send(process(to), text);
        world_->inject({process(to), process(from), Channel{9}, 1, {}, {}});  // lets it collect
    }
    std::vector<std::uint32_t> texts_at(std::uint32_t p) {
        std::vector<std::uint32_t> texts;
        for (auto const& [from, text] : at(p).top.delivered) texts.push_back(text);
        return texts;
    }
    /// "5 ms p1 <- p0 Note(7)" ...: the story since the beginning, but for sends and rubbish.
    Lines story() {
        Lines lines;
        for (Event const& e : recorder_.events())
            if (e.kind != Event::Kind::send && e.kind != Event::Kind::garbled)
                lines.push_back(to_string(e.time.time_since_epoch()) + ' ' + to_string(e));
        return lines;
    }

    net::RunPlan plan_{.processes = 3, .seed = 2};
    net::Recorder recorder_;
    std::unique_ptr<World> world_;
};

TEST_F(WorldTest, AMessageTakesItsDelayAndNoLess) {
    plan_.faults.delay_min = plan_.faults.delay_max = 5ms;
    build();
    send(0, 1, 7);
    world_->run_until(Time{5ms} - Duration{1});
    EXPECT_EQ(story(), Lines{});
    world_->run_until(Time{5ms});
    EXPECT_EQ(story(), Lines{"5 ms p1 <- p0 Note(7)"});
}

TEST_F(WorldTest, WhatIsLostIsCountedAndTracedAtItsSender) {
    plan_.faults.loss = 1;
    build();
    send(0, 1, 7);
    send(2, 2, 8);
    world_->run_for(1s);
    EXPECT_EQ(story(), (Lines{"0 ms p0 x p1 Note(7) lost", "0 ms p2 <- p2 Note(8)"}));
    EXPECT_EQ(world_->faults().lost, 1U);
}

TEST_F(WorldTest, WhatIsDuplicatedComesTwice) {
    plan_.faults.duplicate = 1;
    build();
    send(0, 1, 7);
    world_->run_for(1s);
    EXPECT_EQ(texts_at(1), (std::vector<std::uint32_t>{7, 7}));
    EXPECT_EQ(world_->faults().duplicated, 1U);
}

TEST_F(WorldTest, MessagesOvertakeEachOtherOnlyWhereTheyAreReordered) {
    for (double const reorder : {0.0, 0.2}) {
        plan_.faults = {.reorder = reorder, .delay_min = 1ms, .delay_max = 1ms};
        build();
        for (std::uint32_t i = 0; i < 100; ++i) {
            send(0, 1, i);
            world_->run_for(1ms);
        }
        world_->run_for(1s);
        EXPECT_EQ(texts_at(1).size(), 100U);
        EXPECT_EQ(std::ranges::is_sorted(texts_at(1)), reorder == 0.0);
    }
}

TEST_F(WorldTest, WhatReachesACrashedProcessIsRefused) {
    plan_.faults.delay_min = plan_.faults.delay_max = 5ms;
    build();
    send(0, 1, 7);
    world_->crash(process(1));
    world_->run_for(10ms);
    EXPECT_EQ(world_->faults().refused, 1U);
    send(0, 1, 8);
    world_->recover(process(1));
    world_->run_for(10ms);
    EXPECT_EQ(texts_at(1), std::vector<std::uint32_t>{8}) << "it is up when this one comes";
    EXPECT_EQ(world_->faults().refused, 1U);
    EXPECT_EQ(story(),
              (Lines{"0 ms p1 # crashes", "10 ms p1 ^ recovers", "15 ms p1 <- p0 Note(8)"}));
}

TEST_F(WorldTest, ACrashEndsTheTimers) {
    build();
    world_->request(process(1), "alarm");
    world_->run_for(10ms);
    world_->crash(process(1));
    world_->recover(process(1));
    world_->run_for(1s);
    EXPECT_EQ(std::ranges::count_if(recorder_.events(),
                                    [](Event const& e) { return e.kind == Event::Kind::timeout; }),
              0);
}

TEST_F(WorldTest, APausedProcessGetsItsMailInOrderAndBeforeItsTimersWhenItGoesOn) {
    plan_.faults.delay_min = plan_.faults.delay_max = 5ms;
    build();
    world_->request(process(1), "alarm");
    world_->run_for(10ms);
    world_->pause(process(1));
    for (std::uint32_t i = 1; i <= 3; ++i) {
        world_->run_for(20ms);
        send(i == 2 ? 2 : 0, 1, i);
    }
    world_->request(process(1), "wake up");
    world_->run_for(30ms);
    EXPECT_EQ(story().back(), "10 ms p1 | pauses");
    world_->resume(process(1));
    EXPECT_EQ(story(), (Lines{"0 ms p1 * is asked: alarm", "10 ms p1 | pauses",
                              "100 ms p1 > goes on", "100 ms p1 <- p0 Note(1)",
                              "100 ms p1 <- p2 Note(2)", "100 ms p1 <- p0 Note(3)",
                              "100 ms p1 * is asked: wake up", "100 ms p1 ~ alarm"}));
    world_->run_for(1s);
    EXPECT_EQ(story().size(), 8U) << "the alarm rings once";
}

TEST_F(WorldTest, ATimerThatIsNotYetDueAfterAPauseRunsOutAtItsTime) {
    build();
    world_->request(process(1), "alarm");
    world_->run_for(10ms);
    world_->pause(process(1));
    world_->run_for(20ms);
    world_->resume(process(1));
    world_->run_for(1s);
    EXPECT_EQ(story().back(), "50 ms p1 ~ alarm");
}

TEST_F(WorldTest, AProcessKilledInItsPauseDoesNotGoOn) {
    build();
    world_->pause(process(1));
    send(0, 1, 7);
    world_->run_for(10ms);
    world_->crash(process(1));
    world_->resume(process(1));
    world_->pause(process(1));
    world_->resume(process(1));
    EXPECT_EQ(story(), (Lines{"0 ms p1 | pauses", "10 ms p1 # crashes"}));
    EXPECT_EQ(world_->faults().refused, 1U) << "its mail is lost with it";
}

TEST_F(WorldTest, AMessageThatTakesExactlyAsLongAsATimerIsInTime) {
    plan_.faults.delay_min = plan_.faults.delay_max = 50ms;
    build();
    world_->request(process(1), "alarm");
    send(0, 1, 7);
    world_->run_for(1s);
    EXPECT_EQ(story(),
              (Lines{"0 ms p1 * is asked: alarm", "50 ms p1 <- p0 Note(7)", "50 ms p1 ~ alarm"}));
}

TEST_F(WorldTest, ASkewedClockRunsItsTimersAtItsOwnPace) {
    plan_.faults.skews = {{process(1), {.offset = 1h, .drift_ppm = 1'000'000}},
                          {process(2), {.drift_ppm = -500'000}}};
    build();
    for (std::uint32_t p = 0; p < 3; ++p) world_->request(process(p), "alarm");
    world_->run_for(1s);
    auto const lines = story();
    EXPECT_EQ((Lines{lines.end() - 3, lines.end()}),
              (Lines{"25 ms p1 ~ alarm", "50 ms p0 ~ alarm", "100 ms p2 ~ alarm"}));
}

TEST_F(WorldTest, RequestsAndFaultsOfThePlanHappenAtTheirTimes) {
    plan_.requests = {{Time{30ms}, process(1), "late"}, {Time{10ms}, process(2), "early"}};
    plan_.faults.actions = {{Action::Kind::crash, process(2), Time{20ms}},
                            {Action::Kind::recover, process(2), Time{40ms}},
                            {Action::Kind::pause, process(0), Time{50ms}},
                            {Action::Kind::resume, process(0), Time{60ms}},
                            {Action::Kind::kill, process(1), Time{70ms}}};
    build();
    EXPECT_EQ(world_->run(), End::story_over);
    EXPECT_EQ(story(), (Lines{"10 ms p2 * is asked: early", "20 ms p2 # crashes",
                              "30 ms p1 * is asked: late", "40 ms p2 ^ recovers",
                              "50 ms p0 | pauses", "60 ms p0 > goes on", "70 ms p1 # crashes"}));
    auto const outcome = world_->outcome(End::story_over);
    EXPECT_EQ(outcome.conditions,
              (std::vector{net::Condition::up, net::Condition::crashed, net::Condition::up}));
}

TEST_F(WorldTest, AFaultOfTheLeaderStrikesWhoTakesItselfForIt) {
    plan_.requests = {{Time{1ms}, process(1), "lead"}};
    plan_.faults.actions = {{Action::Kind::crash, net::the_leader, Time{10ms}},
                            {Action::Kind::recover, net::the_leader, Time{20ms}},
                            {Action::Kind::crash, net::the_leader, Time{30ms}}};
    build();
    world_->run();
    EXPECT_EQ(story(),
              (Lines{"1 ms p1 * is asked: lead", "10 ms p1 # crashes", "20 ms p1 ^ recovers"}))
        << "the third finds no leader";
}

TEST_F(WorldTest, EachNewBearerOfARoleFallsInTurnAndTheyRecoverInThatOrder) {
    plan_.requests = {{Time{1ms}, process(2), "lead"}, {Time{15ms}, process(0), "lead"}};
    plan_.faults.actions = {{Action::Kind::crash, net::the_leader, Time{10ms}},
                            {Action::Kind::crash, net::the_leader, Time{20ms}},
                            {Action::Kind::recover, net::the_leader, Time{30ms}},
                            {Action::Kind::recover, net::the_leader, Time{40ms}}};
    build();
    world_->run();
    EXPECT_EQ(story(),
              (Lines{"1 ms p2 * is asked: lead", "10 ms p2 # crashes", "15 ms p0 * is asked: lead",
                     "20 ms p0 # crashes", "30 ms p2 ^ recovers", "40 ms p0 ^ recovers"}));
}

TEST_F(WorldTest, ACrashInAHandlerStrikesAfterSoManySendsFromItsDateOn) {
    plan_.faults.delay_min = plan_.faults.delay_max = 5ms;
    plan_.faults.actions = {
        {Action::Kind::crash, process(1), Time{10ms}, CrashPoint{CrashPoint::After::send, 2}},
        {Action::Kind::recover, process(1), Time{60ms}}};
    plan_.requests = {{Time{1ms}, process(1), "tell all"}, {Time{20ms}, process(1), "tell all"}};
    build();
    world_->run();
    EXPECT_EQ(
        story(),
        (Lines{"1 ms p1 * is asked: tell all", "6 ms p0 <- p1 Note(1)", "6 ms p2 <- p1 Note(1)",
               "6 ms p0 <- p1 Note(2)", "6 ms p2 <- p1 Note(2)", "20 ms p1 * is asked: tell all",
               "20 ms p1 # crashes in the middle of what it does", "25 ms p0 <- p1 Note(1)",
               "25 ms p2 <- p1 Note(1)", "60 ms p1 ^ recovers"}));
}

TEST_F(WorldTest, ARecoveryThatComesBeforeTheCrashPointLiftsTheDoom) {
    plan_.faults.actions = {
        {Action::Kind::crash, process(1), Time{10ms}, CrashPoint{CrashPoint::After::send, 1}},
        {Action::Kind::recover, process(1), Time{15ms}}};
    plan_.requests = {{Time{20ms}, process(1), "tell all"}};
    build();
    world_->run();
    EXPECT_EQ(story().front(), "20 ms p1 * is asked: tell all") << "it was up all the time";
    EXPECT_EQ(story().size(), 5U);
}

TEST_F(WorldTest, TheSlowWayOvertakenByTheLongWay) {
    plan_.faults.delays_on = {{{}, 1ms, 1ms, {}}, {{process(0), process(2)}, 20ms, 20ms, {}}};
    build();
    send(0, 2, 1);
    send(0, 1, 2);
    world_->run_for(2ms);
    send(1, 2, 3);
    world_->run_for(1s);
    EXPECT_EQ(story(),
              (Lines{"1 ms p1 <- p0 Note(2)", "3 ms p2 <- p1 Note(3)", "20 ms p2 <- p0 Note(1)"}));
}

TEST_F(WorldTest, ALaterMessageOvertakesAnEarlierOneOnALinkThatGetsFaster) {
    plan_.faults.delays_on = {{{process(0), process(1)}, 20ms, 20ms, {Time{}, Time{1ms}}}};
    build();
    send(0, 1, 1);
    world_->run_for(1ms);
    send(0, 1, 2);
    world_->run_for(1s);
    EXPECT_EQ(texts_at(1), (std::vector<std::uint32_t>{2, 1}));
}

TEST_F(WorldTest, TheNextMessageOfAKindIsLost) {
    plan_.faults.drops = {{"Note", {process(0), {}}, 1}};
    build();
    for (std::uint32_t i = 1; i <= 3; ++i) send(0, i % 3, i);
    world_->run_for(1s);
    EXPECT_EQ(story(), (Lines{"0 ms p0 x p1 Note(1) lost", "0 ms p2 <- p0 Note(2)",
                              "0 ms p0 <- p0 Note(3)"}));
    EXPECT_EQ(world_->faults().lost, 1U);
}

TEST_F(WorldTest, AnAdversaryDecidesWhatBecomesOfEachDatagram) {
    plan_.faults.adversary = [](Datagram const& datagram, net::NamedMessage const& message, Time,
                                net::Fate) {
        EXPECT_EQ(message.kind, "Note");
        return datagram.number % 2 == 1 ? net::Fate{.lost = true}
                                        : net::Fate{.delayed = true, .delay = {3ms}};
    };
    build();
    for (std::uint32_t i = 1; i <= 4; ++i) send(0, 1, i);
    world_->run_for(1s);
    EXPECT_EQ(texts_at(1), (std::vector<std::uint32_t>{2, 4}));
    EXPECT_EQ(world_->now(), Time{1s});
}

TEST_F(WorldTest, ARunIsOverOnceNobodyWasActiveForTheTimeToSettle) {
    plan_.settle = 300ms;
    plan_.requests = {{Time{20ms}, process(1), "alarm"}};
    plan_.faults.actions = {{Action::Kind::pause, process(0), Time{30ms}},
                            {Action::Kind::resume, process(0), Time{10s}}};
    plan_.limit = 5s;
    build();
    // Something of the plan is to come, and is beyond the limit.
    EXPECT_EQ(world_->run(), End::time_limit);
    EXPECT_EQ(world_->now(), Time{5s});

    plan_.faults.actions.clear();
    plan_.faults.cuts = {{process(0), process(1), {Time{1s}, Time{2s}}}};
    struct Clock final : Stack {  // a detector, say: its timer runs for ever
        explicit Clock(Context& context) : ctx{context} {}
        void start() override { tick.start(1ms); }
        void request(std::string_view) override {}
        Context& ctx;
        Timer tick{ctx, "tick", [this] { tick.start(1ms); }, Layer::detector};
    };
    World clocks{plan_, [](Context& ctx) { return std::make_unique<Clock>(ctx); }};
    EXPECT_EQ(clocks.run(), End::story_over);
    EXPECT_EQ(clocks.now(), Time{2300ms}) << "300 ms after the last fault is over";
    plan_.faults.cuts.clear();
    World again{plan_, [](Context& ctx) { return std::make_unique<Clock>(ctx); }};
    EXPECT_EQ(again.run(), End::story_over);
    EXPECT_EQ(again.now(), Time{320ms}) << "300 ms after the request";
}

TEST_F(WorldTest, ARunWithSomethingLeftToDoEndsAtItsLimit) {
    plan_.limit = 3s;
    plan_.requests = {{Time{0ms}, process(1), "busy"}, {Time{4s}, process(1), "beyond"}};
    build();
    EXPECT_EQ(world_->run(), End::time_limit);
    EXPECT_EQ(world_->now(), Time{3s});
}

TEST_F(WorldTest, ARunThatStaysGoesOnUntilItsLimit) {
    plan_.limit = 3s;
    plan_.stay = true;
    build();
    EXPECT_EQ(world_->run(), End::story_over);
    EXPECT_EQ(world_->now(), Time{3s});
}

TEST_F(WorldTest, SumsItsTrafficUp) {
    plan_.faults.loss = 0.5;
    build();
    for (std::uint32_t i = 0; i < 100; ++i) send(i % 3, (i + 1) % 3, i);
    world_->run_for(1s);
    auto const outcome = world_->outcome(End::story_over);
    EXPECT_EQ(outcome.traffic.by_kind().at({"Correspondent", "Note"}).sent, 100U);
    EXPECT_EQ(outcome.faults.lost + world_->deliveries(), 100U);
    EXPECT_GT(outcome.faults.lost, 20U);
}

TEST_F(WorldTest, ThatIsInterruptedCanGoOnAsIfNothingHadBeen) {
    plan_.requests = {{Time{1s}, process(0), "tell all"}, {Time{2s}, process(1), "alarm"}};
    build();
    EXPECT_EQ(world_->run([](Time) { return false; }), End::interrupted);
    EXPECT_EQ(world_->outcome(End::interrupted).ended_at, Time{}) << "nothing has happened";
    EXPECT_EQ(world_->run([](Time) { return true; }), End::story_over);
    auto const hash = recorder_.hash();

    net::Recorder whole;
    World world{plan_, [](Context& ctx) { return std::make_unique<Witness>(ctx); }, &whole};
    EXPECT_EQ(world.run(), End::story_over);
    EXPECT_EQ(whole.hash(), hash);
}

}  // namespace
}  // namespace conclave::sim
