#include "app/report.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "broadcasts/announcer.hpp"
#include "broadcasts/best_effort_broadcast.hpp"
#include "check/assumptions.hpp"
#include "links/fair_loss_link.hpp"
#include "sim/world.hpp"
#include "support/play.hpp"
#include "support/tale.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

/// The report of the run of this command.
template <programs::Make make>
app::Report report_of(std::string const& line) {
    auto const fresh = make();
    auto run = play(fresh, words_of(line));
    return app::make_report(fresh, run.command, std::move(run.trial.outcome), run.trial.hash,
                            "./repeat it");
}

json json_of(app::Report const& report) { return json::parse(app::json(report)); }

std::uint64_t sum(json const& counts) {
    std::uint64_t all = 0;
    for (auto const& count : counts) all += count.get<std::uint64_t>();
    return all;
}

TEST(JsonReport, HasTheFieldsOfTheContract) {
    auto const result =
        json_of(report_of<programs::bully>("simulate -n 4 --seed 7 --loss 0.1 --quiet"));
    EXPECT_EQ(result["program"], "bully");
    EXPECT_EQ(result["mode"], "simulate");
    EXPECT_EQ(result["processes"], 4);
    EXPECT_EQ(result["seed"], 7);
    EXPECT_EQ(result["options"]["loss"], "0.1");
    EXPECT_EQ(result["options"]["quiet"], true);
    EXPECT_EQ(result["verdict"], "holds");
    EXPECT_EQ(result["result"]["leader"], 3);
    EXPECT_EQ(result["end"], "story over");
    EXPECT_EQ(result["missing"], json::array());
    EXPECT_EQ(result["repeat"], "./repeat it");
    EXPECT_EQ(result["history_hash"].get<std::string>().size(), 16U);
    EXPECT_EQ(result["faults"]["crashes"], 1);
    EXPECT_EQ(result["faults"]["recoveries"], 1);
    for (auto const* field : {"lost", "duplicated", "delayed", "refused", "garbled"})
        EXPECT_TRUE(result["faults"][field].is_number_unsigned()) << field;
    EXPECT_GT(result["faults"]["lost"], 0);

    ASSERT_EQ(result["properties"].size(), 5U);
    auto const& first = result["properties"][0];
    EXPECT_EQ(first["id"], "BE1");
    EXPECT_EQ(first["name"], "Termination");
    EXPECT_EQ(first["verdict"], "holds");
    EXPECT_GT(first["premises"], 0);
    EXPECT_TRUE(first["witness"].is_null());
}

TEST(JsonReport, HasNumbersThatAgree) {
    auto const result =
        json_of(report_of<programs::bully>("simulate --loss 0.2 --duplicate 0.2 --chaos"));
    for (auto const* layer : {"messages", "detectors", "links"})
        EXPECT_EQ(result[layer]["total"], sum(result[layer]["by_kind"])) << layer;
    EXPECT_EQ(result["messages"]["total"], result["messages"]["bytes"]);  // one byte each
    ASSERT_FALSE(result["theory"].empty());
    for (auto const& row : result["theory"]) {
        auto const relation = row["relation"].get<std::string>();
        auto const measured = row["measured"].get<double>();
        auto const expected = row["expected"].get<double>();
        bool const holds = relation == "="    ? measured == expected
                           : relation == "<=" ? measured <= expected
                           : relation == ">=" ? measured >= expected
                                              : true;
        EXPECT_EQ(row["holds"], holds) << row;
        for (auto const* field : {"what", "formula"}) EXPECT_TRUE(row[field].is_string());
    }
    EXPECT_EQ(result["theory"][0]["measured"], result["messages"]["by_kind"]["Challenge"]);
}

TEST(JsonReport, HasTheLatency) {
    auto const latency = json_of(report_of<programs::bully>("simulate -n 4"))["latency"];
    EXPECT_EQ(latency["unit"], "us");
    EXPECT_GT(latency["min"], 0);
    EXPECT_LE(latency["min"], latency["median"]);
    EXPECT_LE(latency["median"], latency["p99"]);
    EXPECT_LE(latency["p99"], latency["max"]);
    EXPECT_TRUE(
        json_of(report_of<programs::links>("simulate -n 2 --link fair-loss --loss 1"))["latency"]
            .is_null());
}

TEST(JsonReport, CountsWhatTheLinesDid) {
    auto const result = json_of(report_of<programs::links>("simulate -n 3 --lines 5 --loss 0.3"));
    EXPECT_EQ(result["result"]["sent"], 30);
    EXPECT_EQ(result["result"]["delivered"], 30);
    EXPECT_EQ(result["messages"]["by_kind"]["Line"], 30);
}

TEST(JsonReport, IsTheSameWithEveryTraceLevel) {
    auto const story = json_of(report_of<programs::links>("simulate -n 3 --lines 5 --loss 0.3"));
    auto const all =
        json_of(report_of<programs::links>("simulate -n 3 --lines 5 --loss 0.3 --trace all"));
    for (auto const* field : {"properties", "theory", "messages", "result", "history_hash"})
        EXPECT_EQ(story[field], all[field]) << field;
}

/// A report of these properties over this tale.
app::Report report_on(Tale const& tale, std::vector<check::Property> const& properties) {
    app::Program program{.name = "tale",
                         .summary = {},
                         .description = {},
                         .modules = {},
                         .examples = {},
                         .properties = [&](auto const&) { return properties; }};
    app::Command command;
    command.plan.processes = static_cast<std::uint32_t>(tale.outcome().conditions.size());
    return app::make_report(program, command, tale.outcome(), std::nullopt, "./again");
}

check::Property property(std::string_view id, std::string const& witness, bool premise = true) {
    return {id, "Name", [=](auto const&) {
                check::Finding finding;
                if (premise) finding.premise();
                if (!witness.empty()) finding.violate(witness);
                return finding;
            }};
}

/// Lines broadcast by those that the run is about, over a broadcast of this role.
struct Announcers final : Stack {
    Announcers(Context& ctx, bool serves) : fll{ctx}, beb{ctx, fll} {
        if (serves) subject.emplace(ctx);
        announcer.emplace(ctx, beb);
    }
    void request(std::string_view line) override { announcer->request(line); }
    FairLossLink fll;
    BestEffortBroadcast beb;
    std::optional<Subject> subject;
    std::optional<Announcer> announcer;
};
app::Report report_of_announcers(bool serves) {
    net::RunPlan plan{.processes = 3};
    plan.requests = {{Time{}, process(0), "hello"}, {Time{}, process(1), "hi"}};
    sim::World world{plan, [=](Context& ctx) { return std::make_unique<Announcers>(ctx, serves); }};
    auto report = report_on(Tale{3}, {property("X1", "")});
    report.outcome = world.outcome(world.run());
    return report;
}

TEST(Report, CountsTheSubjectAloneAndWhatServesItApart) {
    auto const subject = report_of_announcers(false);
    auto result = json_of(subject);
    EXPECT_EQ(result["broadcasts"], json::parse(R"({"total": 2, "by_kind": {"Line": 2}})"));
    EXPECT_EQ(result["messages"]["by_kind"], json::parse(R"({"Data": 4})"));
    EXPECT_EQ(result["support"]["total"], 0);
    auto text = app::text(subject, {});
    EXPECT_NE(text.find("\nbroadcasts  2: Line 2\nmessages    4 ("), text.npos) << text;
    EXPECT_EQ(text.find("\nsupport "), text.npos) << text;

    auto const support = report_of_announcers(true);
    result = json_of(support);
    EXPECT_EQ(result["broadcasts"]["total"], 2);
    EXPECT_EQ(result["messages"]["total"], 0);
    EXPECT_EQ(result["support"]["by_kind"], json::parse(R"({"Data": 4})"));
    text = app::text(support, {});
    EXPECT_NE(text.find("\nmessages    none\nsupport     4 ("), text.npos) << text;
}

TEST(Report, OfAViolationHasItsWitnessAndStatus) {
    auto const report = report_on(Tale{2}, {property("X1", ""), property("X2", "p0 lied")});
    EXPECT_EQ(report.status(), 1);
    auto const result = json_of(report);
    EXPECT_EQ(result["verdict"], "violated");
    EXPECT_EQ(result["properties"][1]["witness"], "p0 lied");
    EXPECT_FALSE(result["properties"][1].contains("reason"));
    EXPECT_TRUE(result["history_hash"].is_null());
    auto const text = app::text(report, {});
    EXPECT_NE(text.find("X1 Name  holds  (1 case)"), text.npos) << text;
    EXPECT_NE(text.find("X2 Name  violated  (1 case)"), text.npos) << text;
    EXPECT_NE(text.find("p0 lied"), text.npos);
}

TEST(Report, OfWhatWasNotPromisedSaysWhoBrokeTheAssumptionAndWhatCameOfIt) {
    auto lying = property("X2", "p0 lied");
    lying.assumes.push_back(check::crash_stop());
    auto const tale = Tale{2}.at(1s).crash(1).at(2s).recover(1);
    auto const report = report_on(tale, {property("X1", ""), lying});
    EXPECT_EQ(report.status(), 3);
    auto const result = json_of(report);
    EXPECT_EQ(result["verdict"], "not promised");
    EXPECT_EQ(result["properties"][1]["verdict"], "not promised");
    EXPECT_EQ(result["properties"][1]["witness"], "p0 lied");
    EXPECT_EQ(result["properties"][1]["reason"],
              "it assumes crash-stop, but p1 recovered at 2 s; so p0 lied");
    auto const text = app::text(report, {});
    EXPECT_NE(text.find("X2 Name  not promised  (1 case)"), text.npos) << text;
    EXPECT_NE(text.find("p1 recovered at 2 s; so p0 lied"), text.npos) << text;
}

TEST(Report, OfAnInconclusiveRunHasTheReason) {
    auto const report = report_on(Tale{2}, {property("X1", "", false)});
    EXPECT_EQ(report.status(), 3);
    auto const result = json_of(report);
    EXPECT_EQ(result["verdict"], "inconclusive");
    EXPECT_TRUE(result["properties"][0]["witness"].is_null());
    EXPECT_EQ(result["properties"][0]["reason"], "its premise was never true in this run");
    EXPECT_EQ(report_on(Tale{2}, {}).status(), 3);
    EXPECT_EQ(report_on(Tale{2}, {property("X1", "")}).status(), 0);
}

TEST(Report, TellsWhoIsMissing) {
    Tale tale{4};
    tale.finds(1, net::Condition::dead).finds(2, net::Condition::silent).crash(3);
    auto const report = report_on(tale.ends(2s), {property("X1", "")});
    EXPECT_EQ(json_of(report)["missing"], json::parse("[1, 2]"));
    EXPECT_EQ(json_of(report)["ended_at_us"], 2'000'000);
    auto const text = app::text(report, {});
    EXPECT_NE(text.find("p1 (killed) p2 (did not answer)"), text.npos) << text;
    EXPECT_NE(text.find("the story was over after 2 s"), text.npos);
    EXPECT_NE(text.find("1 crash"), text.npos);
}

TEST(Report, TellsHowTheRunEnded) {
    auto const ended = [](net::Outcome::End end) {
        Tale tale{1};
        auto report = report_on(tale.ends(3s), {});
        report.outcome.end = end;
        return std::pair{app::text(report, {}), json_of(report)["end"]};
    };
    using enum net::Outcome::End;
    EXPECT_NE(ended(time_limit).first.find("cut off at the time limit, 3 s"), std::string::npos);
    EXPECT_EQ(ended(time_limit).second, "time limit");
    EXPECT_NE(ended(interrupted).first.find("interrupted after 3 s"), std::string::npos);
    EXPECT_EQ(ended(interrupted).second, "interrupted");
    EXPECT_EQ(ended(story_over).second, "story over");
}

TEST(Report, OfARunThatWasCutOffIsInconclusiveAtBest) {
    auto cut_off = report_on(Tale{2}.cut_off(), {property("X1", "")});
    EXPECT_EQ(cut_off.status(), 3);
    EXPECT_EQ(json_of(cut_off)["verdict"], "inconclusive");
    EXPECT_NE(
        app::text(cut_off, {}).find("\nend         cut off by --for before the story was over"),
        std::string::npos);
    EXPECT_EQ(report_on(Tale{2}.cut_off(), {property("X1", "p0 lied")}).status(), 1);

    cut_off.outcome.end = net::Outcome::End::interrupted;
    EXPECT_EQ(cut_off.status(), 3);
    EXPECT_NE(app::text(cut_off, {}).find("\nend         interrupted before the story was over"),
              std::string::npos);
    EXPECT_EQ(app::text(report_on(Tale{2}, {property("X1", "")}), {}).find("\nend "),
              std::string::npos);
}

TEST(Report, ShowsSpellsForPeopleAndForScripts) {
    auto report = report_on(Tale{2}, {property("X1", "")});
    report.result = {{"two_leaders", std::vector<check::Spell>{}}};
    EXPECT_EQ(json_of(report)["result"]["two_leaders"], json::array());
    EXPECT_EQ(app::text(report, {}).find("two leaders"), std::string::npos);

    report.result = {{"two_leaders", std::vector<check::Spell>{{"p1 and p4", Time{1600ms}, 3500ms},
                                                               {"p0 and p4", Time{9s}, 1ms}}}};
    EXPECT_NE(app::text(report, {})
                  .find("\ntwo leaders p1 and p4 for 3.5 s, from 1.6 s on; p0 and p4 for 1 ms, "
                        "from 9 s on\n"),
              std::string::npos);
    auto const first = json_of(report)["result"]["two_leaders"][0];
    EXPECT_EQ(first["who"], "p1 and p4");
    EXPECT_EQ(first["from_us"], 1'600'000);
    EXPECT_EQ(first["for_us"], 3'500'000);
}

/// Each program's own story comes to its end: else nobody would ever see status 0.
TEST(Report, OfEveryProgramsOwnStoryIsThatOfAWholeRun) {
    for (auto const make : programs::every) {
        auto const program = make();
        auto const run = play(program, words_of("simulate --trace none"));
        EXPECT_EQ(run.trial.outcome.end, net::Outcome::End::story_over) << program.name;
        auto const cut = play(make(), words_of("simulate --trace none --for 50ms"));
        EXPECT_EQ(cut.trial.outcome.end, net::Outcome::End::time_limit) << program.name;
    }
}

TEST(TextReport, HasItsRows) {
    auto const text =
        app::text(report_of<programs::bully>("simulate -n 4 --delay 10ms --starter 0"), {});
    for (auto const* row :
         {"bully: 4 processes, simulated, seed 1; the story was over after ", "\nleader      3\n",
          "\nproperties  BE1 Termination ", "\n            BE2 Agreement ", "\nmessages    ",
          "\ndetectors   ", "\nlinks       ", "\ntheory      Challenge", "\nlatency     ",
          "\nfaults      1 crash, 1 recovery", "\nhistory     ", "\nrepeat      ./repeat it\n"})
        EXPECT_NE(text.find(row), text.npos) << row << " in\n" << text;
    EXPECT_EQ(text.find('\x1b'), text.npos);
}

TEST(Report, TellsHowTheRanksClocksFitTogether) {
    Tale const tale{3};
    auto report = report_on(tale, {property("OK1", "")});
    EXPECT_EQ(json_of(report)["clocks"], json::array());
    EXPECT_EQ(app::text(report, {}).find("\nclocks "), std::string::npos);

    report.outcome.clocks = {{}, {.behind = -3us, .error_max = 5us}, {.error_max = 4us}};
    EXPECT_NE(app::text(report, {})
                  .find("one machine, one clock; an exchange of time stamps put "
                        "the ranks 3 us apart at most\n"),
              std::string::npos);
    report.outcome.clocks[1] = {.behind = 3h, .error_max = 20us, .same_clock = false};
    EXPECT_NE(app::text(report, {})
                  .find("\nclocks      lined up with that of rank 0, to within "
                        "20 us\n"),
              std::string::npos);
    auto const clock = json_of(report)["clocks"][1];
    EXPECT_EQ(clock["error_max_us"], 20);
    EXPECT_EQ(clock["same_clock"], false);
}

TEST(TextReport, ShowsThePictureAndNamesTheFiles) {
    app::Program program{.name = "tale",
                         .summary = {},
                         .description = {},
                         .modules = {},
                         .examples = {},
                         .picture =
                             [](check::History const& history, std::size_t columns) {
                                 return std::string(history.size(), 'o') + ' ' +
                                        std::to_string(columns) + '\n';
                             },
                         .files =
                             [](check::History const& history) {
                                 return std::vector<app::File>{
                                     {"a.csv", std::to_string(history.size())}, {"b.csv", ""}};
                             }};
    Tale tale{3};
    auto report = report_on(tale, {property("OK1", "")});
    EXPECT_TRUE(report.picture.empty());
    app::illustrate(report, program, {.width = 70});
    ASSERT_EQ(report.files.size(), 2U);
    EXPECT_EQ(report.files[0].content, "3");
    auto const text = app::text(report, {});
    for (auto const* row : {"\nooo 70\n", "\nfiles       a.csv\n            b.csv\n"})
        EXPECT_NE(text.find(row), text.npos) << text;
    EXPECT_EQ(json_of(report)["files"], (json{"a.csv", "b.csv"}));
}

TEST(TextReport, FitsTheTerminal) {
    auto const text = app::text(report_of<programs::bully>("simulate --seed 2"), {.width = 80});
    std::istringstream in{text};
    std::string line;
    std::getline(in, line);  // the heading
    for (; std::getline(in, line);) EXPECT_LE(app::columns(line), 80U) << line;
}

/// The words of a text; the backslash goes on with a command in the next line.
std::vector<std::string> words_in(std::string const& text) {
    std::istringstream in{text};
    std::vector<std::string> words;
    for (std::string word; in >> word;)
        if (word != "\\") words.push_back(word);
    return words;
}

TEST(TextReport, IsWrappedInNarrowTerminals) {
    for (auto const& report :
         {report_of<programs::bully>("simulate -n 4 --loss 0.2"),
          report_of<programs::bully>("simulate --partition 0,1/2,3,4@1s..3s --crash 4@2s"),
          report_of<programs::links>("simulate --link fifo --cut 0>1@1s..2s")}) {
        auto const plain = app::text(report, {});
        for (int const width : {30, 40, 60}) {
            auto const text = app::text(report, {.width = width});
            EXPECT_EQ(words_in(text), words_in(plain)) << "a word is broken, or lost";
            std::istringstream in{text};
            for (std::string line; std::getline(in, line);) {
                bool const one_word = words_in(line).size() < 2;
                EXPECT_TRUE(one_word || app::columns(line) <= static_cast<std::size_t>(width))
                    << line;
            }
        }
    }
}

TEST(TextReport, LeavesAThirdOfTheTerminalToNames) {
    auto const report = report_of<programs::bully>("simulate -n 4 --delay 10ms --starter 0");
    auto const at_40 = app::text(report, {.width = 40});
    EXPECT_NE(at_40.find("\nleader      3\n"), at_40.npos) << at_40;
    EXPECT_NE(at_40.find("\nproperties  BE1 Termination  holds  ("), at_40.npos) << at_40;
    auto const at_30 = app::text(report, {.width = 30});
    EXPECT_NE(at_30.find("\nleader\n  3\n"), at_30.npos) << at_30;
    EXPECT_NE(at_30.find("\nproperties\n  BE1 Termination  holds  ("), at_30.npos) << at_30;
}

TEST(TextReport, BreaksTheCommandAsAShellReadsOn) {
    auto report = report_of<programs::bully>("simulate -n 4");
    report.repeat = "./bully simulate -n 4 --seed 1 --loss 0.2 --starter 2,3";
    auto const text = app::text(report, {.width = 40});
    EXPECT_TRUE(
        text.ends_with("repeat      ./bully simulate -n 4 \\\n"
                       "              --seed 1 --loss 0.2 \\\n"
                       "              --starter 2,3\n"))
        << text;
}

TEST(TextReport, IsColouredOnlyIfAsked) {
    auto const report = report_of<programs::bully>("simulate");
    EXPECT_NE(app::text(report, {.colour = true}).find("\x1b[32mholds\x1b[0m"), std::string::npos);
}

TEST(ExitStatus, IsThatOfTheContract) {
    EXPECT_EQ(app::status_of(check::Verdict::holds), 0);
    EXPECT_EQ(app::status_of(check::Verdict::violated), 1);
    EXPECT_EQ(app::status_of(check::Verdict::inconclusive), 3);
    EXPECT_EQ(app::status_of(check::Verdict::not_promised), 3);
}

// A stubborn link repeats for ever: its story is long enough to judge it, and nobody cut it off.
TEST(TextReport, AStoryWithoutAnEndIsNotCutOffAtItsOwnLimit) {
    auto const own = report_of<programs::links>("simulate -n 2 --lines 2 --link stubborn");
    EXPECT_FALSE(own.cut_off());
    EXPECT_EQ(own.status(), 0);
    auto const typed = report_of<programs::links>("simulate -n 2 --link stubborn --for 300ms");
    EXPECT_TRUE(typed.cut_off());
    EXPECT_EQ(typed.status(), 3);
}

}  // namespace
}  // namespace conclave::test
