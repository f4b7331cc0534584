#include "net/fault_hits.hpp"

#include <gtest/gtest.h>

#include "core/port.hpp"
#include "links/fair_loss_link.hpp"
#include "net/chaos.hpp"
#include "net/fault_model.hpp"
#include "sim/world.hpp"

namespace conclave::net {
namespace {

using namespace std::chrono_literals;
using enum Action::Kind;

Datagram packet(std::uint32_t from, std::uint32_t to, std::uint64_t number) {
    return {.from = ProcessId{from},
            .to = ProcessId{to},
            .channel = Channel{0},
            .number = number,
            .stamp = {},
            .body = {}};
}

TEST(FaultHits, OfACutAreTheMessagesOfItsDirectionAndTime) {
    FaultPlan const plan{
        .cuts = {{process(0), process(1), {Time{1s}, Time{3s}}}, {process(1), process(0), {}}}};
    FaultModel model{plan, 1};
    for (auto const at : {0s, 1s, 2s, 3s}) {
        static_cast<void>(model.fate(packet(0, 1, 1), Time{at}));
        static_cast<void>(model.fate(packet(0, 2, 1), Time{at}));
    }
    EXPECT_EQ(model.hits().cuts, (std::vector<Hits>{{2, 2}, {0, 0}}));
}

TEST(FaultHits, OfTwoFaultsThatStopOneMessageAreCountedForBoth) {
    FaultPlan const plan{.loss = 1,
                         .cuts = {{process(0), process(1), {}}},
                         .partitions = {{{{process(0)}, {process(1)}}, {}}}};
    FaultModel model{plan, 1};
    static_cast<void>(model.fate(packet(0, 1, 1), Time{}));
    EXPECT_EQ(model.hits().loss, (Hits{1, 1}));
    EXPECT_EQ(model.hits().cuts[0], (Hits{1, 1}));
    EXPECT_EQ(model.hits().partitions[0], (Hits{1, 1}));
    EXPECT_EQ(model.hits().reorder, Hits{}) << "what is lost comes to no delay";
}

TEST(FaultHits, OfAChanceAreSomeOfThoseThatItMet) {
    FaultPlan const plan{.loss = 0.5, .losses_on = {{{process(0), process(1)}, 0.0, {}}}};
    FaultModel model{plan, 1};
    std::uint64_t lost = 0;
    for (std::uint64_t i = 1; i <= 100; ++i) {
        static_cast<void>(model.fate(packet(0, 1, i), Time{}));
        lost += model.fate(packet(1, 0, i), Time{}).lost ? 1 : 0;
    }
    EXPECT_EQ(model.hits().losses_on[0], (Hits{100, 0}));
    EXPECT_EQ(model.hits().loss, (Hits{100, lost}));
    EXPECT_GT(lost, 0U);
}

TEST(FaultHits, OfADelayAreThoseOfTheLastThatMatches) {
    FaultPlan const plan{.delays_on = {{{std::nullopt, process(1)}, 5ms, 5ms, {}},
                                       {{process(0), process(1)}, 9ms, 9ms, {}}}};
    FaultModel model{plan, 1};
    for (std::uint32_t from : {0U, 2U, 3U})
        static_cast<void>(model.fate(packet(from, 1, 1), Time{}));
    EXPECT_EQ(model.hits().delays_on, (std::vector<Hits>{{2, 2}, {1, 1}}));
}

TEST(FaultHits, AddUpOverRanks) {
    FaultHits sum;
    FaultHits one;
    one.cuts = {{2, 2}, {1, 0}};
    one.strikes = {{0, process(1), Time{1s}}};
    sum.add(one);
    sum.add(one);
    EXPECT_EQ(sum.cuts, (std::vector<Hits>{{4, 4}, {2, 0}}));
    EXPECT_EQ(sum.strikes.size(), 2U);
    auto const read = decode<FaultHits>(view(encode(sum)));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->cuts, sum.cuts);
    EXPECT_EQ(read->strikes, sum.strikes);
}

/// Sends one message to p0 whenever it is asked to.
class Sender {
public:
    struct Word {};
    Sender(Context& ctx, Link& link) : port_{ctx, link, *this} {}
    void send() { port_.send(process(0), Word{}); }

private:
    using Port = conclave::Port<Link, Sender, Word>;
    friend Port;
    void upon(ProcessId, Word const&) {}
    Port port_;
};
struct SenderStack final : Stack {
    explicit SenderStack(Context& ctx) : fll{ctx}, sender{ctx, fll} {}
    void request(std::string_view) override { sender.send(); }
    FairLossLink fll;
    Sender sender;
};

/// What befell processes in a world of two; p1 sends at these times.
std::vector<Strike> strikes_of(std::vector<Action> const& actions,
                               std::vector<Time> const& sends = {}) {
    RunPlan plan{.processes = 2};
    plan.faults.actions = actions;
    for (Time const at : sends) plan.requests.push_back({at, process(1), "go"});
    sim::World world{plan, [](Context& ctx) { return std::make_unique<SenderStack>(ctx); }};
    return world.outcome(world.run()).hits.strikes;
}

TEST(Strikes, AreTheActionsThatDidSomething) {
    auto const p = process(1);
    EXPECT_EQ(strikes_of({{recover, p, Time{3s}}, {crash, p, Time{1s}}}),
              (std::vector<Strike>{{1, p, Time{1s}}, {0, p, Time{3s}}}))
        << "by their places in the plan";
    EXPECT_EQ(strikes_of({{recover, p, Time{1s}}}), std::vector<Strike>{}) << "it was up";
    EXPECT_EQ(strikes_of({{crash, p, Time{1s}}, {pause, p, Time{2s}}, {resume, p, Time{3s}}}),
              (std::vector<Strike>{{0, p, Time{1s}}}))
        << "who is down cannot be paused";
    EXPECT_EQ(strikes_of({{crash, net::the_leader, Time{1s}}}), std::vector<Strike>{});
}

TEST(Strikes, InAHandlerComeOnlyToThoseWhoGetThere) {
    auto const p = process(1);
    CrashPoint const second{CrashPoint::After::send, 2};
    std::vector<Action> const actions{{crash, p, Time{1s}, second}, {recover, p, Time{3s}}};
    EXPECT_EQ(strikes_of(actions, {Time{1s}, Time{2s}}),
              (std::vector<Strike>{{0, p, Time{1s}}, {1, p, Time{3s}}}));
    EXPECT_EQ(strikes_of(actions, {Time{2s}}), (std::vector<Strike>{{0, p, Time{1s}, false}}))
        << "it is spared, and the recovery finds it up";
    EXPECT_EQ(strikes_of(actions, {Time{2s}, Time{4s}}),
              (std::vector<Strike>{{0, p, Time{1s}, false}}))
        << "the second message comes too late";
    EXPECT_EQ(strikes_of({{crash, p, Time{1s}, second}, {crash, p, Time{3s}}}, {Time{2s}}),
              (std::vector<Strike>{{0, p, Time{1s}, false}, {1, p, Time{3s}}}))
        << "another crash is not its own";
}

TEST(Chaos, IsKnownAsDrawn) {
    for (Action const& action : chaos(8, 1, 5s)) EXPECT_TRUE(action.drawn);
}

}  // namespace
}  // namespace conclave::net
