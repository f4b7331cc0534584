#include <gtest/gtest.h>

#include "support/play.hpp"

/// Values at the ends of their ranges, alone and together: what is worked out from them stays
/// within the time line (the build with sanitizers sees where it does not).
namespace conclave::test {
namespace {

using namespace std::chrono_literals;

void expect_sound(programs::Make make, std::string const& options) {
    auto const words = "simulate --for 2s " + options;
    auto const trial = play(make(), words_of(words)).trial;
    EXPECT_GE(trial.outcome.ended_at, Time{1s}) << words;
    EXPECT_LE(trial.outcome.ended_at, Time{2s}) << words;
    for (auto const& judgement : trial.judgements)
        EXPECT_NE(judgement.finding.verdict(), check::Verdict::violated)
            << words << ": " << judgement.id << ' ' << judgement.finding.reason();
}

TEST(ExtremeOptions, OfSnapshots) {
    expect_sound(programs::snapshot, "-n 3 --every 60min --actions 1000000 --start 0@1s");
    expect_sound(programs::snapshot, "-n 3 --delay 0ms..1500000min --reorder 0.5 --start 0@1s");
}

TEST(ExtremeOptions, OfClockSynchronisation) {
    for (auto const* algorithm : {"cristian", "cristian-min", "berkeley", "ntp"})
        for (auto const* options :
             {"--no-answer 1500000min --loss 0.9", "--delay 1500000min --skew 1:5ms,500000ppm",
              "--every 1500000min --sample 1500000min --rounds 4000000000",
              "--skew 1:1600000min --skew 2:-1600000min --outlier 1600000min --jitter 1600000min"})
            expect_sound(programs::clock_sync,
                         "-n 4 --algorithm " + std::string{algorithm} + ' ' + options);
    std::string skews;
    for (int p = 1; p < 100; ++p) skews += " --skew " + std::to_string(p) + ":1600000min";
    expect_sound(programs::clock_sync, "-n 100 --algorithm lundelius-lynch --step" + skews);
    expect_sound(programs::clock_sync,
                 "-n 100 --algorithm berkeley --outlier 1600000min --step" + skews);
}

TEST(ExtremeOptions, OfElections) {
    expect_sound(programs::bully,
                 "-n 3 --heartbeat 1500000min --silence 1600000min --delay-max 1600000min");
    expect_sound(programs::bully,
                 "-n 3 --heartbeat 1500000min --loss 0.99 --skew 1:0ms,-999999ppm");
    expect_sound(programs::bully, "-n 3 --skew 1:1600000min,1000000000ppm --heartbeat 1500000min");
    expect_sound(programs::ring_election, "-n 3 --delay 0ms..1500000min --loss 0.99");
}

TEST(ExtremeOptions, OfLinksAndClocks) {
    for (auto const* link : {"fair-loss", "stubborn", "eliminate-duplicates", "perfect", "fifo"})
        expect_sound(
            programs::links,
            "-n 2 --every 1600000min --lines 1000 --repeat 1600000min --loss 0.99 --link " +
                std::string{link});
    expect_sound(programs::lamport, "-n 2 --every 60min --rounds 100000");
    expect_sound(programs::lamport,
                 "-n 2 --clock hybrid --every 60min --skew 1:1600000min,1000000000ppm");
}

}  // namespace
}  // namespace conclave::test
