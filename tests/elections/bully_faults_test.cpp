#include <gtest/gtest.h>
#include <set>

#include "support/play.hpp"

/// Faults that are aimed at one message, as the program's own options set them up.
namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using Kind = Event::Kind;

std::vector<Event> events_of(std::string const& command, Kind kind, std::string const& what) {
    std::vector<Event> events;
    auto trial = play(programs::bully(), words_of(command)).trial;
    for (Event& event : trial.outcome.events)
        if (event.kind == kind && event.what == what) events.push_back(std::move(event));
    return events;
}

void expect_elected_well(Trial const& trial, std::string const& command) {
    for (auto const& judgement : trial.judgements) {
        EXPECT_NE(judgement.finding.verdict(), check::Verdict::violated)
            << command << ": " << judgement.id << ' ' << judgement.finding.reason();
        if (!judgement.id.starts_with("BE")) continue;
        EXPECT_EQ(judgement.finding.verdict(), check::Verdict::holds)
            << command << ": " << judgement.id << ' ' << judgement.finding.reason();
    }
}

TEST(BullyFaults, ADroppedVictoryIsLostThroughAllRepetitionsOfThePerfectLink) {
    std::string const command =
        "simulate -n 4 --starter 3 --recover 0@100ms --crash 0@50ms --delay 1ms --trace all "
        "--drop Victory@3-to-1:1";
    auto const sent = events_of(command, Kind::send, "Victory");
    auto const received = events_of(command, Kind::receive, "Victory");
    ASSERT_FALSE(sent.empty());
    std::set<std::uint64_t> to_p1;
    for (Event const& e : received)
        if (e.process == process(1)) to_p1.insert(e.number);
    EXPECT_FALSE(to_p1.contains(1)) << "the first";
    std::set<std::uint64_t> to_p2;
    for (Event const& e : received)
        if (e.process == process(2)) to_p2.insert(e.number);
    EXPECT_TRUE(to_p2.contains(1));
    std::size_t copies = 0;
    for (Event const& e : events_of(command, Kind::lost, "Data"))
        copies += e.process == process(3) && e.peer == process(1) ? 1 : 0;
    EXPECT_GT(copies, 3U) << "the link sends it again and again";
}

TEST(BullyFaults, TheElectionSurvivesTheLossOfAVictory) {
    for (auto const* drop : {"Victory@3:1", "Victory@3:3", "Victory@*:1", "Answer@2:1"}) {
        auto const command = "simulate -n 4 --drop " + std::string{drop};
        auto const trial = play(programs::bully(), words_of(command)).trial;
        EXPECT_GT(trial.outcome.faults.lost, 1U) << drop;
        expect_elected_well(trial, command);
    }
}

TEST(BullyFaults, EachNewLeaderFallsInTurn) {
    std::string const command =
        "simulate -n 5 --crash leader@3s --crash leader@6s --crash leader@9s";
    auto const trial = play(programs::bully(), words_of(command)).trial;
    std::vector<ProcessId> fallen;
    for (Event const& event : trial.outcome.events)
        if (event.kind == Kind::crash) fallen.push_back(event.process);
    EXPECT_EQ(fallen, (std::vector{process(4), process(3), process(2)}));
    expect_elected_well(trial, command);
}

TEST(BullyFaults, ALeaderThatCrashesWhileItTellsOfItsVictoryIsReplaced) {
    // Challenged by p0, p4 answers, and falls after the first Victory.
    std::string const command = "simulate -n 5 --starter 0 --crash 4@1ms+2sends --delay 5ms";
    auto const trial = play(programs::bully(), words_of(command)).trial;
    std::vector<ProcessId> told;
    for (Event const& event : trial.outcome.events)
        if (event.kind == Kind::receive && event.what == "Victory" && event.peer == process(4))
            told.push_back(event.process);
    EXPECT_EQ(told, std::vector{process(0)});
    EXPECT_EQ(trial.outcome.conditions[4], net::Condition::crashed);
    expect_elected_well(trial, command);
}

}  // namespace
}  // namespace conclave::test
