#include <gtest/gtest.h>

#include "core/indication.hpp"
#include "core/timer.hpp"
#include "links/fair_loss_link.hpp"
#include "links/perfect_link.hpp"
#include "support/link_messages.hpp"
#include "support/lone_process.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::LoneProcess;
using After = CrashPoint::After;
using Lines = std::vector<std::string>;

/// Passes news on to all others, and then does all that a handler can do.
class Gossip {
public:
    struct News {
        std::uint32_t text{0};
    };

    Gossip(Context& ctx, Link& link) : ctx_{ctx}, port_{ctx, link, *this} {}

    void spread(std::uint32_t text) {
        port_.send(ctx_.self(), News{text});
        later_.later();
        for (ProcessId p : ctx_.others()) port_.send(p, News{text});
        ctx_.trace("has told all");
        idle_.start(10ms);
        ctx_.storage().store("told", text);
        told_(text);
    }
    void whisper() { port_.send(ctx_.next(), News{4}); }
    [[nodiscard]] Channel channel() const { return port_.channel(); }
    void wait(Duration duration) { idle_.start(duration); }

private:
    using Port = conclave::Port<Link, Gossip, News>;
    friend Port;

    void upon(ProcessId from, News const& news) {
        if (from != ctx_.self()) spread(news.text);
    }

    Context& ctx_;
    Port port_;
    Indication<"told", std::uint32_t> told_{ctx_};
    Indication<"later"> later_{ctx_};
    Timer idle_{ctx_, "idle", [this] { spread(0); }};
};

struct Village final : Stack {
    explicit Village(Context& ctx) : fll{ctx}, gossip{ctx, fll} {}
    void start() override { gossip.wait(1h); }
    void recover() override { gossip.spread(2); }
    void request(std::string_view line) override {
        return line == "whisper" ? gossip.whisper() : gossip.spread(3);
    }
    FairLossLink fll;
    Gossip gossip;
};

class CrashPointTest : public testing::Test {
protected:
    LoneProcess<Village> lone_{1, 4, [](Context& ctx) { return std::make_unique<Village>(ctx); }};
    Channel const news_ = lone_->gossip.channel();
    Gossip const* const life_ = &lone_->gossip;

    void arm(std::uint64_t count, After after = After::send) {
        lone_.driver().crash_at({after, count});
    }
    void ask() { lone_.driver().request(lone_.now(), "spread it"); }
    /// Who has been sent something since this was last asked.
    std::vector<ProcessId> told() {
        std::vector<ProcessId> receivers;
        for (auto const& sent : lone_.sent())
            if (sent.to != process(1)) receivers.push_back(sent.to);
        return receivers;
    }
    /// It crashed in the middle, after this message to p0, and nothing came after.
    void expect_struck_after_its_first_send() {
        EXPECT_FALSE(lone_.driver().alive());
        EXPECT_EQ(told(), std::vector{process(0)});
        EXPECT_EQ(lone_.story().back(), "p1 # crashes in the middle of what it does");
        EXPECT_EQ(lone_.events().back().kind, Event::Kind::crash);
        EXPECT_EQ(lone_.driver().next_deadline(), never);
        EXPECT_EQ(lone_.story(Event::Kind::indication), Lines{});
        EXPECT_EQ(lone_.story(Event::Kind::decision), Lines{});
    }
};

TEST_F(CrashPointTest, NothingOfTheHandlerHappensAfterIt) {
    arm(1);
    ask();
    expect_struck_after_its_first_send();
    EXPECT_EQ(lone_.story(), (Lines{"p1 -> p1 News(3)", "p1 -> p0 News(3)",
                                    "p1 # crashes in the middle of what it does"}));
    auto const before = lone_.story();
    lone_.pass(1h);
    EXPECT_EQ(lone_.story(), before) << "no timer survives, nothing is told later";
}

TEST_F(CrashPointTest, WhatWasSentBeforeItLeaves) {
    arm(2);
    ask();
    EXPECT_EQ(told(), (std::vector{process(0), process(2)}));
    EXPECT_FALSE(lone_.driver().alive());
}

TEST_F(CrashPointTest, AfterTheLastSendTheRestIsCutOffToo) {
    arm(3);
    ask();
    EXPECT_EQ(told(), (std::vector{process(0), process(2), process(3)}));
    EXPECT_EQ(lone_.story(Event::Kind::decision), Lines{});
    EXPECT_EQ(lone_.story(Event::Kind::indication), Lines{});
    lone_.recover();
    EXPECT_EQ(lone_.story(Event::Kind::decision), Lines{"p1 * has told all"});
}

TEST_F(CrashPointTest, ItCountsOverHandlersFromWhenItWasArmed) {
    ask();
    told();
    arm(4);
    ask();
    EXPECT_TRUE(lone_.driver().alive());
    EXPECT_EQ(told().size(), 3U) << "what one sends to oneself does not count";
    ask();
    EXPECT_FALSE(lone_.driver().alive());
    EXPECT_EQ(told(), std::vector{process(0)});
}

TEST_F(CrashPointTest, ASendIsNoPut) {
    arm(1, After::put);
    lone_.driver().request(lone_.now(), "whisper");
    EXPECT_TRUE(lone_.driver().alive());
    EXPECT_EQ(told(), std::vector{process(2)});
}

TEST_F(CrashPointTest, AMessageThatArrivesCanRunIntoIt) {
    arm(1);
    lone_.receive(process(3), news_, 0, Gossip::News{8});
    expect_struck_after_its_first_send();
    EXPECT_EQ(lone_.story(Event::Kind::receive), Lines{"p1 <- p3 News(8)"});
}

TEST_F(CrashPointTest, ATimeOutCanRunIntoIt) {
    arm(1);
    lone_->gossip.wait(5ms);
    lone_.pass(5ms);
    EXPECT_EQ(lone_.events().back().time, Time{5ms});
    expect_struck_after_its_first_send();
}

TEST_F(CrashPointTest, ARecoveryCanRunIntoIt) {
    lone_.crash();
    arm(1);
    lone_.recover();
    expect_struck_after_its_first_send();
    lone_.recover();
    EXPECT_TRUE(lone_.driver().alive());
    EXPECT_EQ(told().size(), 3U) << "the next one is whole";
}

TEST(CrashPoint, TheLinksOwnMessagesDoNotCount) {
    struct Town final : Stack {
        explicit Town(Context& ctx) : fll{ctx}, pl{ctx, fll}, talk{ctx, pl} {}
        FairLossLink fll;
        PerfectLink pl;
        test::Correspondent talk;
    };
    LoneProcess<Town> lone{1, 2, [](Context& ctx) { return std::make_unique<Town>(ctx); }};
    lone.driver().crash_at({After::send, 1});
    lone.receive(process(0), Channel{0}, 0,
                 test::PerfectData{.parcel = test::note(lone->talk.channel(), 5)});
    ASSERT_TRUE(lone.driver().alive());
    EXPECT_EQ(lone->talk.delivered.size(), 1U);
    EXPECT_EQ(lone.sent().size(), 1U) << "an acknowledgement";
}

struct Eager final : Stack {
    explicit Eager(Context& ctx) : fll{ctx}, gossip{ctx, fll} {}
    void start() override { gossip.spread(1); }
    FairLossLink fll;
    Gossip gossip;
};

TEST(CrashPoint, TheStartCanRunIntoIt) {
    Outbox outbox;
    MemoryStorage storage;
    net::Recorder recorder;
    MakeStack const make = [](Context& ctx) { return std::make_unique<Eager>(ctx); };
    Process lone{{process(0), 3, 1}, make, outbox, storage, &recorder};
    lone.crash_at({After::send, 1});
    lone.start(Time{});
    EXPECT_FALSE(lone.alive());
    EXPECT_EQ(outbox.size(), 2U) << "to itself, and to p1";
    EXPECT_EQ(storage.load<std::uint32_t>("told"), std::nullopt);
}

TEST(CrashPoint, AfterAPutWhatWasPutStays) {
    Outbox outbox;
    MemoryStorage storage;
    net::Recorder recorder;
    MakeStack const make = [](Context& ctx) { return std::make_unique<Eager>(ctx); };
    Process lone{{process(0), 3, 1}, make, outbox, storage, &recorder};
    lone.crash_at({After::put, 1});
    lone.start(Time{});
    EXPECT_FALSE(lone.alive());
    EXPECT_EQ(outbox.size(), 3U) << "it had told all";
    EXPECT_EQ(storage.load<std::uint32_t>("told"), 1U);
    ASSERT_FALSE(recorder.events().empty());
    EXPECT_EQ(recorder.events().back().kind, Event::Kind::crash) << "no indication after it";
    EXPECT_EQ(lone.next_deadline(), never);
}

TEST_F(CrashPointTest, AnotherCrashVoidsIt) {
    arm(1);
    lone_.crash();
    lone_.recover();
    EXPECT_TRUE(lone_.driver().alive());
    EXPECT_EQ(told().size(), 3U);
}

TEST_F(CrashPointTest, ARecoveryThatComesFirstLiftsTheDoomAndDoesNothingElse) {
    arm(1);
    auto const before = lone_.story();
    lone_.recover();
    EXPECT_EQ(lone_.story(), before);
    EXPECT_EQ(&lone_->gossip, life_) << "the same life";
    ask();
    EXPECT_TRUE(lone_.driver().alive());
    EXPECT_EQ(told().size(), 3U);
}

}  // namespace
}  // namespace conclave
