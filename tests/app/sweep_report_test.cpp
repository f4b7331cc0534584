#include "app/sweep_report.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/play.hpp"

namespace conclave::test {
namespace {

using nlohmann::json;

/// A sweep of this command, seed by seed.
class Swept {
public:
    explicit Swept(std::string const& line)
        : program_{programs::bully()},
          command_{app::read_command_line(program_, words_of(line), false)} {
        for (Seed seed = command_.plan.seed; seed < command_.plan.seed + command_.seeds; ++seed) {
            auto words = words_of(line);
            words[0] = "simulate";
            words.insert(words.end(), {"--seed", std::to_string(seed)});
            auto run = play(program_, words);
            harvest.add(app::make_report(program_, run.command, std::move(run.trial.outcome),
                                         run.trial.hash, {}));
        }
    }
    [[nodiscard]] app::SweepReport report() const { return {program_, command_, call_, harvest}; }

    app::Harvest harvest;

private:
    app::Program program_;
    app::Command command_;
    std::string name_{"./bully"};
    std::array<char*, 1> words_{name_.data()};
    app::Call call_{1, words_.data(), false, {}};
};

TEST(SweepReport, IsWhole) {
    Swept const swept{
        "sweep -n 4 --seeds 5 --loss 0.1 --cut 0>1@1s..3s --cut 1>0@1ns..2ns "
        "--crash leader@2s --recover leader@4s"};
    auto const result = json::parse(swept.report().json());
    EXPECT_EQ(result["mode"], "sweep");
    EXPECT_EQ(result["seeds"], 5);
    EXPECT_EQ(result["seeds_asked"], 5);
    EXPECT_EQ(result["options"]["loss"], "0.1");
    EXPECT_EQ(result["options"]["cut"].size(), 2U);
    EXPECT_GT(result["latency"]["median"], 0);
    EXPECT_EQ(result["latency"]["what"], "leader's failure to new leader");
    ASSERT_EQ(result["theory"].size(), 3U);
    EXPECT_EQ(result["theory"][0]["so"], 5);
    EXPECT_EQ(result["theory"][0]["holds"], true);
    EXPECT_GT(result["faults"]["lost"], 0);
    EXPECT_EQ(result["faults"]["crashes"], 5);
    auto const plan = result["faults"]["plan"];
    ASSERT_EQ(plan.size(), 5U);
    EXPECT_EQ(plan[0]["fault"], "loss of 10%");
    EXPECT_EQ(plan[1]["runs_hit"], 5);
    EXPECT_EQ(plan[2]["runs_hit"], 0);
    EXPECT_EQ(plan[3]["struck"], 5);
    EXPECT_EQ(result["properties"][0]["holds"], 5);
    EXPECT_EQ(result["refused_seeds"], 0);
    EXPECT_EQ(result["repeat"],
              "./bully sweep -n 4 --seed 1 --seeds 5 --crash leader@2s --cut '0>1@1s..3s' "
              "--cut '1>0@1ns..2ns' --loss 0.1 --recover leader@4s");
}

TEST(SweepReport, SaysForPeopleWhatTheFaultsHit) {
    auto const text =
        Swept{"sweep -n 4 --seeds 3 --cut 0>1@1s..3s --cut 1>0@1ns..2ns --crash leader@2s"}
            .report()
            .text();
    EXPECT_NE(text.find("cut 1>0 from 1 ns to 2 ns: hit nothing in any run: this sweep says "
                        "nothing about it\n"),
              text.npos)
        << text;
    EXPECT_NE(text.find("crash of the leader at 2 s: struck 3 times in 3 of 3 runs\n"), text.npos)
        << text;
    EXPECT_NE(text.find(" messages in 3 of 3 runs\n"), text.npos) << text;
    EXPECT_NE(text.find("\ntheory      Challenge: to each superior of a starter: ok in 3 runs"),
              text.npos)
        << text;
}

TEST(SweepReport, OfRunsThatWereCutOffSaysSo) {
    Swept const swept{"sweep -n 4 --seeds 3 --for 50ms"};
    EXPECT_EQ(swept.report().status(), 3);
    EXPECT_NE(swept.report().text().find("\nend         3 of 3 runs were cut off by --for"),
              std::string::npos);
    auto const result = json::parse(swept.report().json());
    EXPECT_EQ(result["cut_off"], 3);
    EXPECT_EQ(result["verdict"], "inconclusive");
}

TEST(SweepReport, OfASweepThatWasInterruptedHasWhatWasDone) {
    Swept swept{"sweep -n 4 --seeds 3"};
    EXPECT_EQ(swept.report().status(), 0);
    swept.harvest.interrupted = true;
    EXPECT_EQ(swept.report().status(), 3);
    EXPECT_NE(swept.report().text().find("\nend         interrupted: the other seeds"),
              std::string::npos);
    EXPECT_EQ(json::parse(swept.report().json())["end"], "interrupted");

    swept.harvest = {};
    swept.harvest.interrupted = true;
    EXPECT_NE(swept.report().text().find("swept 0 of 3 seeds"), std::string::npos);
    EXPECT_EQ(json::parse(swept.report().json())["messages"]["min"], 0);
}

TEST(SweepReport, NamesTheSeedsThatFailAndTheirCommands) {
    Swept const swept{"sweep -n 3 --seeds 2 --partition 0/1,2"};
    auto const failures = json::parse(swept.report().json())["failures"];
    ASSERT_FALSE(failures.empty());
    EXPECT_EQ(failures[0]["seed"], 1);
    EXPECT_EQ(failures[0]["verdict"], "not promised");
    EXPECT_EQ(failures[0]["repeat"], "./bully simulate -n 3 --seed 1 --partition 0/1,2");
}

}  // namespace
}  // namespace conclave::test
