#include "core/indication.hpp"

#include <gtest/gtest.h>

#include "core/decision.hpp"
#include "core/port.hpp"
#include "core/timer.hpp"
#include "links/fair_loss_link.hpp"
#include "support/correspondent.hpp"
#include "support/lone_process.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::LoneProcess;
using Lines = std::vector<std::string>;

struct Speaker final : Stack {
    explicit Speaker(Context& context) : ctx{context} {}
    void request(std::string_view line) override { on_request(line); }

    Context& ctx;
    std::function<void(std::string_view)> on_request{[](auto) {}};
    Indication<"elected", ProcessId> elected{ctx};
    Indication<"stable"> stable{ctx};
    Decision<"wins", int> wins{ctx};
    Timer no_answer{ctx, "no answer", [this] { elected.later(process(0)); }};
};

class IndicationTest : public testing::Test {
protected:
    LoneProcess<Speaker> lone_{1, 3, [](Context& ctx) { return std::make_unique<Speaker>(ctx); }};
    Lines heard_;

    void ask() { lone_.driver().request(lone_.now(), "go"); }
};

TEST_F(IndicationTest, TellsItsListenersInTheOrderInWhichTheyConnected) {
    lone_->elected.connect([&](ProcessId p) { heard_.push_back("first " + to_string(p)); });
    lone_->elected.connect([&](ProcessId p) { heard_.push_back("second " + to_string(p)); });
    lone_->elected(process(2));
    EXPECT_EQ(heard_, (Lines{"first p2", "second p2"}));
    EXPECT_EQ(lone_.story(), Lines{"p1 ! elected p2"}) << "once, whoever listens";
}

TEST_F(IndicationTest, LaterIsAfterTheHandlerAndOneAfterTheOther) {
    lone_->elected.connect([&](ProcessId p) {
        heard_.push_back(to_string(p));
        if (p == process(0)) lone_->stable.later();
    });
    lone_->stable.connect([&] { heard_.emplace_back("stable"); });
    lone_->on_request = [&](auto) {
        lone_->elected.later(process(0));
        lone_->elected.later(process(2));
        heard_.emplace_back("the handler ends");
    };
    ask();
    EXPECT_EQ(heard_, (Lines{"the handler ends", "p0", "p2", "stable"}));
    EXPECT_EQ(lone_.story(), (Lines{"p1 ! elected p0", "p1 ! elected p2", "p1 ! stable"}));
}

TEST_F(IndicationTest, LaterIsToldAfterATimeOutToo) {
    lone_->elected.connect([&](ProcessId p) { heard_.push_back(to_string(p)); });
    lone_->no_answer.start(10ms);
    lone_.pass(10ms);
    EXPECT_EQ(heard_, Lines{"p0"});
}

/// A listener that makes the module say the same again would have others hear the second word
/// before the first.
TEST_F(IndicationTest, MayNotBeRaisedWhileItsListenersAreBeingTold) {
    lone_->elected.connect([&](ProcessId) { lone_->elected(process(0)); });
    EXPECT_DEATH(lone_->elected(process(2)), "say it later");
    EXPECT_DEATH(
        {
            lone_->on_request = [&](auto) { lone_->elected(process(2)); };
            ask();
        },
        "process p1");
}

TEST_F(IndicationTest, WhatWasToBeSaidLaterDiesWithTheProcess) {
    lone_->elected.connect([&](ProcessId p) { heard_.push_back(to_string(p)); });
    lone_->elected.later(process(2));  // by nobody's handler, so nothing tells it yet
    lone_.crash();
    lone_.recover();
    ask();
    EXPECT_TRUE(heard_.empty());
}

TEST_F(IndicationTest, ADecisionIsShownByItsNameOrInWordsOfItsOwn) {
    lone_->wins(7);
    lone_->wins.in_words("has won, at 7", 7);
    EXPECT_EQ(lone_.story(), (Lines{"p1 * wins", "p1 * has won, at 7"}));
    for (Event const& event : lone_.events()) {
        EXPECT_EQ(event.what, "wins");
        EXPECT_EQ(decode<std::tuple<int>>(view(event.body)), std::tuple{7});
    }
}

/// A link that delivers what is sent to oneself at once, as no link may.
class HastyLink final : public Link {
public:
    void send(ProcessId to, Packet const& packet) override { deliver(to, packet); }
};
class Echoer {
public:
    Echoer(Context& ctx, Link& link) : port_{ctx, link, *this}, ctx_{ctx} {}
    void begin() { port_.send(ctx_.self(), Ping{}); }

private:
    struct Ping {};
    using Port = conclave::Port<Link, Echoer, Ping>;
    friend Port;
    void upon(ProcessId from, Ping const&) { port_.send(from, Ping{}); }

    Port port_;
    Context& ctx_;
};
struct HastyStack final : Stack {
    explicit HastyStack(Context& ctx) : echoer{ctx, link} {}
    HastyLink link;
    Echoer echoer;
};

TEST(Port, GuardsItsHandlersAgainstReEntry) {
    LoneProcess<HastyStack> lone{0, 2,
                                 [](Context& ctx) { return std::make_unique<HastyStack>(ctx); }};
    EXPECT_DEATH(lone->echoer.begin(), "entered anew before it ended");
}

/// A correspondent that serves, and one that the run is about.
struct ServedStack final : Stack {
    explicit ServedStack(Context& ctx)
        : fll{ctx}, service{ctx, fll}, early{ctx}, subject{ctx}, top{ctx, fll}, late{ctx} {}
    FairLossLink fll;
    test::Correspondent service;
    Indication<"early"> early;
    Subject subject;
    test::Correspondent top;
    Indication<"late"> late;
};

TEST(Subject, TellsWhatTheRunIsAboutFromWhatOnlyServes) {
    LoneProcess<ServedStack> lone{0, 2,
                                  [](Context& ctx) { return std::make_unique<ServedStack>(ctx); }};
    for (int life = 0; life < 2; ++life) {
        lone.pass(1s);
        lone->service.send(process(1), 1);
        lone->early();
        EXPECT_LT(lone.driver().last_active(), lone.now())
            << "who serves does not keep a run going";
        lone->top.send(process(1), 2);
        lone->late();
        EXPECT_EQ(lone.driver().last_active(), lone.now());
        ASSERT_EQ(lone.channels().size(), 2U);
        EXPECT_EQ(lone.channels()[0].layer, Layer::support);
        EXPECT_EQ(lone.channels()[1].layer, Layer::algorithm);
        auto const& events = lone.events();
        std::vector<Layer> layers;
        for (std::size_t i = events.size() - 4; i < events.size(); ++i)
            layers.push_back(events[i].layer);
        using enum Layer;
        EXPECT_EQ(layers, (std::vector{support, support, algorithm, algorithm}));
        lone.crash();
        lone.recover();
    }
}

TEST(Ring, IsThatOfTheIds) {
    LoneProcess<Speaker> last{2, 3, [](Context& ctx) { return std::make_unique<Speaker>(ctx); }};
    EXPECT_EQ(last->ctx.next(), process(0));
    EXPECT_EQ(last->ctx.previous(), process(1));
    LoneProcess<Speaker> first{0, 3, [](Context& ctx) { return std::make_unique<Speaker>(ctx); }};
    EXPECT_EQ(first->ctx.next(), process(1));
    EXPECT_EQ(first->ctx.previous(), process(2));
}

TEST(Others, AreAllButOneself) {
    for (std::uint32_t self = 0; self < 3; ++self) {
        LoneProcess<Speaker> lone{self, 3,
                                  [](Context& ctx) { return std::make_unique<Speaker>(ctx); }};
        std::vector<ProcessId> expected;
        for (ProcessId p : lone->ctx.everyone())
            if (index(p) != self) expected.push_back(p);
        auto const others = lone->ctx.others();
        EXPECT_EQ(std::vector<ProcessId>(others.begin(), others.end()), expected);
        EXPECT_EQ(others.size(), 2U);
        EXPECT_FALSE(others.contains(process(self)));
    }
}

}  // namespace
}  // namespace conclave
