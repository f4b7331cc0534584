#include "net/run.hpp"

#include <gtest/gtest.h>

#include "links/fair_loss_link.hpp"
#include "links/perfect_link.hpp"
#include "net/casualties.hpp"
#include "support/correspondent.hpp"
#include "support/lone_process.hpp"

namespace conclave::net {
namespace {

using namespace std::chrono_literals;
using test::LoneProcess;

struct TalkStack final : Stack {
    explicit TalkStack(Context& ctx) : fll{ctx}, pl{ctx, fll}, top{ctx, pl} {}
    [[nodiscard]] std::optional<ProcessId> bearer(std::string_view) const override {
        return followed;
    }
    FairLossLink fll;
    PerfectLink pl;
    test::Correspondent top;
    std::optional<ProcessId> followed;
};

LoneProcess<TalkStack> talker(std::uint32_t self) {
    return LoneProcess<TalkStack>{self, 3,
                                  [](Context& ctx) { return std::make_unique<TalkStack>(ctx); }};
}

TEST(Traffic, SumsMessagesByModuleAndKindOverProcesses) {
    auto p0 = talker(0);
    auto p1 = talker(1);
    p0->top.send(process(1), 5);
    p0->top.send(process(0), 5);
    p1->top.send(process(2), 5);
    p1->top.send(process(0), 5);
    p1.receive(process(0), Channel{1}, test::image(0));  // no place for a datagram

    Traffic traffic;
    traffic.add(p0.driver());
    traffic.add(p1.driver());
    EXPECT_EQ(traffic.garbled(), 1U);
    ASSERT_EQ(traffic.by_kind().size(), 4U);
    KindTraffic const& notes = traffic.by_kind().at({"Correspondent", "Note"});
    EXPECT_EQ(notes.layer, Layer::algorithm);
    EXPECT_EQ(notes.sent, 3U);
    EXPECT_EQ(notes.to_self, 1U);
    EXPECT_EQ(notes.bytes, 15U);
    KindTraffic const& data = traffic.by_kind().at({"PerfectLink", "Data"});
    EXPECT_EQ(data.layer, Layer::link);
    EXPECT_EQ(data.sent, 3U);
    EXPECT_EQ(traffic.by_kind().at({"PerfectLink", "Ack"}).sent, 0U);
    EXPECT_EQ(traffic.by_kind().at({"PerfectLink", "Hello"}).sent, 0U);

    Traffic doubled = traffic;
    doubled.add(traffic);
    EXPECT_EQ(doubled.by_kind().at({"Correspondent", "Note"}).sent, 6U);
    EXPECT_EQ(doubled.by_kind().at({"Correspondent", "Note"}).bytes, 30U);
    EXPECT_EQ(doubled.garbled(), 2U);

    auto const read = decode<Traffic>(view(encode(traffic)));
    ASSERT_TRUE(read);
    EXPECT_EQ(encode(*read), encode(traffic));
}

TEST(Casualties, AFaultStrikesTheProcessThatItNames) {
    auto p1 = talker(1);
    Casualties casualties;
    EXPECT_TRUE(casualties.strikes({Action::Kind::crash, process(1), {}}, p1.driver()));
    EXPECT_FALSE(casualties.strikes({Action::Kind::crash, process(2), {}}, p1.driver()));
}

TEST(Casualties, TheLeaderIsWhoeverTakesItselfForIt) {
    auto p1 = talker(1);
    auto p2 = talker(2);
    Casualties casualties;
    Action const crash{Action::Kind::crash, the_leader, {}};
    Action const recover{Action::Kind::recover, the_leader, {}};
    EXPECT_FALSE(casualties.strikes(crash, p1.driver())) << "it knows of no leader";
    p1->followed = process(2);
    p2->followed = process(2);
    EXPECT_FALSE(casualties.strikes(crash, p1.driver()));
    EXPECT_TRUE(casualties.strikes(crash, p2.driver()));
    EXPECT_FALSE(casualties.strikes(recover, p1.driver()));
    EXPECT_TRUE(casualties.strikes(recover, p2.driver())) << "whom it struck";
    EXPECT_FALSE(casualties.strikes(recover, p2.driver())) << "once";
}

TEST(Casualties, TheBearersOfARoleRecoverInTheOrderInWhichTheyFell) {
    auto p1 = talker(1);
    auto p2 = talker(2);
    Casualties casualties;
    auto const both = [&](Action::Kind kind) {
        Action const action{kind, the_leader, {}};
        return std::pair{casualties.strikes(action, p1.driver()),
                         casualties.strikes(action, p2.driver())};
    };
    using Struck = std::pair<bool, bool>;
    p1->followed = p2->followed = process(2);
    EXPECT_EQ(both(Action::Kind::crash), (Struck{false, true}));
    p1->followed = p2->followed = process(1);
    EXPECT_EQ(both(Action::Kind::pause), (Struck{true, false}));
    EXPECT_EQ(both(Action::Kind::crash), (Struck{true, false}));
    EXPECT_EQ(both(Action::Kind::recover), (Struck{false, true}));
    EXPECT_EQ(both(Action::Kind::recover), (Struck{true, false}));
    EXPECT_EQ(both(Action::Kind::recover), (Struck{false, false}));
    EXPECT_EQ(both(Action::Kind::resume), (Struck{true, false})) << "a pause is no crash";
}

TEST(Casualties, ACrashThatFoundNobodyHasNobodyToRecover) {
    auto p1 = talker(1);
    Casualties casualties;
    Action const crash{Action::Kind::crash, the_leader, {}};
    Action const recover{Action::Kind::recover, the_leader, {}};
    EXPECT_FALSE(casualties.strikes(crash, p1.driver()));
    p1->followed = process(1);
    EXPECT_TRUE(casualties.strikes(crash, p1.driver()));
    EXPECT_FALSE(casualties.strikes(recover, p1.driver())) << "of the first";
    EXPECT_TRUE(casualties.strikes(recover, p1.driver())) << "of the second";
}

TEST(Casualties, EachRoleHasItsOwn) {
    auto p1 = talker(1);
    Casualties casualties;
    p1->followed = process(1);
    EXPECT_TRUE(casualties.strikes({Action::Kind::crash, the_leader, {}}, p1.driver()));
    EXPECT_FALSE(casualties.strikes({Action::Kind::recover, Victim{"king"}, {}}, p1.driver()));
    EXPECT_TRUE(casualties.strikes({Action::Kind::recover, the_leader, {}}, p1.driver()));
}

}  // namespace
}  // namespace conclave::net
