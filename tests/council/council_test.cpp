#include "council/council.hpp"

#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <optional>
#include <set>

namespace conclave::council {
namespace {

using namespace std::chrono_literals;
using End = net::Outcome::End;
using enum net::Condition;

/// A letter for each event, # for a crash.
std::string text(Event const& e) { return e.kind == Event::Kind::crash ? "#" : e.what; }

std::string text(net::Outcome const& outcome) {
    std::string all;
    for (Event const& e : outcome.events) all += text(e);
    return all;
}

/// Ranks in one address space: their letters take a millisecond, and time is a loop counter.
class Ranks {
public:
    explicit Ranks(int n, net::RunPlan plan = {}) : plan_{std::move(plan)} {
        plan_.processes = static_cast<std::uint32_t>(n);
        for (int rank = 0; rank < n; ++rank)
            councils.push_back(std::make_unique<Council>(
                Council::Settings{
                    .rank = rank,
                    .ranks = n,
                    .listener = {.show = [this](Event const& e) { shown += text(e); }}},
                plan_));
    }

    void run_for(Duration time) {
        for (Time const end = now + time; now < end; now += 1ms) step();
    }
    void run_to_the_end() {
        for (int i = 0; i < 100'000 && !all_over(); ++i, now += 1ms) step();
        EXPECT_TRUE(all_over());
    }
    /// Something happens at a rank's process.
    void happen(int rank, std::string what) {
        councils[at(rank)]->events().push_back({.kind = Event::Kind::decision,
                                                .process = process(at(rank)),
                                                .time = now,
                                                .stamp = now,
                                                .what = std::move(what)});
        last_active = now;
    }
    /// Dies; the others are told if the machine can tell them, else they just hear no more of it.
    void kill(int rank, bool noticed = true) {
        gone.insert(rank);
        for (auto const& council : councils)
            if (noticed) council->died(now, rank);
    }

    std::vector<std::unique_ptr<Council>> councils;
    Time now{};
    Time last_active{};
    bool done{true};
    std::set<int> gone;
    std::set<int> stopped;
    std::string shown;
    std::vector<int> reporters;
    std::optional<net::Outcome> outcome;
    int status{0};
    std::set<int> deaths_in_report;  // whoever is in it dies before it has reported

private:
    static std::size_t at(int rank) { return static_cast<std::size_t>(rank); }

    [[nodiscard]] bool takes_part(int rank) const {
        return !gone.contains(rank) && !stopped.contains(rank) && !councils[at(rank)]->over();
    }
    [[nodiscard]] bool all_over() const {
        for (int rank = 0; rank < std::ssize(councils); ++rank)
            if (takes_part(rank)) return false;
        return true;
    }

    void step() {
        for (int rank = 0; rank < std::ssize(councils); ++rank)
            if (takes_part(rank)) step(rank, *councils[at(rank)]);
    }
    void step(int rank, Council& council) {
        // Each of them takes what has come before it does anything else, as after a standstill.
        for (auto& [from, letter] : std::exchange(mail_[rank], {}))
            council.receive(now, from, letter);
        council.advance_to(
            now, {.watermark = now, .last_active = last_active, .done = done, .conditions = {up}});
        if (council.must_report()) {
            if (deaths_in_report.contains(rank)) return kill(rank);
            reporters.push_back(rank);
            outcome = council.outcome();
            council.conclude(now, status);
            council.advance_to(now, {.watermark = now, .conditions = {up}});
        }
        council.drain([&](int to, std::vector<std::byte> letter) {
            mail_[to].emplace_back(rank, std::move(letter));
        });
    }

    net::RunPlan plan_;
    std::map<int, std::vector<std::pair<int, std::vector<std::byte>>>> mail_;
};

TEST(Council, EndsWhenTheStoryIsOverWithTheReportersStatusEverywhere) {
    Ranks ranks{4};
    ranks.status = 3;
    ranks.happen(2, "a");
    ranks.run_for(1ms);
    ranks.happen(1, "b");
    ranks.run_to_the_end();
    EXPECT_EQ(ranks.reporters, std::vector{0});
    EXPECT_EQ(ranks.outcome->end, End::story_over);
    EXPECT_EQ(text(*ranks.outcome), "ab");
    EXPECT_EQ(ranks.shown, "ab");
    for (auto const& council : ranks.councils) {
        EXPECT_EQ(council->status(), 3);
        EXPECT_TRUE(council->orderly());
    }
}

TEST(Council, TellsTheStoryWhileItGoesOn) {
    Ranks ranks{3, {.stay = true}};
    ranks.run_for(500ms);
    ranks.happen(2, "a");
    ranks.run_for(300ms);
    EXPECT_EQ(ranks.shown, "a");
}

TEST(Council, WhoIsNotDoneKeepsTheStoryGoingUntilTheLimit) {
    Ranks ranks{3, {.limit = 5s}};
    ranks.done = false;
    ranks.run_to_the_end();
    EXPECT_EQ(ranks.outcome->end, End::time_limit);
    EXPECT_GE(ranks.outcome->ended_at, Time{} + 5s);
}

TEST(Council, AnInterruptAtAnyRankEndsTheRunAtOnce) {
    Ranks ranks{3, {.stay = true}};
    ranks.run_for(1s);
    ranks.councils[2]->interrupt();
    ranks.run_to_the_end();
    EXPECT_EQ(ranks.outcome->end, End::interrupted);
    EXPECT_LT(ranks.now, Time{} + 1500ms);
}

TEST(Council, AfterADeathNobodyFinalizes) {
    Ranks ranks{4};
    ranks.run_for(300ms);
    ranks.kill(3);
    ranks.run_to_the_end();
    EXPECT_EQ(ranks.outcome->conditions, (std::vector{up, up, up, dead}));
    EXPECT_FALSE(ranks.councils[0]->orderly());
}

TEST(Council, ADeathIsAnEventThatTheOthersGetTimeToReactTo) {
    Ranks ranks{2, {.settle = 2s}};
    ranks.run_for(1900ms);
    ranks.kill(1);
    ranks.run_for(1900ms);
    EXPECT_EQ(ranks.councils[0]->phase(), Phase::running);
    ranks.run_to_the_end();
}

TEST(Council, TheReportersDeathLosesNothingThatItHadHeard) {
    Ranks ranks{4};
    ranks.happen(0, "a");
    ranks.run_for(300ms);
    ranks.kill(0);
    ranks.run_for(10ms);
    ranks.happen(3, "b");
    ranks.run_to_the_end();
    EXPECT_EQ(ranks.reporters, std::vector{1});
    EXPECT_EQ(text(*ranks.outcome), "a#b");
    EXPECT_EQ(ranks.shown, "a#b");  // and told once
}

TEST(Council, HistoriesOfTheDeadAreHandedOn) {
    Ranks ranks{4, {.settle = 5s}};
    ranks.happen(0, "a");
    for (int rank = 0; rank < 3; ++rank) {
        ranks.run_for(600ms);
        ranks.kill(rank);
    }
    ranks.run_to_the_end();
    EXPECT_EQ(ranks.reporters, std::vector{3});
    EXPECT_EQ(text(*ranks.outcome), "a###");
    EXPECT_EQ(ranks.outcome->conditions, (std::vector{dead, dead, dead, up}));
}

TEST(Council, ADeathThatNobodyNoticesEndsAsSilence) {
    Ranks ranks{3};
    ranks.run_for(300ms);
    ranks.kill(0, false);
    ranks.run_to_the_end();
    EXPECT_EQ(ranks.reporters, std::vector{1});
    EXPECT_EQ(ranks.outcome->conditions, (std::vector{silent, up, up}));
    EXPECT_EQ(ranks.councils[2]->left_behind(), std::vector{0});
    EXPECT_FALSE(ranks.councils[2]->orderly());
}

TEST(Council, WhoFallsSilentWhenThePlanKillsItIsDead) {
    net::RunPlan plan;
    plan.faults.actions = {{net::Action::Kind::kill, process(2), Time{} + 300ms}};
    Ranks ranks{3, plan};
    ranks.run_for(300ms);
    ranks.kill(2, false);
    ranks.run_to_the_end();
    EXPECT_EQ(ranks.outcome->conditions, (std::vector{up, up, dead}));
    EXPECT_TRUE(ranks.councils[0]->left_behind().empty());
}

TEST(Council, AReporterThatStoodStillDoesNotComeBackAsOne) {
    Ranks ranks{4, {.settle = 5s}};
    ranks.run_for(300ms);
    ranks.stopped.insert(0);
    ranks.run_for(3s);
    ranks.stopped.clear();
    ranks.happen(0, "a");
    ranks.run_to_the_end();
    EXPECT_EQ(ranks.reporters, std::vector{1});
    EXPECT_EQ(text(*ranks.outcome), "a");
    EXPECT_TRUE(ranks.councils[0]->orderly());
}

TEST(Council, ADeathDuringTheReportHandsItToTheNext) {
    Ranks ranks{4};
    ranks.happen(3, "a");
    ranks.deaths_in_report = {0, 1};
    ranks.run_to_the_end();
    EXPECT_EQ(ranks.reporters, std::vector{2});
    EXPECT_EQ(text(*ranks.outcome), "a##");
    EXPECT_EQ(ranks.outcome->conditions, (std::vector{dead, dead, up, up}));
}

TEST(Council, AllButOneMayDieAtAnyMoment) {
    for (int died_at = 0; died_at < 1500; died_at += 30) {
        Ranks ranks{5, {.settle = 2s}};
        ranks.run_for(std::chrono::milliseconds{died_at});
        for (int const rank : {0, 1, 2, 4}) ranks.kill(rank);
        ranks.run_to_the_end();
        EXPECT_EQ(ranks.reporters.back(), 3) << "died at " << died_at;
    }
}

TEST(Council, ANewReporterHearsTheOthersBeforeItJudges) {
    Ranks ranks{5, {.settle = 300ms}};
    ranks.run_for(250ms);
    ranks.kill(0);
    ranks.kill(1);
    ranks.happen(4, "a");
    ranks.run_to_the_end();
    EXPECT_EQ(text(*ranks.outcome), "##a");
    EXPECT_EQ(ranks.outcome->conditions, (std::vector{dead, dead, up, up, up}));
}

TEST(Council, LettersThatMakeNoSenseAreIgnored) {
    Ranks ranks{2};
    std::vector<std::byte> const nonsense(40, std::byte{0x5A});
    for (std::size_t size = 0; size < nonsense.size(); ++size)
        ranks.councils[0]->receive(Time{}, 1, BytesView{nonsense}.first(size));
    ranks.run_to_the_end();
    EXPECT_EQ(ranks.reporters, std::vector{0});
}

}  // namespace
}  // namespace conclave::council
