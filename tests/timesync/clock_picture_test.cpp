#include "timesync/clock_picture.hpp"

#include <gtest/gtest.h>
#include <sstream>

#include "app/terminal.hpp"
#include "check/said.hpp"
#include "support/play.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using check::ClockError;

std::vector<std::string> lines_of(std::string const& text) {
    std::istringstream in{text};
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// p1 is off by 30 ms and then by 100 us, of which it says 1 ms at most; p2 by 30 ms throughout.
std::vector<ClockError> const readings{
    {Time{0s}, process(0), 0ms, 0ms},    {Time{0s}, process(1), -30ms, {}},
    {Time{0s}, process(2), 30ms, {}},    {Time{5s}, process(1), 100us, 1ms},
    {Time{5s}, process(2), 30ms, 80ms},  {Time{10s}, process(1), 100us, 1ms},
    {Time{10s}, process(2), 30ms, 80ms}, {Time{10s}, process(0), 0ms, 0ms}};

TEST(ClockPlot, ShowsErrorsByDigitAndTheLargestBoundByDots) {
    auto const lines = lines_of(app::clock_plot(readings, {}, 28));
    auto const row = [&](std::string_view label) {
        for (auto const& line : lines)
            if (line.starts_with(label)) return line;
        return std::string{};
    };
    ASSERT_EQ(lines.size(), 16U);
    EXPECT_EQ(lines[4], "       |**********2222222222") << "30 ms: two clocks, then one";
    EXPECT_EQ(row("100 us"), "100 us |          1111111111");
    EXPECT_EQ(row("100 ms"), "100 ms |          ..........") << "the bound of 80 ms";
    EXPECT_EQ(lines.back(), "        0               10 s");
}

TEST(ClockPlot, KeepsWithinItsColumns) {
    for (std::size_t const columns : {20U, 40U, 60U, 200U})
        for (auto const& line : lines_of(app::clock_plot(readings, {}, columns)))
            EXPECT_LE(app::columns(line), columns) << line;
}

TEST(ClockPlot, ReachesToTheLargestError) {
    std::vector<ClockError> const wrong{{Time{0s}, process(1), -1h, {}},
                                        {Time{1s}, process(1), -30ms, 20s}};
    auto const lines = lines_of(app::clock_plot(wrong, {}, 28));
    EXPECT_EQ(lines[1], "       |1111111111111111111") << "an hour, between 1000 s and 10000 s";
    EXPECT_EQ(lines[2], "1000 s |");
    EXPECT_EQ(lines_of(app::clock_plot(readings, {}, 28)).size(), 16U) << "a second at least";
    std::vector<ClockError> const days{{Time{0s}, process(1), 24h * 365, {}}};
    EXPECT_TRUE(lines_of(app::clock_plot(days, {}, 28))[1].starts_with("10000 s |1"));
}

TEST(ClockPlot, SaysSoWhereNoClockWasRead) {
    EXPECT_EQ(app::clock_plot({}, {}, 80), "no clock was read\n");
}

TEST(ClockTable, HasEachClockBeforeAndAfter) {
    net::Outcome outcome;
    outcome.conditions.resize(3, net::Condition::up);
    check::History const history{outcome};
    auto const clocks = check::summaries(readings, history, {});
    ASSERT_EQ(clocks.size(), 2U) << "not the server's";
    EXPECT_EQ(check::worst_clock(clocks)->process, process(2));
    auto const lines = lines_of(app::clock_table(clocks));
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[1], "p1                30 ms        100 us          1 ms");
}

TEST(ClockTable, TellsLongErrorsApart) {
    auto const lines =
        lines_of(app::clock_table({{process(1), 3'599'998'123us, 10'012'500us, 2'329'784ns}}));
    EXPECT_EQ(lines[1], "p1        3599.998123 s     10.0125 s       2.33 ms");
}

/// The picture that the program draws of this run.
std::string picture_of(std::string const& line) {
    auto const fresh = programs::clock_sync();
    auto const run = play(fresh, words_of(line));
    return fresh.picture(check::History{run.trial.outcome}, 100);
}

// The textbook's Berkeley: 3:00, 3:25 and 2:50 agree on 3:05.
TEST(ClockRemarks, NameTheClocksThatWereLeftOutAndTheOption) {
    std::string const textbook =
        "simulate -n 3 --algorithm berkeley --skew 1:+25min --skew 2:-10min --step --delay 1ms "
        "--rounds 1";
    auto const left_out = picture_of(textbook);
    EXPECT_NE(left_out.find("\nleft out of the average in 1 round: p0, p1; further than --outlier "
                            "200 ms from most\n"),
              left_out.npos)
        << left_out;
    auto const fresh = programs::clock_sync();
    auto const run = play(fresh, words_of(textbook + " --outlier 60min"));
    check::History const history{run.trial.outcome};
    EXPECT_EQ(fresh.picture(history, 100).find("left out"), std::string::npos);
    auto const made = check::said(history, &TimeSync::adjusted);
    ASSERT_EQ(made.size(), 3U);
    std::map<ProcessId, Duration> by;
    for (auto const& one : made) by[one.by()] = std::get<1>(one.values);
    EXPECT_EQ(by[process(0)], Duration{5min});
    EXPECT_EQ(by[process(1)], Duration{-20min});
    EXPECT_EQ(by[process(2)], Duration{15min});
    EXPECT_EQ(run.trial.finding("BK2").verdict(), check::Verdict::holds);
}

TEST(ClockRemarks, SayHowLongASlewingTakesThatIsNotOver) {
    auto const slewing = picture_of("simulate -n 2 --algorithm ntp --skew 1:-60min");
    EXPECT_NE(slewing.find("\nstill slewing at the end: p1; p1 takes "), slewing.npos) << slewing;
    EXPECT_NE(slewing.find(" h more for 3599."), slewing.npos) << slewing;
    EXPECT_NE(slewing.find("(--step sets clocks at once"), slewing.npos) << slewing;
    EXPECT_EQ(picture_of("simulate -n 2 --algorithm ntp --skew 1:-60min --step").find("slewing"),
              std::string::npos);
    EXPECT_EQ(picture_of("simulate -n 2 --algorithm ntp --skew 1:-50ms").find("slewing"),
              std::string::npos);
}

TEST(ClockTable, OfVeryManyHasTheWorst) {
    std::vector<check::SyncedClock> clocks;
    for (std::uint32_t i = 1; i < 100; ++i)
        clocks.push_back({process(i), 1s, Duration{i * 1ms}, 200ms});
    auto const lines = lines_of(app::clock_table(clocks));
    ASSERT_EQ(lines.size(), 14U);
    EXPECT_TRUE(lines[1].starts_with("p99 "));
    EXPECT_EQ(lines.back(), "and 87 more that are less wrong");
}

TEST(ClockCsv, HasOneLineForEachReading) {
    auto const lines = lines_of(app::clock_csv(readings));
    ASSERT_EQ(lines.size(), 1 + readings.size());
    EXPECT_EQ(lines[0], "time_s,process,error_us,bound_us");
    EXPECT_EQ(lines[2], "0.000000,1,-30000.000,");
    EXPECT_EQ(lines[4], "5.000000,1,100.000,1000.000");
}

}  // namespace
}  // namespace conclave::test
