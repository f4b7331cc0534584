#include <gtest/gtest.h>

#include "elections/bully_election.hpp"
#include "links/fair_loss_link.hpp"
#include "links/perfect_link.hpp"
#include "sim/world.hpp"
#include "support/play.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;

/// Elections on request: "fails", the leader of highest id has; "start".
struct BullyOnRequest final : Stack {
    explicit BullyOnRequest(Context& context)
        : ctx{context}, fll{ctx}, pl{ctx, fll}, election{ctx, pl, 10ms} {
        election.elected.connect([this](ProcessId p) { elected = p; });
    }
    void recover() override { election.start(); }
    void request(std::string_view line) override {
        if (line == "fails")
            election.leader_failed(process(ctx.everyone().size() - 1));
        else
            election.start();
    }
    Context& ctx;
    FairLossLink fll;
    PerfectLink pl;
    BullyElection election;
    std::optional<ProcessId> elected;
};

struct BullyWorld {
    explicit BullyWorld(std::uint32_t n)
        // Every message takes the whole of the time that the algorithm allows it.
        : plan{.processes = n, .faults = {.delay_min = 10ms, .delay_max = 10ms}} {}
    std::uint64_t messages() {
        std::uint64_t sum = 0;
        auto const outcome = world.outcome({});
        for (auto const& [key, traffic] : outcome.traffic.by_kind())
            if (traffic.layer == Layer::algorithm) sum += traffic.sent;
        return sum;
    }
    std::uint64_t messages(char const* kind) {
        return world.outcome({}).traffic.by_kind().at({"BullyElection", kind}).sent;
    }
    void expect_leader(std::uint32_t leader, std::set<std::uint32_t> const& crashed) {
        for (std::uint32_t p = 0; p < plan.processes; ++p) {
            if (crashed.contains(p)) continue;
            EXPECT_EQ(world.stack<BullyOnRequest>(process(p)).elected, process(leader)) << p;
        }
    }

    net::RunPlan plan;
    sim::World world{plan, [](Context& ctx) { return std::make_unique<BullyOnRequest>(ctx); }};
};

// Coulouris et al. 5e, §15.3: in the best case "the process with the second-highest identifier
// notices the coordinator's failure ... and send N - 2 coordinator messages".
TEST(BullyCost, NMinusTwoMessagesAtBest) {
    for (std::uint32_t n = 3; n <= 10; ++n) {
        BullyWorld w{n};
        w.world.crash(process(n - 1));
        w.world.request(process(n - 2), "fails");
        w.world.run_for(1s);
        EXPECT_EQ(w.messages(), n - 2);
        w.expect_leader(n - 2, {n - 1});
    }
}

// "The bully algorithm requires O(N^2) messages in the worst case - that is, when the process with
// the lowest identifier first detects the coordinator's failure". Exactly: n(n-1)/2 challenges,
// (n-1)(n-2)/2 answers and n-2 victories.
TEST(BullyCost, NSquaredMinusNMinusOneMessagesAtWorst) {
    for (std::uint32_t n = 3; n <= 10; ++n) {
        BullyWorld w{n};
        w.world.crash(process(n - 1));
        w.world.request(process(0), "fails");
        w.world.run_for(1s);
        EXPECT_EQ(w.messages("Challenge"), n * (n - 1) / 2) << n;
        EXPECT_EQ(w.messages("Answer"), (n - 1) * (n - 2) / 2) << n;
        EXPECT_EQ(w.messages("Victory"), n - 2) << n;
        EXPECT_EQ(w.messages(), n * n - n - 1) << n;
        w.expect_leader(n - 2, {n - 1});
    }
}

/// The messages of the program's own story: an election, the leader's failure and its return.
std::uint64_t messages_of_the_story(std::uint32_t n, Seed seed) {
    auto const words = "simulate -n " + std::to_string(n) + " --seed " + std::to_string(seed);
    auto const trial = test::play(programs::bully(), test::words_of(words)).trial;
    for (auto const& judgement : trial.judgements)
        EXPECT_EQ(judgement.finding.verdict(), check::Verdict::holds) << words << judgement.id;
    return trial.outcome.traffic.sent(Layer::algorithm);
}

// "O(N^2) messages in the worst case": an election of many that all begin takes no more, whatever
// the delays, and the story has two such and a return, which takes n-1.
TEST(BullyCost, TheWholeStoryGrowsWithTheSquareOfN) {
    for (Seed seed = 1; seed <= 4; ++seed)
        for (std::uint32_t const n : {8U, 16U, 32U}) {
            auto const sent = messages_of_the_story(n, seed);
            EXPECT_LE(sent, 2 * n * n) << "n " << n << ", seed " << seed;
            EXPECT_GE(sent, n * (n - 1) / 2) << "all challenge all above them once";
        }
}

TEST(BullyWorldTest, BE1_BE2_BE3_AllElectTheHighestWhoeverStarts) {
    for (std::uint32_t starter = 0; starter < 6; ++starter) {
        BullyWorld w{6};
        w.world.request(process(starter), "start");
        w.world.run_for(1s);
        w.expect_leader(5, {});
    }
}

TEST(BullyWorldTest, BE1_BE2_BE3_AllElectTheHighestOfThoseThatAreUp) {
    for (std::uint32_t crashed = 0; crashed < 32; ++crashed) {  // every subset of p0 .. p4, p5 up
        BullyWorld w{6};
        std::set<std::uint32_t> down{5};
        for (std::uint32_t p = 0; p < 5; ++p)
            if ((crashed >> p & 1U) != 0) down.insert(p);
        if (down.size() == 6) continue;
        for (std::uint32_t const p : down) w.world.crash(process(p));
        std::uint32_t highest = 0;
        for (std::uint32_t p = 0; p < 6; ++p)
            if (!down.contains(p)) {
                highest = p;
                w.world.request(process(p), "start");  // all of them at once
            }
        w.world.run_for(1s);
        w.expect_leader(highest, down);
    }
}

// "When a process is started to replace a crashed process, it begins an election. If it has the
// highest process identifier, then it will ... become the coordinator, even though the current
// coordinator is functioning. It is for this reason that the algorithm is called the 'bully'".
TEST(BullyWorldTest, BE3_Maximality_ARecoveredSuperiorBulliesItsWayBack) {
    BullyWorld w{5};
    w.world.crash(process(4));
    w.world.request(process(1), "fails");
    w.world.run_for(1s);
    w.expect_leader(3, {4});
    w.world.recover(process(4));
    w.world.run_for(1s);
    w.expect_leader(4, {});
}

TEST(BullyWorldTest, BE3_Maximality_ARecoveredInferiorFollowsTheLeaderThatThereIs) {
    BullyWorld w{5};
    w.world.request(process(0), "start");
    w.world.run_for(1s);
    w.world.crash(process(2));
    auto const victories = w.messages("Victory");
    w.world.recover(process(2));
    w.world.run_for(1s);
    w.expect_leader(4, {});
    EXPECT_EQ(w.messages("Victory"), victories + 2) << "told are p2, and p3 whom it asked too";
}

TEST(BullyWorldTest, BE1_Termination_TheCrashOfAChallengedSuperiorHoldsUpNobody) {
    for (Duration const when : {5ms, 10ms, 15ms, 20ms, 25ms, 30ms, 35ms, 40ms, 45ms}) {
        BullyWorld w{5};
        w.world.crash(process(4));
        w.world.request(process(0), "fails");
        w.world.run_for(when);
        w.world.crash(process(3));
        w.world.run_for(1s);
        // Those who heard p3's victory before it crashed must be told of the crash, as by a
        // detector; the others find out by themselves.
        for (std::uint32_t p = 0; p < 3; ++p)
            if (w.world.stack<BullyOnRequest>(process(p)).elected == process(3))
                w.world.request(process(p), "start");
        w.world.run_for(1s);
        w.expect_leader(2, {3, 4});
    }
}

}  // namespace
}  // namespace conclave
