#include "snapshots/twins.hpp"

#include <gtest/gtest.h>

#include "links/link_tower.hpp"
#include "snapshots/chandy_lamport.hpp"
#include "snapshots/lai_yang.hpp"
#include "snapshots/mattern.hpp"
#include "snapshots/snapshots_properties.hpp"
#include "support/twins.hpp"
#include "topologies/topology.hpp"
#include "workloads/bank.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using Links = LinkTower::Kind;

constexpr std::uint32_t n = 4;

/// Accounts, all neighbours, on a snapshot on a link that may be tampered with.
template <class Algorithm>
class BankStack final : public Stack {
public:
    BankStack(Context& ctx, LinkTower::Kind link, std::vector<Tampering> const& tamperings)
        : links_{ctx, link, 250ms},
          tampering_{ctx, links_.top(), tamperings},
          snapshot_{make(ctx, tampering_, neighbours(ctx))},
          bank_{ctx, *snapshot_, neighbours(ctx), {.turns = 40, .every = 5ms}} {
        snapshot_->connect([this] { return AppState::of(bank_.state()); });
    }
    void start() override { bank_.start(); }
    void request(std::string_view) override { snapshot_->start(); }
    [[nodiscard]] bool done() const override { return bank_.done(); }

private:
    static std::vector<ProcessId> neighbours(Context const& ctx) {
        return Topology{Topology::Kind::complete, n}.neighbours(ctx.self());
    }
    static std::unique_ptr<Algorithm> make(Context& ctx, Link& below,
                                           std::vector<ProcessId> const& neighbours) {
        if constexpr (std::is_constructible_v<Algorithm, Context&, Link&>)
            return std::make_unique<Algorithm>(ctx, below);
        else
            return std::make_unique<Algorithm>(ctx, below, neighbours);
    }
    LinkTower links_;
    TamperingLink tampering_;
    std::unique_ptr<Algorithm> snapshot_;
    Bank bank_;
};

/// Two snapshots at once, later a third, on a network that loses, duplicates and reorders.
net::RunPlan busy(Seed seed) {
    net::RunPlan plan{.processes = n, .seed = seed, .settle = 2s};
    plan.faults = {
        .loss = 0.05, .duplicate = 0.1, .reorder = 0.2, .delay_min = 1ms, .delay_max = 10ms};
    plan.requests = {{Time{50ms}, process(0), "snapshot"},
                     {Time{50ms}, process(2), "snapshot"},
                     {Time{90ms}, process(0), "snapshot"}};
    return plan;
}

check::SnapshotRules const rules{.messages = {type_name<Bank::Transfer>()},
                                 .everywhere = true,
                                 .held = [](BytesView state) -> std::optional<Holdings> {
                                     return holdings(decode<Account>(state).value());
                                 },
                                 .carried = [](BytesView body) -> std::optional<Holdings> {
                                     return Bank::holdings(Bank::read(body).value());
                                 }};

/// The second is asked for while the first is under way.
net::RunPlan hasty(Seed seed) {
    auto plan = busy(seed);
    plan.requests = {{Time{50ms}, process(0), "snapshot"}, {Time{51ms}, process(0), "snapshot"}};
    return plan;
}

check::SnapshotRules fifo_rules() {
    auto fifo = rules;
    fifo.fifo = true;
    return fifo;
}

Sweep const bank_sweep{busy, check::snapshot(rules)};
Sweep const fifo_sweep{busy, check::snapshot(fifo_rules())};
Sweep const hasty_sweep{hasty, check::snapshot(rules)};

template <class Algorithm>
MakeStack on(LinkTower::Kind link, std::vector<Tampering> const& tamperings = {}) {
    return
        [=](Context& ctx) { return std::make_unique<BankStack<Algorithm>>(ctx, link, tamperings); };
}
MakeStack markers(std::vector<Tampering> const& tamperings) {
    return on<ChandyLamport>(Links::fifo, tamperings);
}

TEST(BrokenTwins, SN1_CatchesTheSilentMarkers) {
    EXPECT_TRUE(bank_sweep.catches("SN1", markers({broken::silent_markers()})));
}
TEST(BrokenTwins, SN1_CatchesTheOneAtATime) {
    EXPECT_TRUE(hasty_sweep.catches("SN1", markers({broken::one_at_a_time()})));
}
TEST(BrokenTwins, SN3_CatchesTheBackwardRecording) {
    EXPECT_TRUE(bank_sweep.catches("SN3", on<broken::BackwardRecording>(Links::fifo)));
}
TEST(BrokenTwins, SN2_CatchesTheLateMarkers) {
    EXPECT_TRUE(bank_sweep.catches("SN2", markers({broken::late_markers()})));
}
TEST(BrokenTwins, SN3_CatchesTheLateState) {
    EXPECT_TRUE(bank_sweep.catches("SN3", markers({broken::late_state()})));
}
TEST(BrokenTwins, SN3_CatchesTheEndlessRecording) {
    EXPECT_TRUE(bank_sweep.catches("SN3", markers({broken::endless_recording()})));
}
TEST(BrokenTwins, SN4_CatchesTheEndlessRecording) {
    EXPECT_TRUE(bank_sweep.catches("SN4", markers({broken::endless_recording()})));
}
TEST(BrokenTwins, SN3_CatchesTheForgottenChannel) {
    EXPECT_TRUE(bank_sweep.catches("SN3", markers({broken::forgotten_channel()})));
}
TEST(BrokenTwins, SN4_CatchesTheForgottenChannel) {
    EXPECT_TRUE(bank_sweep.catches("SN4", markers({broken::forgotten_channel()})));
}
TEST(BrokenTwins, SN2_CatchesTheLateColours) {
    EXPECT_TRUE(bank_sweep.catches("SN2", on<LaiYang>(Links::perfect, {broken::late_colours()})));
}

/// Not the algorithm's fault: it needs FIFO channels.
TEST(RightTwins, SN2_SN3_SN4_AreNotPromisedOfChandyLamportOverALinkThatIsNotFifo) {
    for (auto const* id : {"SN2", "SN3", "SN4"}) {
        EXPECT_TRUE(fifo_sweep.excuses(id, on<ChandyLamport>(Links::perfect))) << id;
        EXPECT_TRUE(bank_sweep.catches(id, on<ChandyLamport>(Links::perfect)))
            << id << ": if it did not assume FIFO channels";
    }
}
TEST(BrokenTwins, SN2_SN3_SN4_AreViolatedByMarkerTwinsWhereTheChannelsAreFifo) {
    EXPECT_TRUE(fifo_sweep.catches("SN2", markers({broken::confused_markers()})));
    EXPECT_TRUE(fifo_sweep.catches("SN3", markers({broken::confused_markers()})));
    EXPECT_TRUE(fifo_sweep.catches("SN3", on<broken::BackwardRecording>(Links::fifo)));
    EXPECT_TRUE(fifo_sweep.catches("SN4", markers({broken::confused_markers()})));
}

TEST(RightTwins, SN1_SN2_SN3_SN4_PassChandyLamport) {
    EXPECT_TRUE(fifo_sweep.passes(on<ChandyLamport>(Links::fifo)));
}
TEST(RightTwins, SN1_SN2_SN3_SN4_PassASnapshotThatIsStartedWhileAnotherIsUnderWay) {
    EXPECT_TRUE(hasty_sweep.passes(on<ChandyLamport>(Links::fifo)));
    EXPECT_TRUE(hasty_sweep.passes(on<LaiYang>(Links::perfect)));
    EXPECT_TRUE(hasty_sweep.passes(on<Mattern>(Links::perfect)));
}
TEST(RightTwins, SN1_SN2_SN3_SN4_PassLaiYangInAnyOrder) {
    EXPECT_TRUE(bank_sweep.passes(on<LaiYang>(Links::perfect)));
}
TEST(RightTwins, SN1_SN2_SN3_SN4_PassMatternInAnyOrder) {
    EXPECT_TRUE(bank_sweep.passes(on<Mattern>(Links::perfect)));
}

}  // namespace
}  // namespace conclave::test
