#include <gtest/gtest.h>
#include <set>

#include "net/recorder.hpp"
#include "sim/world.hpp"
#include "support/full_stack.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using net::Action;

/// A run in which everything happens that can.
net::RunPlan eventful(Seed seed) {
    net::RunPlan plan{.processes = 6, .seed = seed, .limit = 5s, .stay = true};
    plan.faults = {.loss = 0.1, .duplicate = 0.1, .reorder = 0.1, .delay_max = 20ms};
    plan.faults.cuts = {{process(0), process(5), {Time{1s}, Time{2s}}}};
    plan.faults.partitions = {
        {{{process(0), process(1), process(2)}, {process(3), process(4)}}, {Time{2s}, Time{3s}}}};
    plan.faults.actions = {
        {Action::Kind::crash, net::the_leader, Time{1s}},
        {Action::Kind::recover, net::the_leader, Time{2500ms}},
        {Action::Kind::pause, process(1), Time{1500ms}},
        {Action::Kind::resume, process(1), Time{2s}},
        {Action::Kind::kill, process(2), Time{3500ms}},
        {Action::Kind::crash, process(4), Time{700ms}, CrashPoint{CrashPoint::After::send, 2}},
        {Action::Kind::recover, process(4), Time{2200ms}},
        {Action::Kind::crash, process(4), Time{3s},
         CrashPoint{CrashPoint::After::send, 1 + seed % 5}}};
    plan.faults.delays_on = {{{process(0), process(3)}, 5ms, 60ms, {Time{1s}, Time{4s}}}};
    plan.faults.losses_on = {{{process(3), {}}, 0.3}};
    plan.faults.duplicates_on = {{{{}, process(3)}, 0.5}};
    plan.faults.drops = {{"Note", {process(1), {}}, 3, {Time{500ms}, Time{2s}}},
                         {"Victory", {process(5), process(0)}, {}, {Time{2s}, Time{4s}}}};
    plan.faults.skews = {{process(3), {.offset = 7ms, .drift_ppm = 900}}};
    for (std::uint32_t i = 0; i < 20; ++i)
        plan.requests.push_back({Time{i * 200ms}, process(i % 6), "note"});
    return plan;
}

struct Result {
    std::uint64_t hash;
    std::uint64_t deliveries;
    std::uint64_t lost;
    std::vector<std::optional<ProcessId>> leaders;
    bool operator==(Result const&) const = default;
};

Result run(net::RunPlan const& plan, bool tracing = true) {
    net::Recorder recorder;
    sim::World world{plan, test::make_full_stack, tracing ? &recorder : nullptr};
    world.run();
    Result result{recorder.hash(), world.deliveries(), world.faults().lost, {}};
    for (ProcessId p : ProcessRange{0, plan.processes})
        result.leaders.push_back(world.process(p).bearer("leader"));
    return result;
}

TEST(Determinism, TheSamePlanAndSeedGiveTheSameHistory) {
    std::set<std::uint64_t> hashes;
    for (Seed seed = 1; seed <= 25; ++seed) {
        auto const plan = eventful(seed);
        Result const first = run(plan);
        EXPECT_EQ(run(plan), first) << "seed " << seed;
        EXPECT_GT(first.deliveries, 1000U);
        EXPECT_GT(first.lost, 100U);
        hashes.insert(first.hash);
    }
    EXPECT_EQ(hashes.size(), 25U) << "and another seed another one";
}

TEST(Determinism, WatchingARunDoesNotChangeIt) {
    for (Seed seed = 1; seed <= 5; ++seed) {
        auto const plan = eventful(seed);
        Result const watched = run(plan);
        Result const unseen = run(plan, false);
        EXPECT_EQ(unseen.deliveries, watched.deliveries);
        EXPECT_EQ(unseen.lost, watched.lost);
        EXPECT_EQ(unseen.leaders, watched.leaders);
    }
}

TEST(Determinism, AStepByStepRunIsTheSameAsOneInOneGo) {
    auto const plan = eventful(3);
    net::Recorder recorder;
    sim::World world{plan, test::make_full_stack, &recorder};
    while (world.now() < Time{5s}) world.run_for(7ms);
    // The last step went beyond the limit: the comparison is of what came before it.
    auto longer = plan;
    longer.limit = world.now().time_since_epoch();
    EXPECT_EQ(run(longer).hash, recorder.hash());
}

TEST(Determinism, CausesComeBeforeTheirEffectsByStamp) {
    auto const plan = eventful(4);
    net::Recorder recorder{{.all_layers = true}};
    sim::World world{plan, test::make_full_stack, &recorder};
    world.run();
    using Name = std::tuple<ProcessId, ProcessId, Channel, std::uint64_t>;
    std::map<Name, Time> sent;
    std::map<ProcessId, Time> latest;
    std::size_t receipts = 0;
    for (Event const& e : recorder.events()) {
        if (latest.contains(e.process)) {
            ASSERT_LT(latest[e.process], e.stamp) << to_string(e);
        }
        latest[e.process] = e.stamp;
        if (e.kind == Event::Kind::send) sent[{e.process, e.peer, e.channel, e.number}] = e.stamp;
        if (e.kind != Event::Kind::receive) continue;
        Name const name{e.peer, e.process, e.channel, e.number};
        ASSERT_TRUE(sent.contains(name)) << "received but never sent: " << to_string(e);
        ASSERT_LT(sent[name], e.stamp);
        ++receipts;
    }
    EXPECT_GT(receipts, 1000U);
}

}  // namespace
}  // namespace conclave
