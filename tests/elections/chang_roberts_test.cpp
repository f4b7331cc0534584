#include "elections/chang_roberts.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>

#include "elections/ring_election_properties.hpp"
#include "elections/ring_stack.hpp"
#include "elections/ring_twins.hpp"
#include "links/fair_loss_link.hpp"
#include "support/lone_process.hpp"
#include "support/sweep.hpp"
#include "support/twins.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

/// Process p1 of three, which stands as number 5, by hand.
class ChangRobertsTest : public testing::Test {
protected:
    struct SleepingStack final : Stack {
        explicit SleepingStack(Context& ctx) : fll{ctx}, election{ctx, fll, 5} {}
        FairLossLink fll;
        ChangRoberts election;
    };
    void receive(ChangRoberts::Candidate candidate) {
        lone_.receive(process(0), Channel{0}, 0, candidate);
    }
    void receive(ChangRoberts::Elected message) {
        lone_.receive(process(0), Channel{0}, 1, message);
    }
    /// "Candidate(7) p2", "Elected(p2) p2": what was sent since this was last asked, and to whom.
    Lines sent() {
        Lines lines;
        for (auto const& s : lone_.sent())
            lines.push_back((s.kind() == 0
                                 ? "Candidate(" + show(s.as<ChangRoberts::Candidate>()) + ") "
                                 : "Elected(" + show(s.as<ChangRoberts::Elected>()) + ") ") +
                            to_string(s.to));
        return lines;
    }

    LoneProcess<SleepingStack> lone_{
        1, 3, [](Context& ctx) { return std::make_unique<SleepingStack>(ctx); }};
};

// Chang, Roberts 1979: a process begins by passing a message with its own number to its neighbour.
TEST_F(ChangRobertsTest, RE1_Termination_WhoStartsSendsItsOwnNumberOn) {
    lone_->election.start();
    lone_->election.start();
    EXPECT_EQ(sent(), Lines{"Candidate(5) p2"}) << "once";
    EXPECT_EQ(lone_.story().front(), "p1 * takes part as number 5: it was asked to");
}

// ... a number higher than one's own is passed on, a lower one is thrown away.
TEST_F(ChangRobertsTest, RE3_Maximality_PassesOnTheHigherAndStopsTheLower) {
    lone_->election.start();
    static_cast<void>(sent());
    receive(ChangRoberts::Candidate{7});
    EXPECT_EQ(sent(), Lines{"Candidate(7) p2"});
    receive(ChangRoberts::Candidate{3});
    EXPECT_TRUE(sent().empty());
}

// Coulouris et al. 5e, §15.3: who is no participant yet and gets a lower number puts its own in the
// place of that one.
TEST_F(ChangRobertsTest, RE3_Maximality_ALowerNumberWakesWhoHasNotStarted) {
    receive(ChangRoberts::Candidate{3});
    EXPECT_EQ(sent(), Lines{"Candidate(5) p2"});
}

TEST_F(ChangRobertsTest, RE3_Maximality_WhoLetAHigherOnePassStandsNoMore) {
    receive(ChangRoberts::Candidate{7});
    static_cast<void>(sent());
    lone_->election.start();
    EXPECT_TRUE(sent().empty());
}

// ... and whose own number comes back is the one with the highest.
TEST_F(ChangRobertsTest, RE2_Agreement_TheOwnNumberComesHomeAndTheLeaderIsAnnounced) {
    lone_->election.start();
    static_cast<void>(sent());
    receive(ChangRoberts::Candidate{5});
    EXPECT_EQ(sent(), Lines{"Elected(p1) p2"});
    EXPECT_EQ(lone_.story().back(), "p1 ! elected p1");
    receive(ChangRoberts::Elected{process(1)});
    EXPECT_TRUE(sent().empty()) << "all round: everybody knows";
}

TEST_F(ChangRobertsTest, RE2_Agreement_TheNewsIsPassedOn) {
    receive(ChangRoberts::Elected{process(2)});
    EXPECT_EQ(sent(), Lines{"Elected(p2) p2"});
    EXPECT_EQ(lone_.story().back(), "p1 ! elected p2");
}

net::RunPlan calm(std::uint32_t n, Seed seed) {
    net::RunPlan plan{.processes = n, .seed = seed};
    plan.faults = {.delay_min = 1ms, .delay_max = 10ms};
    return plan;
}

/// Runs one election and returns what its rows say was sent to find the leader.
double cost(Identities const& identities) {
    auto const plan = calm(static_cast<std::uint32_t>(identities.size()), 1);
    auto const trial = simulate(plan, ring_of<ChangRoberts>(identities), check::ring_election());
    EXPECT_EQ(check::overall(trial.judgements), check::Verdict::holds);
    auto const rows = check::chang_roberts_messages(check::History{trial.outcome});
    for (auto const& row : rows) EXPECT_TRUE(row.holds()) << row.what << ' ' << row.formula;
    return rows.empty() ? 0 : rows.front().measured;
}

/// All n! rings: 2n-1 at best, n(n+1)/2 at worst, n·H_n on average, exactly.
TEST(ChangRobertsCost, IsThatOfTheLiteratureOverAllRings) {
    for (std::uint32_t n = 2; n <= 6; ++n) {
        Identities ring(n);
        std::iota(ring.begin(), ring.end(), 1U);
        double sum = 0;
        double rings = 0;
        double least = 1e9;
        double most = 0;
        do {
            double const sent = cost(ring);
            sum += sent;
            ++rings;
            least = std::min(least, sent);
            most = std::max(most, sent);
        } while (std::ranges::next_permutation(ring).found);
        double harmonic = 0;
        for (std::uint32_t i = 1; i <= n; ++i) harmonic += 1.0 / i;
        EXPECT_EQ(least, 2.0 * n - 1) << n;
        EXPECT_EQ(most, n * (n + 1) / 2.0) << n;
        EXPECT_NEAR(sum / rings, n * harmonic, 1e-9) << n;
    }
}

Sweep sweep_of_rings() {
    return {.plan = [](Seed seed) { return calm(5, seed); }, .properties = check::ring_election()};
}
Identities const shuffled{30, 10, 50, 20, 40};

TEST(ChangRobertsTwins, RE1_RE2_RE3_TheRightOnePasses) {
    EXPECT_TRUE(sweep_of_rings().passes(ring_of<ChangRoberts>(shuffled)));
}
TEST(ChangRobertsTwins, RE2_RE3_CatchThePoliteOne) {
    EXPECT_TRUE(sweep_of_rings().catches("RE2", ring_of<broken::PoliteChangRoberts>(shuffled)));
    EXPECT_TRUE(sweep_of_rings().catches("RE3", ring_of<broken::PoliteChangRoberts>(shuffled)));
}
TEST(ChangRobertsTwins, RE1_CatchesTheSecretiveOne) {
    EXPECT_TRUE(sweep_of_rings().catches("RE1", ring_of<broken::SecretiveChangRoberts>(shuffled)));
}

/// The program over a network that loses, doubles and delays; every row of theory holds.
TEST(RingElectionSweep, RE1_Termination_RE2_Agreement_RE3_Maximality) {
    auto const tally = sweep(programs::ring_election, affordable(500), [](Seed seed) {
        Swarm swarm{seed};
        std::string command = "simulate -n " + std::to_string(swarm.from(2, 12)) + " --seed " +
                              std::to_string(seed) + " --order " +
                              swarm.one_of<std::string>({"random", "rising", "falling"}) +
                              swarm.network();
        if (swarm.chance(0.3)) command += " --alone";
        return command;
    });
    for (auto const* id : {"RE1", "RE2", "RE3"}) tally.expect_cases(id, 1);
}

/// A ring with a gap elects nobody, and nobody promised that it would.
TEST(RingElection, RE1_IsNotPromisedWhereSomebodyCrashes) {
    auto const words = words_of("simulate -n 5 --crash 2@1ms --for 10s");
    auto const trial = play(programs::ring_election(), words).trial;
    EXPECT_EQ(trial.finding("RE1").verdict(), check::Verdict::not_promised);
}

}  // namespace
}  // namespace conclave::test
