#include "clocks/stamped_link.hpp"

#include <gtest/gtest.h>
#include <map>
#include <set>
#include <tuple>

#include "clocks/hybrid_clock.hpp"
#include "clocks/lamport_clock.hpp"
#include "clocks/matrix_clock.hpp"
#include "clocks/vector_clock.hpp"
#include "elections/bully_election.hpp"
#include "elections/elections_properties.hpp"
#include "links/fair_loss_link.hpp"
#include "links/fifo_perfect_link.hpp"
#include "links/messenger.hpp"
#include "links/perfect_link.hpp"
#include "support/link_messages.hpp"
#include "support/trial.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using Kind = LogicalClock::Kind;
using Lines = std::vector<std::string>;

/// What a StampedLink writes on the wire.
struct StampedData {
    Bytes stamp{};
    Parcel parcel{};
};

struct StampedStack final : Stack {
    StampedStack(Context& ctx, Kind kind)
        : fair_loss{ctx},
          clock{make_clock(ctx, kind, Kept::on_stable_storage)},
          stamped{ctx, fair_loss, *clock},
          top{ctx, stamped} {}
    FairLossLink fair_loss;
    std::unique_ptr<LogicalClock> clock;
    StampedLink stamped;
    Correspondent top;
};

class StampedLinkTest : public testing::Test {
protected:
    static constexpr Channel stamped{0};
    static constexpr Channel top{1};

    static LoneProcess<StampedStack> lone(Kind kind) {
        return {0, 3, [kind](Context& ctx) { return std::make_unique<StampedStack>(ctx, kind); }};
    }
    template <class Clock>
    static StampedData note_with(Clock const& clock, std::uint32_t text) {
        return {encode(clock), note(top, text)};
    }
};

TEST_F(StampedLinkTest, EachMessageCarriesTheClockOfItsSending) {
    auto p = lone(Kind::lamport);
    p->clock->tick();
    p->top.send(process(1), 7);
    p->top.send(process(2), 8);
    auto const sent = p.sent();
    ASSERT_EQ(sent.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        auto const data = sent[i].as<StampedData>();
        EXPECT_EQ(decode<LamportClock>(view(data.stamp)), LamportClock{2 + i});
        EXPECT_EQ(text_of(data.parcel), 7 + i);
        EXPECT_EQ(sent[i].body.size(),
                  StampedLink::framing + data.stamp.size() + data.parcel.body.size());
    }
}

TEST_F(StampedLinkTest, TheClockKnowsOfAMessageBeforeItIsDelivered) {
    auto p = lone(Kind::vector);
    VectorClock stamp{3};
    stamp.raise(process(2), 4);
    p.receive(process(2), stamped, 0, note_with(stamp, 7));
    EXPECT_EQ(p->top.delivered, (std::vector{Correspondent::Delivery{process(2), 7}}));
    EXPECT_EQ(p->clock->words(), "[1 0 4]");
}

TEST_F(StampedLinkTest, DropsAStampThatMakesNoSense) {
    auto p = lone(Kind::vector);
    p.receive(process(2), stamped, 0, note_with(VectorClock{4}, 7));  // of four processes
    p.receive(process(2), stamped, 0, note_with(LamportClock{1}, 7));
    StampedData stray = note_with(VectorClock{3}, 7);
    stray.parcel.channel = Channel{9};  // nobody's
    p.receive(process(2), stamped, 0, stray);
    EXPECT_TRUE(p->top.delivered.empty());
    EXPECT_EQ(p->clock->words(), "[0 0 0]");
    EXPECT_EQ(p.channel(stamped).garbled, 3U);
}

TEST_F(StampedLinkTest, AClockOnStableStorageGoesOnAfterACrash) {
    for (auto const& [kind, words] :
         {std::pair{Kind::lamport, "2"}, std::pair{Kind::vector, "[2 0 0]"},
          std::pair{Kind::matrix, "[2 0 0 | 0 0 0 | 0 0 0]"}, std::pair{Kind::hybrid, "0 ms+1"},
          std::pair{Kind::differential, "[2 0 0]"}}) {
        auto p = lone(kind);
        p->clock->tick();
        p->top.send(process(1), 7);
        p.crash();
        p.recover();
        EXPECT_EQ(p->clock->words(), words);
    }
}

TEST(AClockInMemory, BeginsAnewAfterACrash) {
    struct Forgetful final : Stack {
        explicit Forgetful(Context& ctx) : clock{make_clock(ctx, Kind::lamport, Kept::in_memory)} {}
        std::unique_ptr<LogicalClock> clock;
    };
    LoneProcess<Forgetful> p{0, 2, [](Context& ctx) { return std::make_unique<Forgetful>(ctx); }};
    p->clock->tick();
    EXPECT_EQ(p->clock->words(), "1");
    p.crash();
    p.recover();
    EXPECT_EQ(p->clock->words(), "0");
}

/// Any algorithm over stamped FIFO links.
template <class Algorithm>
struct Stamped final : Stack {
    Stamped(Context& ctx, Kind kind)
        : fair_loss{ctx},
          perfect{ctx, fair_loss},
          fifo{ctx, fair_loss},
          clock{make_clock(ctx, kind, Kept::in_memory)},
          stamped{ctx, fifo, *clock},
          algorithm{make(ctx)} {}
    void request(std::string_view line) override {
        if constexpr (requires { algorithm->request(line); })
            algorithm->request(line);
        else
            algorithm->start();
    }
    std::unique_ptr<Algorithm> make(Context& ctx) {
        if constexpr (std::is_constructible_v<Algorithm, Context&, Link&, Duration>)
            return std::make_unique<Algorithm>(ctx, stamped, 100ms);
        else
            return std::make_unique<Algorithm>(ctx, stamped);
    }
    FairLossLink fair_loss;
    PerfectLink perfect;
    FifoPerfectLink fifo;
    std::unique_ptr<LogicalClock> clock;
    StampedLink stamped;
    std::unique_ptr<Algorithm> algorithm;
};

/// A run with every layer's events, so that the stamps can be read off the messages.
template <class Algorithm>
Trial run_stamped(Kind kind, Seed seed, std::string const& line) {
    net::RunPlan plan{.processes = 5, .seed = seed, .settle = 2s};
    plan.faults = {.loss = 0.1, .reorder = 0.2, .delay_min = 1ms, .delay_max = 10ms};
    for (std::uint32_t i = 1; i <= 3; ++i)
        for (ProcessId p : ProcessRange{0, plan.processes})
            plan.requests.push_back({Time{500ms * i}, p, line});
    net::Recorder recorder{{.all_layers = true}};
    MakeStack const make = [kind](Context& ctx) {
        return std::make_unique<Stamped<Algorithm>>(ctx, kind);
    };
    sim::World world{plan, make, &recorder};
    Trial trial{.outcome = world.outcome(world.run()), .hash = recorder.hash(), .judgements = {}};
    trial.outcome.events = recorder.take();
    return trial;
}

/// The stamps of all messages, in the order in which they were sent, and which sending happened
/// before which, from the recorded names alone.
template <class Clock>
void expect_stamps_to_tell_causes(Trial const& trial, bool converse) {
    using MessageName = std::tuple<ProcessId, ProcessId, std::uint64_t>;
    std::vector<Clock> stamps;
    std::vector<std::set<std::size_t>> past;           // of each sending
    std::map<ProcessId, std::set<std::size_t>> known;  // the sendings that a process knows of
    std::map<MessageName, std::size_t> sendings;
    for (Event const& e : trial.outcome.events) {
        if (e.kind == Event::Kind::send && e.what == "Data") {
            auto const data = decode<StampedData>(view(e.body));
            auto const clock = data ? decode<Clock>(view(data->stamp)) : std::nullopt;
            if (!clock || e.channel != Channel{2}) continue;  // the links below send Data, too
            sendings[{e.process, e.peer, e.number}] = stamps.size();
            past.push_back(known[e.process]);
            known[e.process].insert(stamps.size());
            stamps.push_back(*clock);
        } else if (e.kind == Event::Kind::receive && e.channel == Channel{2}) {
            auto const sending = sendings.at({e.peer, e.process, e.number});
            known[e.process].insert(sending);
            known[e.process].insert(past[sending].begin(), past[sending].end());
        }
    }
    ASSERT_GT(stamps.size(), 20U);
    std::size_t unordered = 0;
    for (std::size_t e = 0; e < stamps.size(); ++e)
        for (std::size_t f = 0; f < stamps.size(); ++f) {
            if (past[f].contains(e)) {
                ASSERT_LT(stamps[e], stamps[f]) << e << ' ' << f;
            } else if (converse && e != f) {
                ASSERT_FALSE(stamps[e] < stamps[f]) << e << ' ' << f;
                ++unordered;
            }
        }
    EXPECT_TRUE(!converse || unordered > 0);
}

template <class Algorithm>
void expect_any_clock_to_work(std::string const& line) {
    for (Seed seed = 1; seed <= 3; ++seed) {
        expect_stamps_to_tell_causes<LamportClock>(
            run_stamped<Algorithm>(Kind::lamport, seed, line), false);
        expect_stamps_to_tell_causes<VectorClock>(run_stamped<Algorithm>(Kind::vector, seed, line),
                                                  true);
        expect_stamps_to_tell_causes<MatrixClock>(run_stamped<Algorithm>(Kind::matrix, seed, line),
                                                  false);
        expect_stamps_to_tell_causes<HybridClock>(run_stamped<Algorithm>(Kind::hybrid, seed, line),
                                                  false);
    }
}

TEST(AnyAlgorithm, LC1_VC1_VC2_MC1_HLC1_RunsUnderAnyClock_LinesOfText) {
    expect_any_clock_to_work<Messenger>("* hello");
}

TEST(AnyAlgorithm, LC1_VC1_VC2_MC1_HLC1_RunsUnderAnyClock_BullyElection) {
    expect_any_clock_to_work<BullyElection>("start");
}

/// The election does not notice: it keeps its promises and its message counts.
TEST(AnyAlgorithm, KeepsItsPropertiesUnderAnyClock) {
    for (auto const kind :
         {Kind::lamport, Kind::vector, Kind::matrix, Kind::hybrid, Kind::differential}) {
        auto const trial = run_stamped<BullyElection>(kind, 7, "start");
        check::History const history{trial.outcome};
        for (auto const& judgement : check::judge(check::bully_election(), history))
            EXPECT_EQ(judgement.finding.verdict(), check::Verdict::holds) << judgement.id;
    }
}

}  // namespace
}  // namespace conclave::test
