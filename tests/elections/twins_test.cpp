#include "elections/twins.hpp"

#include <array>
#include <gtest/gtest.h>

#include "detectors/eventually_perfect_failure_detector.hpp"
#include "elections/bully_election.hpp"
#include "elections/elections_properties.hpp"
#include "elections/monarchical_leader_detector.hpp"
#include "links/fair_loss_link.hpp"
#include "support/election_stack.hpp"
#include "support/twins.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;

template <class Omega>
class TrustStack final : public Stack {
public:
    explicit TrustStack(Context& ctx)
        : fair_loss_{ctx}, detector_{ctx, fair_loss_, 100ms, 500ms}, omega_{ctx, detector_} {}
    void start() override {
        omega_.start();
        detector_.start();
    }

private:
    FairLossLink fair_loss_;
    EventuallyPerfectFailureDetector detector_;
    Omega omega_;
};

/// The bully, tampered with.
MakeStack bully_with(std::vector<Tampering> const& tamperings) {
    return ElectionStack<BullyElection>::make(tamperings);
}
template <class Omega>
MakeStack trust() {
    return [](Context& ctx) { return std::make_unique<TrustStack<Omega>>(ctx); };
}

net::RunPlan calm(Seed seed) {
    net::RunPlan plan{.processes = 4, .seed = seed, .limit = 10s, .stay = true};
    plan.faults = {.delay_min = 1ms, .delay_max = 10ms};
    return plan;
}

/// The leader fails.
net::RunPlan leader_fails(Seed seed) {
    auto plan = calm(seed);
    Random random{seed, 1};
    plan.faults.actions = {{net::Action::Kind::crash, process(3), Time{random.between(1s, 2s)}}};
    return plan;
}

/// The leader fails and comes back.
net::RunPlan leader_returns(Seed seed) {
    auto plan = leader_fails(seed);
    Random random{seed, 2};
    plan.faults.actions.push_back(
        {net::Action::Kind::recover, process(3), Time{random.between(3s, 4s)}});
    return plan;
}

Sweep const bully{leader_returns, check::bully_election()};
Sweep const omega{leader_fails, check::eventual_leader_detector()};

Tampering answer_instead(MessagesOf victories) {
    return Tampering::always(victories, [](Passing const& victory) {
        constexpr std::byte answer{1};  // the second of its messages
        victory.go_on_with(std::array{answer});
    });
}
/// Its winner tells nobody: it says no more than that it is up.
std::vector<Tampering> const silent{answer_instead(sent("Victory"))};
/// Who hears of a victory goes on waiting for it.
std::vector<Tampering> const hesitant{answer_instead(received("Victory"))};
/// Everybody hears nothing and elects itself.
std::vector<Tampering> const vain{lose(received("Answer")), lose(received("Victory"))};
/// Who has followed a process once does not believe that it has come back.
std::vector<Tampering> const loyal{lose_after(received("Victory"), 1)};

TEST(BrokenTwins, BE1_CatchesTheSilentBully) {
    EXPECT_TRUE(bully.catches("BE1", bully_with(silent)));
}
TEST(BrokenTwins, BE1_CatchesTheHesitantBully) {
    EXPECT_TRUE(bully.catches("BE1", bully_with(hesitant)));
}
TEST(BrokenTwins, BE2_CatchesTheVainBully) { EXPECT_TRUE(bully.catches("BE2", bully_with(vain))); }
TEST(BrokenTwins, BE3_CatchesTheVainBully) { EXPECT_TRUE(bully.catches("BE3", bully_with(vain))); }
TEST(BrokenTwins, BE2_CatchesTheLoyalBully) {
    EXPECT_TRUE(bully.catches("BE2", bully_with(loyal)));
}
TEST(BrokenTwins, BE3_CatchesTheLoyalBully) {
    EXPECT_TRUE(bully.catches("BE3", bully_with(loyal)));
}
TEST(RightTwins, BE1_BE2_BE3_PassTheBullyElection) { EXPECT_TRUE(bully.passes(bully_with({}))); }

TEST(BrokenTwins, ELD1_CatchesTheLoyalLeaderDetector) {
    EXPECT_TRUE(omega.catches("ELD1", trust<broken::LoyalLeaderDetector>()));
}
TEST(BrokenTwins, ELD2_CatchesTheVainLeaderDetector) {
    EXPECT_TRUE(omega.catches("ELD2", trust<broken::VainLeaderDetector>()));
}
TEST(RightTwins, ELD1_ELD2_PassTheMonarchicalLeaderDetector) {
    EXPECT_TRUE(omega.passes(trust<MonarchicalLeaderDetector>()));
}

}  // namespace
}  // namespace conclave::test
