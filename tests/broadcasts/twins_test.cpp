#include "broadcasts/twins.hpp"

#include <gtest/gtest.h>

#include "broadcasts/broadcast_stack.hpp"
#include "broadcasts/broadcasts_properties.hpp"
#include "support/twins.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;

/// Three processes announce ten lines each over a bad network.
net::RunPlan announcements(Seed seed) {
    net::RunPlan plan{.processes = 3, .seed = seed, .settle = 5s};
    plan.faults = {
        .loss = 0.2, .duplicate = 0.2, .reorder = 0.2, .delay_min = 1ms, .delay_max = 10ms};
    for (std::uint32_t i = 1; i <= 10; ++i)
        for (ProcessId const p : ProcessRange{0, plan.processes})
            plan.requests.push_back(
                {Time{10ms * i}, p, to_string(p) + "'s line " + std::to_string(i)});
    return plan;
}

Sweep const best_effort{announcements, check::best_effort_broadcast()};

TEST(BrokenTwins, BEB1_CatchesTheForgetfulBroadcast) {
    EXPECT_TRUE(best_effort.catches("BEB1", AnnouncerStack<broken::ForgetfulBroadcast>::make()));
}
TEST(BrokenTwins, BEB2_CatchesTheStutteringBroadcast) {
    using Stuttering = OverBestEffort<broken::StutteringBroadcast>;
    EXPECT_TRUE(best_effort.catches("BEB2", AnnouncerStack<Stuttering>::make()));
}
TEST(BrokenTwins, BEB3_CatchesTheSlanderousBroadcast) {
    using Slanderous = OverBestEffort<broken::SlanderousBroadcast>;
    EXPECT_TRUE(best_effort.catches("BEB3", AnnouncerStack<Slanderous>::make()));
}
TEST(BrokenTwins, BEB3_CatchesTheInventiveBroadcast) {
    using Inventive = OverBestEffort<broken::InventiveBroadcast>;
    EXPECT_TRUE(best_effort.catches("BEB3", AnnouncerStack<Inventive>::make()));
}
TEST(RightTwins, BEB1_BEB2_BEB3_PassBestEffortBroadcast) {
    EXPECT_TRUE(best_effort.passes(AnnouncerStack<>::make()));
}

// ---- RB4: what best-effort broadcast does not promise -------------------------------------------

/// p0 announces two lines, and p3 one, over a network that loses nothing; and what became of that.
Trial announced(std::optional<CrashPoint> in_handler, std::optional<Time> between_handlers) {
    net::RunPlan plan{.processes = 4};
    plan.faults = {.delay_min = 5ms, .delay_max = 5ms};
    plan.requests = {{Time{10ms}, process(0), "first"},
                     {Time{20ms}, process(3), "another"},
                     {Time{50ms}, process(0), "second"}};
    net::Recorder recorder;
    sim::World world{plan, AnnouncerStack<>::make(), &recorder};
    world.run_until(Time{40ms});
    if (in_handler) world.process(process(0)).crash_at(*in_handler);
    if (between_handlers) {
        world.run_until(*between_handlers);
        world.crash(process(0));
    }
    Trial trial{.outcome = world.outcome(world.run()), .hash = recorder.hash(), .judgements = {}};
    trial.outcome.events = recorder.take();
    auto properties = check::best_effort_broadcast();
    properties.push_back(check::reliable_broadcast_agreement());
    trial.judgements = check::judge(properties, check::History{trial.outcome});
    EXPECT_EQ(trial.outcome.faults.lost, 0U);
    return trial;
}

TEST(BestEffortBroadcastIsNotReliable, RB4_IsViolatedWhereTheSenderCrashesInTheMiddle) {
    for (std::uint64_t k = 1; k <= 2; ++k) {
        auto const trial = announced(CrashPoint{CrashPoint::After::send, k}, {});
        EXPECT_EQ(trial.finding("RB4").verdict(), check::Verdict::violated) << k;
        EXPECT_EQ(trial.finding("RB4").reason(),
                  "p1 delivered Line(\"second\") #2 of p0 at 55 ms, and p" + std::to_string(k + 1) +
                      " never did");
        for (auto const* id : {"BEB1", "BEB2", "BEB3"})
            EXPECT_EQ(trial.finding(id).verdict(), check::Verdict::holds)
                << id << ": " << trial.finding(id).reason();
    }
}

TEST(BestEffortBroadcastIsNotReliable, RB4_HoldsWhereTheSenderCrashesAfterItsLastSend) {
    auto const trial = announced(CrashPoint{CrashPoint::After::send, 3}, {});
    for (auto const& judgement : trial.judgements)
        EXPECT_EQ(judgement.finding.verdict(), check::Verdict::holds) << judgement.id;
    EXPECT_EQ(trial.outcome.conditions[0], net::Condition::crashed);
}

/// Why crashes in the middle of a handler are needed: those between handlers show nothing.
TEST(BestEffortBroadcastIsNotReliable, RB4_HoldsWhereverTheSenderCrashesBetweenItsHandlers) {
    for (Duration const at : {45ms, 50ms, 51ms, 55ms, 60ms}) {
        auto const trial = announced({}, Time{at});
        EXPECT_EQ(trial.outcome.conditions[0], net::Condition::crashed);
        for (auto const& judgement : trial.judgements)
            EXPECT_EQ(judgement.finding.verdict(), check::Verdict::holds)
                << judgement.id << " with a crash at " << to_string(at);
    }
}

TEST(BestEffortBroadcastIsNotReliable, RB4_HoldsWhereNobodyCrashes) {
    for (auto const& judgement : announced({}, {}).judgements)
        EXPECT_EQ(judgement.finding.verdict(), check::Verdict::holds) << judgement.id;
}

}  // namespace
}  // namespace conclave::test
