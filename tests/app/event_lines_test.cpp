#include "app/event_lines.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/play.hpp"

namespace conclave::test {
namespace {

using nlohmann::json;

std::vector<json> events_of(app::Program const& program, std::string const& command) {
    std::vector<json> events;
    for (auto const& line : story_of(program, words_of(command + " --trace json"))) {
        EXPECT_EQ(line.find('\n'), line.npos);
        events.push_back(json::parse(line));
    }
    return events;
}

TEST(EventLines, AreAllEventsOfTheRun) {
    std::string const command = "simulate -n 3 --loss 0.2 --seed 4";
    auto const lines = events_of(programs::bully(), command);
    auto const all =
        play(programs::bully(), words_of(command + " --trace all")).trial.outcome.events;
    ASSERT_EQ(lines.size(), all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(lines[i]["time_ns"], all[i].time.time_since_epoch().count());
        EXPECT_EQ(lines[i]["stamp_ns"], all[i].stamp.time_since_epoch().count());
        EXPECT_EQ(lines[i]["process"], index(all[i].process));
        EXPECT_EQ(lines[i]["name"], all[i].what);
        EXPECT_EQ(lines[i]["arguments"], all[i].arguments());
        EXPECT_EQ(lines[i]["body"].get<std::string>().size(), 2 * all[i].body.size());
        EXPECT_EQ(lines[i].value("peer", index(all[i].process)), index(all[i].peer));
    }
}

TEST(EventLines, NameEachMessageTheSameAtBothEnds) {
    auto const lines = events_of(programs::bully(), "simulate -n 3 --starter 0 --for 1s");
    auto const name = [](json const& e, char const* from, char const* to) {
        return std::tuple{e[from], e[to], e["channel"], e["number"]};
    };
    std::set<std::tuple<json, json, json, json>> sent;
    std::size_t received = 0;
    for (json const& e : lines) {
        if (e["kind"] == "send") sent.insert(name(e, "process", "peer"));
        if (e["kind"] != "receive") continue;
        ++received;
        EXPECT_TRUE(sent.contains(name(e, "peer", "process"))) << e;
    }
    EXPECT_GT(received, 10U);
    EXPECT_EQ(lines[0]["module"], "Heartbeats");
    EXPECT_EQ(lines[0]["layer"], "detector");
    EXPECT_EQ(lines[0]["text"], "p0 -> p1 Heartbeat()");
}

TEST(EventLines, TellWhatTheNetworkSuffers) {
    auto const lines =
        events_of(programs::bully(), "simulate -n 3 --partition 0/1,2@1s..2s --for 3s");
    std::vector<json> changes;
    for (json const& e : lines)
        if (e["kind"] == "network") changes.push_back(e);
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes[0], (json{{"time_ns", 1'000'000'000},
                                {"kind", "network"},
                                {"text", "# partition p0 / p1,p2 until 2 s"}}));
    EXPECT_EQ(changes[1]["text"], "# healed p0 / p1,p2");
}

TEST(EventLines, EscapeWhatPeopleTyped) {
    std::vector<json> told;
    net::RunPlan const plan;
    app::EventLines lines{plan, {}, {}, [&](std::string_view line) {
                              EXPECT_EQ(line.find('\n'), line.npos);
                              told.push_back(json::parse(line));
                          }};
    std::string const words = "say \"hi\"\n\\ \x01 ü";
    lines.tell({.kind = Event::Kind::decision, .what = words});
    lines.tell({.kind = Event::Kind::decision, .what = "\xff"});
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0]["name"], words);
    EXPECT_EQ(told[1]["name"], "\uFFFD");
}

TEST(EventLines, AreSelectedLikeTheStory) {
    auto const lines =
        events_of(programs::bully(), "simulate -n 3 --only p1 --from 1s --to 1500ms");
    EXPECT_GT(lines.size(), 10U);
    for (json const& e : lines) {
        EXPECT_EQ(e["process"], 1);
        EXPECT_GE(e["time_ns"], 1'000'000'000);
        EXPECT_LE(e["time_ns"], 1'500'000'000);
    }
}

}  // namespace
}  // namespace conclave::test
