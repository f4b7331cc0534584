#include "links/instances.hpp"

#include <gtest/gtest.h>

#include "core/indication.hpp"
#include "core/timer.hpp"
#include "links/fair_loss_link.hpp"
#include "links/perfect_link.hpp"
#include "support/lone_process.hpp"
#include "support/trial.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::image;
using test::LoneProcess;
using Lines = std::vector<std::string>;
using Slot = std::uint64_t;

/// A toy of the shape of a consensus: who has a value proposes it, a majority accepts, and all are
/// told.
class ToyConsensus {
public:
    ToyConsensus(Context& ctx, Link& link) : ctx_{ctx}, port_{ctx, link, *this}, decided{ctx} {}

    void propose(int value) {
        value_ = value;
        for (ProcessId const p : ctx_.everyone()) port_.send(p, Propose{value});
        no_majority_.start(1s);
    }

private:
    struct Propose {
        std::int32_t value{0};
    };
    struct Accept {};
    struct Decide {
        std::int32_t value{0};
    };
    using Port = conclave::Port<Link, ToyConsensus, Propose, Accept, Decide>;
    friend Port;

    void upon(ProcessId from, Propose const&) { port_.send(from, Accept{}); }
    void upon(ProcessId, Accept const&) {
        if (++accepted_ != ctx_.everyone().size() / 2 + 1) return;
        no_majority_.stop();
        for (ProcessId const p : ctx_.others()) port_.send(p, Decide{value_});
        decided(value_);
    }
    void upon(ProcessId, Decide const& decide) { decided(decide.value); }

    Context& ctx_;
    Port port_;
    std::int32_t value_{0};
    std::size_t accepted_{0};
    Timer no_majority_{ctx_, "no majority", [this] { propose(value_); }};

public:
    Indication<"decided", int> decided;
};

/// A consensus for each slot of a log. There is no slot from 1,000,000 on.
class Ledger {
public:
    Ledger(Context& ctx, Link& link)
        : slots{ctx, link,
                [this](Context& at, Link& over, Slot slot) { return make(at, over, slot); },
                [](Slot slot) { return slot < 1'000'000; }} {}

    void append(Slot slot, int value) {
        slots[slot].propose(value);
        most_at_once = std::max(most_at_once, slots.size());
    }

    std::map<Slot, int> values;
    std::size_t most_at_once{0};
    Instances<Slot, ToyConsensus> slots;

private:
    std::unique_ptr<ToyConsensus> make(Context& ctx, Link& link, Slot slot) {
        auto one = std::make_unique<ToyConsensus>(ctx, link);
        one->decided.connect([this, slot](int value) {
            values[slot] = value;
            slots.collect(slot);
        });
        return one;
    }
};

struct LogStack final : Stack {
    explicit LogStack(Context& ctx) : fll{ctx}, log{ctx, fll} {}
    FairLossLink fll;
    Ledger log;
};

class InstancesTest : public testing::Test {
protected:
    static constexpr Channel keyed{0};
    static constexpr Channel consensus{1};
    ProcessId const p0_ = process(0);
    ProcessId const p1_ = process(1);
    LoneProcess<LogStack> lone_{1, 3, [](Context& ctx) { return std::make_unique<LogStack>(ctx); }};

    /// A message of p0's instance: the key, then the packet of the module in it.
    void receive(Slot slot, Bytes const& body, Channel channel = consensus) {
        lone_.receive(p0_, keyed, 0, Keyed<Slot>{slot, {channel, ++sent_by_p0_, body}});
    }
    [[nodiscard]] static Bytes propose(std::int32_t value) { return image(0, value); }
    [[nodiscard]] static Bytes decide(std::int32_t value) { return image(2, value); }
    /// The story without the envelopes.
    [[nodiscard]] Lines story() {
        Lines lines;
        for (Event const& event : lone_.events())
            if (net::in_story(event)) lines.push_back(to_string(event));
        return lines;
    }

private:
    std::uint64_t sent_by_p0_{0};
};

TEST_F(InstancesTest, OpenTheirChannelsWithTheStackBeforeThereIsAny) {
    ASSERT_EQ(lone_.channels().size(), 2U);
    EXPECT_EQ(lone_.channel(keyed).module, "Instances");
    EXPECT_EQ(lone_.channel(keyed).layer, Layer::link);
    EXPECT_EQ(lone_.channel(keyed).kinds[0].name, "Keyed");
    EXPECT_EQ(lone_.channel(consensus).module, "ToyConsensus");
    EXPECT_EQ(lone_.channel(consensus).layer, Layer::algorithm);
    EXPECT_EQ(lone_->log.slots.size(), 0U);
    EXPECT_TRUE(lone_.events().empty());
    EXPECT_EQ(lone_.driver().next_deadline(), never);
}

TEST_F(InstancesTest, AreMadeOnDemandAndTellTheirKeyInTheStory) {
    lone_->log.append(7, 3);
    EXPECT_EQ(story(), (Lines{"p1 -> p0 Propose(3) [7]", "p1 -> p1 Propose(3) [7]",
                              "p1 -> p2 Propose(3) [7]"}));
    EXPECT_EQ(lone_->log.slots.size(), 1U);
    EXPECT_NE(lone_->log.slots.find(7), nullptr);
    EXPECT_EQ(lone_->log.slots.find(8), nullptr);
    EXPECT_EQ(lone_.channels().size(), 2U) << "no channel is new";
    EXPECT_EQ(lone_.channel(consensus).counts[0].sent, 2U);
    EXPECT_EQ(lone_.channel(keyed).counts[0].sent, 2U)
        << "each in an envelope, counted as a link's";

    lone_.pass(1s);
    EXPECT_EQ(story()[3], "p1 ~ no majority [7]");
}

TEST_F(InstancesTest, AreMadeByAMessageThatArrivesFirst) {
    receive(7, propose(3));
    EXPECT_EQ(lone_->log.slots.size(), 1U);
    EXPECT_EQ(story(), (Lines{"p1 <- p0 Propose(3) [7]", "p1 -> p0 Accept() [7]"}));
    auto const sent = lone_.sent();
    ASSERT_EQ(sent.size(), 1U);
    auto const answer = sent[0].as<Keyed<Slot>>();
    EXPECT_EQ(answer.key, 7U);
    EXPECT_EQ(answer.parcel.channel, consensus);
    EXPECT_EQ(answer.parcel.body, image(1));
}

TEST_F(InstancesTest, HaveMessagesOfDifferentNames) {
    for (Slot const slot : {7U, 9U, 7U}) receive(slot, propose(3));
    std::vector<std::uint64_t> numbers;
    for (auto const& sent : lone_.sent()) numbers.push_back(sent.as<Keyed<Slot>>().parcel.number);
    EXPECT_EQ(numbers, (std::vector<std::uint64_t>{1, 2, 3}));
}

TEST_F(InstancesTest, EndWhenTheyAreCollectedAndWhatComesLateIsDropped) {
    lone_->log.append(7, 3);
    receive(7, decide(4));
    EXPECT_EQ(lone_->log.values, (std::map<Slot, int>{{7, 4}}));
    EXPECT_EQ(story().back(), "p1 ! decided 4 [7]");
    EXPECT_EQ(lone_->log.slots.size(), 0U);
    EXPECT_TRUE(lone_->log.slots.collected(7));
    EXPECT_EQ(lone_->log.slots.find(7), nullptr);
    EXPECT_EQ(lone_.driver().next_deadline(), never) << "its timer went with it";

    auto const before = story();
    receive(7, propose(5));
    receive(7, Bytes{});
    EXPECT_EQ(story(), before);
    EXPECT_EQ(lone_->log.slots.size(), 0U);
    EXPECT_EQ(lone_.channel(keyed).garbled + lone_.channel(consensus).garbled, 0U);
    receive(8, propose(5));
    EXPECT_EQ(lone_->log.slots.size(), 1U) << "another slot lives";
}

TEST_F(InstancesTest, MayBeCollectedBeforeTheyAreMade) {
    lone_->log.slots.collect(7);
    receive(7, propose(3));
    EXPECT_EQ(lone_->log.slots.size(), 0U);
    EXPECT_DEATH(lone_->log.append(7, 3), "an instance that was collected is gone");
}

TEST_F(InstancesTest, RejectAKeyThatDoesNotDecodeOrMeansNothing) {
    lone_.receive(p0_, keyed, image(0));                    // no key
    lone_.receive(p0_, keyed, image(0, std::uint32_t{7}));  // half a key
    lone_.receive(p0_, keyed, image(0, Slot{7}));           // no packet
    receive(1'000'000, propose(3));                         // there is no such slot
    receive(7, propose(3), Channel{0});                     // not a channel of theirs
    receive(7, propose(3), Channel{2});
    EXPECT_EQ(lone_->log.slots.size(), 0U) << "and none is made";
    EXPECT_EQ(lone_.channel(keyed).garbled, 6U);
    EXPECT_EQ(story(), Lines(6, "p1 ? dropped a garbled datagram from p0"));
    receive(7, image(9));
    EXPECT_EQ(lone_.channel(consensus).garbled, 1U) << "the key is fine, the message is not";
}

TEST_F(InstancesTest, BeginAnewAfterACrash) {
    lone_->log.append(6, 2);
    receive(7, decide(4));
    lone_.crash();
    lone_.recover();
    EXPECT_EQ(lone_->log.slots.size(), 0U);
    EXPECT_FALSE(lone_->log.slots.collected(7)) << "what it knew is lost";
    EXPECT_EQ(lone_.channels().size(), 2U);
    static_cast<void>(lone_.sent());
    receive(6, propose(3));
    EXPECT_EQ(story().back(), "p1 -> p0 Accept() [6]");
    EXPECT_EQ(lone_.sent()[0].as<Keyed<Slot>>().parcel.number, 2U) << "after Propose(2) [6]";
}

/// Instances below the subject of the run, one of which is made before it and one after.
struct ServedStack final : Stack {
    explicit ServedStack(Context& ctx) : fll{ctx}, log{ctx, fll}, subject{ctx}, top{ctx, fll} {}
    FairLossLink fll;
    Ledger log;
    Subject subject;
    ToyConsensus top;
};

TEST(Instances, BelowTheSubjectAreSupportWheneverTheyAreMade) {
    LoneProcess<ServedStack> lone{0, 2,
                                  [](Context& ctx) { return std::make_unique<ServedStack>(ctx); }};
    lone.pass(1s);
    lone->log.append(1, 5);
    lone->top.propose(6);
    ASSERT_EQ(lone.channels().size(), 3U);
    EXPECT_EQ(lone.channels()[1].layer, Layer::support);
    EXPECT_EQ(lone.channels()[2].layer, Layer::algorithm);
    for (Event const& event : lone.events()) {
        if (event.what != "Propose") continue;
        EXPECT_EQ(event.layer, event.instance.empty() ? Layer::algorithm : Layer::support);
    }
}

/// A log for each of several books.
struct Library final : Stack {
    explicit Library(Context& ctx)
        : fll{ctx}, books{ctx, fll, [](Context& at, Link& over, std::string const&) {
                              return std::make_unique<Ledger>(at, over);
                          }} {}
    FairLossLink fll;
    Instances<std::string, Ledger> books;
};

TEST(Instances, MayHoldInstances) {
    auto const make = [](Context& ctx) { return std::make_unique<Library>(ctx); };
    LoneProcess<Library> alice{0, 2, make};
    LoneProcess<Library> bob{1, 2, make};
    ASSERT_EQ(alice.channels().size(), 3U);
    EXPECT_EQ(alice.channels()[2].module, "ToyConsensus");
    alice->books["red"].append(4, 8);
    for (auto const& sent : alice.sent())
        if (sent.to == process(1)) bob.receive(process(0), sent.channel, sent.body);
    ASSERT_EQ(bob->books.size(), 1U);
    EXPECT_EQ(bob->books["red"].slots.size(), 1U);
    EXPECT_EQ(bob.story().back(), "p1 -> p0 Keyed(\"red\", 1, 1, 24 bytes)");
    EXPECT_EQ(bob.story()[3], "p1 -> p0 Accept() [\"red\"/4]");
}

/// An instance that listens to a module outside.
struct Eavesdropper {
    Eavesdropper(Context&, Link&, Indication<"news">& news) {
        news.connect([] {});
    }
};
struct Overheard final : Stack {
    explicit Overheard(Context& ctx) : fll{ctx}, news{ctx} {
        rooms.emplace(ctx, fll, [this](Context& at, Link& over, int) {
            return std::make_unique<Eavesdropper>(at, over, news);
        });
    }
    FairLossLink fll;
    Indication<"news"> news;
    std::optional<Instances<int, Eavesdropper>> rooms;
};

TEST(Instances, MustNotListenToWhatMayOutliveThem) {
    EXPECT_DEATH((LoneProcess<Overheard>{
                     0, 1, [](Context& ctx) { return std::make_unique<Overheard>(ctx); }}),
                 "must not listen to a module that may outlive it");
}

/// p0 appends when it is asked to: "<slot> <value>".
struct PerfectLogStack final : Stack {
    explicit PerfectLogStack(Context& ctx) : fll{ctx}, pl{ctx, fll}, log{ctx, pl} {}
    void request(std::string_view line) override {
        auto const space = line.find(' ');
        log.append(std::stoull(std::string{line.substr(0, space)}),
                   std::stoi(std::string{line.substr(space + 1)}));
    }
    FairLossLink fll;
    PerfectLink pl;
    Ledger log;
};

class ManySlots : public testing::Test {
protected:
    static constexpr Slot slots = 1000;

    [[nodiscard]] static net::RunPlan plan(Seed seed) {
        net::RunPlan plan{.processes = 3, .seed = seed};
        plan.faults = {.loss = 0.1, .duplicate = 0.1, .delay_min = 1ms, .delay_max = 5ms};
        for (Slot slot = 0; slot < slots; ++slot)
            plan.requests.push_back({Time{slot * 2ms}, process(0),
                                     std::to_string(slot) + ' ' + std::to_string(slot * slot)});
        return plan;
    }
    [[nodiscard]] static MakeStack stack() {
        return [](Context& ctx) { return std::make_unique<PerfectLogStack>(ctx); };
    }
};

TEST_F(ManySlots, TakeTheMemoryOfThoseUnderWay) {
    auto const the_plan = plan(1);
    sim::World world{the_plan, stack()};
    EXPECT_EQ(world.run(), net::Outcome::End::story_over);
    for (std::uint32_t p = 0; p < 3; ++p) {
        auto const& log = world.stack<PerfectLogStack>(process(p)).log;
        ASSERT_EQ(log.values.size(), slots);
        for (auto const& [slot, value] : log.values)
            EXPECT_EQ(value, static_cast<int>(slot * slot));
        EXPECT_EQ(log.slots.size(), 0U);
        EXPECT_EQ(log.slots.collected().runs(), 1U);
    }
    EXPECT_LE(world.stack<PerfectLogStack>(process(0)).log.most_at_once, 100U);
    EXPECT_EQ(world.outcome({}).traffic.garbled(), 0U);
}

TEST_F(ManySlots, GoOnAcrossARecovery) {
    auto the_plan = plan(2);
    the_plan.faults.actions = {{net::Action::Kind::crash, process(2), Time{500ms}},
                               {net::Action::Kind::recover, process(2), Time{1s}}};
    sim::World world{the_plan, stack()};
    EXPECT_EQ(world.run(), net::Outcome::End::story_over);
    for (std::uint32_t p = 0; p < 2; ++p)
        EXPECT_EQ(world.stack<PerfectLogStack>(process(p)).log.values.size(), slots);
    auto const& recovered = world.stack<PerfectLogStack>(process(2)).log;
    EXPECT_TRUE(recovered.values.contains(999));
    EXPECT_FALSE(recovered.values.contains(0)) << "learnt in its first life";
    EXPECT_EQ(recovered.slots.size(), 0U);
    EXPECT_EQ(world.process(process(2)).channels().size(), 3U);
    EXPECT_EQ(world.outcome({}).traffic.garbled(), 0U);
}

TEST_F(ManySlots, AreTheSameWithTheSameSeed) {
    auto const hash = [](Seed seed) { return test::simulate(plan(seed), stack(), {}).hash; };
    auto const once = hash(3);
    EXPECT_EQ(hash(3), once);
    EXPECT_NE(hash(4), once);
}

}  // namespace
}  // namespace conclave
