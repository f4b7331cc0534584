#include "broadcasts/best_effort_broadcast.hpp"

#include <gtest/gtest.h>

#include "broadcasts/announcer.hpp"
#include "broadcasts/broadcast_stack.hpp"
#include "links/fair_loss_link.hpp"
#include "net/run.hpp"
#include "sim/world.hpp"
#include "support/lone_process.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

/// Over a fair-loss link by hand, where the test plays the perfect link's part.
struct BroadcastOnly final : Stack {
    explicit BroadcastOnly(Context& ctx) : fll{ctx}, beb{ctx, fll}, announcer{ctx, beb} {}
    FairLossLink fll;
    BestEffortBroadcast beb;
    Announcer announcer;
};

struct Data {
    Parcel parcel{};
};

class BestEffortBroadcastTest : public testing::Test {
protected:
    static constexpr Channel beb{0};
    static constexpr Channel top{1};

    void receive(std::uint32_t from, std::uint64_t number, std::string const& text,
                 Channel channel = top) {
        lone_.receive(process(from), beb, 0, Data{{channel, number, image(0, text)}});
    }
    [[nodiscard]] Lines deliveries() const { return lone_.story(Event::Kind::deliver); }

    LoneProcess<BroadcastOnly> lone_{
        1, 3, [](Context& ctx) { return std::make_unique<BroadcastOnly>(ctx); }};
};

// "upon event <beb, Broadcast | m> do forall q in Pi do trigger <pl, Send | q, m>".
TEST_F(BestEffortBroadcastTest, BEB1_SendsTheMessageToEveryoneAndToItself) {
    lone_->announcer.request("hello");
    EXPECT_EQ(lone_.story(Event::Kind::broadcast), Lines{"p1 => Line(\"hello\")"});
    EXPECT_EQ(lone_.story().size(), 4U);
    EXPECT_EQ(lone_.story()[0], "p1 => Line(\"hello\")") << "before the messages that carry it";
    auto const sent = lone_.sent();
    ASSERT_EQ(sent.size(), 3U);
    for (std::uint32_t q = 0; q < 3; ++q) {
        EXPECT_EQ(sent[q].to, process(q));
        auto const parcel = sent[q].as<Data>().parcel;
        EXPECT_EQ(parcel.channel, top);
        EXPECT_EQ(parcel.number, 1U) << "its name is the same for all";
        EXPECT_EQ(parcel.body, image(0, std::string{"hello"}));
    }
}

// "upon event <pl, Deliver | p, m> do trigger <beb, Deliver | p, m>".
TEST_F(BestEffortBroadcastTest, DeliversWhatArrivesAsFromItsSender) {
    receive(2, 5, "hi");
    EXPECT_EQ(deliveries(), Lines{"p1 <= p2 Line(\"hi\")"});
    auto const& event = lone_.events().back();
    EXPECT_EQ(event.peer, process(2));
    EXPECT_EQ(event.number, 5U);
    EXPECT_EQ(event.channel, top);
}

// "BEB2: No duplication: No message is delivered more than once": as the link below sees to it.
TEST_F(BestEffortBroadcastTest, BEB2_DeliversEachMessageOnceForEachTimeThatItArrives) {
    receive(2, 5, "hi");
    receive(2, 6, "hi");
    receive(0, 5, "hi");
    EXPECT_EQ(deliveries(),
              (Lines{"p1 <= p2 Line(\"hi\")", "p1 <= p2 Line(\"hi\")", "p1 <= p0 Line(\"hi\")"}));
}

// "BEB3: No creation: If a process delivers a message m with sender s, then m was previously
// broadcast by process s."
TEST_F(BestEffortBroadcastTest, BEB3_DropsWhatNobodyCanHaveBroadcast) {
    receive(2, 5, "hi", Channel{0});
    receive(2, 5, "hi", Channel{7});
    lone_.receive(process(2), beb, 0, Data{{top, 6, image(9)}});
    lone_.receive(process(2), beb, image(0, std::uint8_t{1}));
    EXPECT_EQ(deliveries(), Lines{});
    EXPECT_EQ(lone_.channel(beb).garbled, 3U);
    EXPECT_EQ(lone_.channel(top).garbled, 1U);
}

TEST_F(BestEffortBroadcastTest, NumbersItsMessagesAcrossACrash) {
    lone_->announcer.request("one");
    lone_.crash();
    lone_.recover();
    lone_->announcer.request("two");
    std::vector<std::uint64_t> numbers;
    for (Event const& event : lone_.events())
        if (event.kind == Event::Kind::broadcast) numbers.push_back(event.number);
    EXPECT_EQ(numbers, (std::vector<std::uint64_t>{1, 2}));
}

TEST_F(BestEffortBroadcastTest, IsCountedByWhatItSendsAndByWhatIsAskedOfIt) {
    lone_->announcer.request("hello");
    net::Traffic traffic;
    traffic.add(lone_.driver());
    auto const& data = traffic.by_kind().at({"BestEffortBroadcast", "Data"});
    EXPECT_EQ(data.sent, 2U);
    EXPECT_EQ(data.to_self, 1U);
    EXPECT_EQ(data.broadcasts, 0U);
    auto const& line = traffic.by_kind().at({"Announcer", "Line"});
    EXPECT_EQ(line.sent + line.to_self + line.bytes, 0U);
    EXPECT_EQ(line.broadcasts, 1U);
    net::Traffic twice;
    twice.add(traffic);
    twice.add(traffic);
    EXPECT_EQ(twice.by_kind().at({"Announcer", "Line"}).broadcasts, 2U);
}

// ---- as the subject of a run, and as the support of one -----------------------------------------

/// A poll, whatever it is for, that uses a broadcast: the question goes to everyone, who answer.
class Poll {
public:
    Poll(Context& ctx, Broadcast& broadcast, Link& link)
        : questions_{ctx, broadcast, *this}, answers_{ctx, link, *this} {}
    void ask() { questions_.broadcast(Question{}); }

    int heard{0};

private:
    struct Question {};
    struct Answer {};
    using Questions = Port<Broadcast, Poll, Question>;
    using Answers = Port<Link, Poll, Answer>;
    friend Questions;
    friend Answers;

    void upon(ProcessId origin, Question const&) { answers_.send(origin, Answer{}); }
    void upon(ProcessId, Answer const&) { ++heard; }

    Questions questions_;
    Answers answers_;
};

struct PollStack final : Stack {
    explicit PollStack(Context& ctx)
        : fll{ctx}, pl{ctx, fll}, beb{ctx, pl}, subject{ctx}, poll{ctx, beb, pl} {}
    void request(std::string_view) override { poll.ask(); }
    FairLossLink fll;
    PerfectLink pl;
    BestEffortBroadcast beb;
    Subject subject;
    Poll poll;
};

class Roles : public testing::Test {
protected:
    static constexpr Duration delay = 10ms;

    [[nodiscard]] static net::RunPlan plan(Duration settle) {
        net::RunPlan plan{.processes = 2, .settle = settle};
        plan.faults = {.delay_min = delay, .delay_max = delay};
        plan.requests = {{Time{}, process(0), "hello"}};
        return plan;
    }
    struct Ran {
        Lines story;
        net::Outcome outcome;
    };
    [[nodiscard]] static Ran run(net::RunPlan const& plan, MakeStack const& make) {
        net::Recorder recorder;
        sim::World world{plan, make, &recorder};
        Ran ran{.story = {}, .outcome = world.outcome(world.run())};
        for (Event const& event : recorder.events()) ran.story.push_back(to_string(event));
        return ran;
    }
    [[nodiscard]] static std::uint64_t sent(net::Outcome const& outcome, Layer layer) {
        std::uint64_t sum = 0;
        for (auto const& [key, kind] : outcome.traffic.by_kind())
            if (kind.layer == layer) sum += kind.sent;
        return sum;
    }
};

TEST_F(Roles, TheBroadcastThatTheRunIsAboutTellsAllThatItDoes) {
    auto const ran = run(plan(1s), AnnouncerStack<>::make());
    EXPECT_EQ(ran.story, (Lines{"p0 => Line(\"hello\")", "p0 -> p0 Data(2, 1, 10 bytes)",
                                "p0 -> p1 Data(2, 1, 10 bytes)", "p0 <- p0 Data(2, 1, 10 bytes)",
                                "p0 <= p0 Line(\"hello\")", "p1 <- p0 Data(2, 1, 10 bytes)",
                                "p1 <= p0 Line(\"hello\")"}));
    EXPECT_EQ(sent(ran.outcome, Layer::algorithm), 1U) << "n-1, and one to itself";
    EXPECT_EQ(sent(ran.outcome, Layer::support), 0U);
}

TEST_F(Roles, TheBroadcastThatServesIsCountedApartAndLeftOutOfTheStory) {
    auto const make = [](Context& ctx) { return std::make_unique<PollStack>(ctx); };
    auto const ran = run(plan(1s), make);
    EXPECT_EQ(ran.story, (Lines{"p0 => Question()", "p0 <= p0 Question()", "p0 -> p0 Answer()",
                                "p0 <- p0 Answer()", "p1 <= p0 Question()", "p1 -> p0 Answer()",
                                "p0 <- p1 Answer()"}));
    EXPECT_EQ(sent(ran.outcome, Layer::algorithm), 1U) << "the answer of p1";
    EXPECT_EQ(sent(ran.outcome, Layer::support), 1U) << "what carried the question to it";
}

/// Broadcasts for ever, of its own accord.
class Beacon {
public:
    Beacon(Context& ctx, Broadcast& broadcast) : port_{ctx, broadcast, *this}, ctx_{ctx} {
        next_.start(100ms);
    }

private:
    struct Flash {};
    using Port = conclave::Port<Broadcast, Beacon, Flash>;
    friend Port;
    void upon(ProcessId, Flash const&) {}
    void flash() {
        port_.broadcast(Flash{});
        next_.start(100ms);
    }
    Port port_;
    Context& ctx_;
    Timer next_{ctx_, "next flash", [this] { flash(); }};
};
template <bool serves>
struct BeaconStack final : Stack {
    explicit BeaconStack(Context& ctx)
        : fll{ctx}, beb{ctx, fll}, beacon{ctx, beb}, poll_beb{ctx, fll} {
        if constexpr (serves) subject.emplace(ctx);
        poll.emplace(ctx, poll_beb, fll);
    }
    void request(std::string_view) override { poll->ask(); }
    FairLossLink fll;
    BestEffortBroadcast beb;
    Beacon beacon;
    BestEffortBroadcast poll_beb;
    std::optional<Subject> subject;
    std::optional<Poll> poll;
};

TEST_F(Roles, WhoServesKeepsNoRunGoing) {
    auto the_plan = plan(1s);
    the_plan.limit = 20s;
    auto const serves = [](Context& ctx) { return std::make_unique<BeaconStack<true>>(ctx); };
    auto const ends = run(the_plan, serves).outcome;
    EXPECT_EQ(ends.end, net::Outcome::End::story_over);
    EXPECT_EQ(ends.ended_at, Time{20ms + 1s}) << "the answer, and the rest";
    EXPECT_GT(sent(ends, Layer::support), 10U);
    auto const leads = [](Context& ctx) { return std::make_unique<BeaconStack<false>>(ctx); };
    EXPECT_EQ(run(the_plan, leads).outcome.end, net::Outcome::End::time_limit);
}

}  // namespace
}  // namespace conclave::test
