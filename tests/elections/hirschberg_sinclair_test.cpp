#include "elections/hirschberg_sinclair.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>

#include "elections/hirschberg_sinclair_properties.hpp"
#include "elections/hirschberg_sinclair_twin.hpp"
#include "elections/ring_stack.hpp"
#include "links/fair_loss_link.hpp"
#include "support/lone_process.hpp"
#include "support/twins.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;
using enum HirschbergSinclair::Way;

/// Process p1 of five, which stands as number 5, by hand.
class HirschbergSinclairTest : public testing::Test {
protected:
    using Probe = HirschbergSinclair::Probe;
    using Reply = HirschbergSinclair::Reply;

    HirschbergSinclairTest() { static_cast<void>(lone_.sent()); }
    void receive(std::uint32_t from, Probe probe) {
        lone_.receive(process(from), Channel{0}, 0, probe);
    }
    void receive(std::uint32_t from, Reply reply) {
        lone_.receive(process(from), Channel{0}, 1, reply);
    }
    /// "Probe(9, 0, 1) p2": what was sent since this was last asked, and to whom.
    Lines sent() {
        Lines lines;
        for (auto const& s : lone_.sent()) {
            auto const what = s.kind() == 0 ? "Probe(" + show(s.as<Probe>())
                              : s.kind() == 1
                                  ? "Reply(" + show(s.as<Reply>())
                                  : "Elected(" + show(s.as<HirschbergSinclair::Elected>());
            lines.push_back(what + ") " + to_string(s.to));
        }
        return lines;
    }

    LoneProcess<RingStack<HirschbergSinclair>> lone_{
        1, 5,
        [](Context& ctx) { return std::make_unique<RingStack<HirschbergSinclair>>(ctx, 5U); }};
};

// Hirschberg, Sinclair 1980: in phase k a candidate asks all within 2^k places, on both sides.
TEST_F(HirschbergSinclairTest, RE1_Termination_EachPhaseReachesTwiceAsFarOnBothSides) {
    receive(2, Reply{5, back});
    EXPECT_TRUE(sent().empty()) << "the other side has not answered yet";
    receive(0, Reply{5, forward});
    EXPECT_EQ(sent(), (Lines{"Probe(5, 0, 2) p2", "Probe(5, 1, 2) p0"}));
}

// ... a probe with hops left goes on; where they end, a reply goes back the way it came.
TEST_F(HirschbergSinclairTest, RE3_Maximality_AHigherProbeGoesOnOrIsAnswered) {
    receive(0, Probe{9, forward, 2});
    EXPECT_EQ(sent(), Lines{"Probe(9, 0, 1) p2"});
    receive(2, Probe{8, back, 1});
    EXPECT_EQ(sent(), Lines{"Reply(8, 0) p2"});
    receive(2, Reply{9, back});
    EXPECT_EQ(sent(), Lines{"Reply(9, 1) p0"}) << "another's reply is passed on";
}

TEST_F(HirschbergSinclairTest, RE3_Maximality_ALowerProbeGoesNoFurther) {
    receive(0, Probe{3, forward, 4});
    EXPECT_TRUE(sent().empty());
}

// ... who gets its own probe has asked all round.
TEST_F(HirschbergSinclairTest, RE2_Agreement_TheOwnProbeComesHomeAndTheLeaderIsAnnouncedOnce) {
    receive(0, Probe{5, forward, 3});
    EXPECT_EQ(sent(), Lines{"Elected(p1) p2"});
    EXPECT_EQ(lone_.story().back(), "p1 ! elected p1");
    receive(2, Probe{5, back, 3});
    EXPECT_TRUE(sent().empty()) << "the probe of the other side";
}

net::RunPlan no_faults(std::uint32_t n, Seed seed) {
    net::RunPlan plan{.processes = n, .seed = seed};
    plan.faults = {.delay_min = 1ms, .delay_max = 10ms};
    return plan;
}

/// On rings of every size up to 64, in rising, falling and random orders.
TEST(HirschbergSinclairCost, RE1_RE2_RE3_IsWithinTheBoundOfThePaper) {
    for (std::uint32_t n = 2; n <= 64; ++n) {
        for (int order = 0; order < 4; ++order) {
            Identities numbers(n);
            std::iota(numbers.begin(), numbers.end(), 1U);
            if (order == 1) std::ranges::reverse(numbers);
            Random random{n, static_cast<std::uint64_t>(order)};
            for (std::size_t i = n - 1; order > 1 && i > 0; --i)
                std::swap(numbers[i], numbers[random.below(i + 1)]);
            auto const trial = simulate(no_faults(n, 1), ring_of<HirschbergSinclair>(numbers),
                                        check::ring_election());
            EXPECT_EQ(check::overall(trial.judgements), check::Verdict::holds) << n;
            for (auto const& row :
                 check::hirschberg_sinclair_messages(check::History{trial.outcome}))
                EXPECT_TRUE(row.holds()) << n << ' ' << row.what << ": " << row.measured;
        }
    }
}

Sweep sweep_of_two_way_rings() {
    return {.plan = [](Seed seed) { return no_faults(6, seed); },
            .properties = check::ring_election()};
}
Identities const mixed{30, 10, 60, 20, 50, 40};

TEST(HirschbergSinclairTwins, RE1_RE2_RE3_TheRightOnePasses) {
    EXPECT_TRUE(sweep_of_two_way_rings().passes(ring_of<HirschbergSinclair>(mixed)));
}
TEST(HirschbergSinclairTwins, RE2_RE3_CatchTheHastyOne) {
    auto const broken = ring_of<broken::HastyHirschbergSinclair>(mixed);
    EXPECT_TRUE(sweep_of_two_way_rings().catches("RE2", broken));
    EXPECT_TRUE(sweep_of_two_way_rings().catches("RE3", broken));
}

}  // namespace
}  // namespace conclave::test
