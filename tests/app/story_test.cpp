#include "app/story.hpp"

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <optional>
#include <sys/ioctl.h>
#include <unistd.h>
#include <vector>

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using app::Look;
using app::Paint;
using app::Story;
using app::StoryLine;

Event decision(std::uint32_t p, Duration at, std::string what) {
    return {.kind = Event::Kind::decision,
            .process = process(p),
            .peer = process(p),
            .time = Time{at},
            .what = std::move(what)};
}

std::string line(std::uint32_t processes, Look look, Event const& event) {
    return StoryLine{processes, look}.of(event, to_string(event), {});
}

/// A story of some processes on a network without faults, line by line.
class LineByLine {
public:
    explicit LineByLine(std::uint32_t processes, app::Stamps stamps = app::Stamps::none,
                        Look look = {})
        : story_{plan_of(processes), {.look = look, .stamps = stamps}, [this](std::string_view it) {
                     last_ = it;
                 }} {}

    std::string line(Event const& event) {
        story_.tell(event);
        return last_;
    }
    void told_before(Event const& event) { story_.told_before(event); }

private:
    static net::RunPlan plan_of(std::uint32_t processes) {
        net::RunPlan plan;
        plan.processes = processes;
        return plan;
    }

    std::string last_;
    Story story_;
};

TEST(StoryLine, AlignsTimesAndNames) {
    EXPECT_EQ(line(12, {}, decision(3, 0ms, "wins")), "[      0.0 ms] p3  * wins");
    EXPECT_EQ(line(12, {}, decision(11, 1234567us, "wins")), "[   1234.6 ms] p11 * wins");
    EXPECT_EQ(line(5, {}, decision(3, 10ms, "wins")), "[     10.0 ms] p3 * wins");
    EXPECT_EQ(line(12, {}, decision(3, 10h, "wins")), "[36000000.0 ms] p3  * wins");
}

TEST(StoryLine, NamesEveryKindOfEvent) {
    auto const told = [](Event::Kind kind) {
        Event event{.kind = kind, .process = process(1), .peer = process(2), .what = "it"};
        event.shown = "7";
        return line(3, {}, event).substr(15);
    };
    using enum Event::Kind;
    EXPECT_EQ(told(send), "p1 -> p2 it(7)");
    EXPECT_EQ(told(receive), "p1 <- p2 it(7)");
    EXPECT_EQ(told(broadcast), "p1 => it(7)");
    EXPECT_EQ(told(timeout), "p1 ~ it");
    EXPECT_EQ(told(indication), "p1 ! it 7");
    EXPECT_EQ(told(decision), "p1 * 7") << "a decision in words of its own";
    EXPECT_EQ(told(lost), "p1 x p2 it(7) lost");
    EXPECT_EQ(told(garbled), "p1 ? dropped a garbled datagram from p2");
    EXPECT_EQ(told(crash), "p1 # it");
    EXPECT_EQ(told(recovery), "p1 ^ it");
    EXPECT_EQ(told(pause), "p1 | it");
    EXPECT_EQ(told(resume), "p1 > it");
    EXPECT_EQ(told(deliver), "p1 <= p2 it(7)");
    EXPECT_EQ(told(invocation), "p1 >> it(7) #0");
    EXPECT_EQ(told(response), "p1 << it #0 = 7");
}

TEST(StoryLine, IsWrappedAtTheWidthOfTheTerminal) {
    auto const event = decision(3, 2s, "a decision that takes many words to tell");
    EXPECT_EQ(line(5, {.colour = false, .width = 60}, event),
              "[   2000.0 ms] p3 * a decision that takes many words to tell");
    EXPECT_EQ(line(5, {.colour = false, .width = 40}, event),
              "  2000.0 p3 * a decision that takes many\n"
              "              words to tell");
    EXPECT_EQ(line(5, {.colour = false, .width = 30}, event),
              "  2000.0 p3 * a decision that\n"
              "              takes many words\n"
              "              to tell");
    EXPECT_EQ(line(12, {.colour = false, .width = 30}, event),
              "  2000.0 p3  * a decision that\n"
              "               takes many\n"
              "               words to tell");
}

TEST(StoryLine, IsLeftAsItIsWhereThereIsNoRoomToWrapIt) {
    auto const event = decision(3, 0ms, "a decision that takes many words to tell");
    EXPECT_EQ(line(5, {.colour = false, .width = 5}, event),
              "     0.0 p3 * a decision that takes many words to tell");
    auto const word = decision(3, 0ms, "Supercalifragilisticexpialidocious twice");
    EXPECT_EQ(line(5, {.colour = false, .width = 30}, word),
              "     0.0 p3 * Supercalifragilisticexpialidocious\n              twice");
}

TEST(StoryLine, EndsWhatWouldFillTheTerminal) {
    std::string words;
    for (int i = 0; i < 1000; ++i) words += "word ";
    auto const told = line(5, {.colour = false, .width = 40}, decision(3, 0ms, words));
    EXPECT_LE(std::ranges::count(told, '\n'), 10);
    EXPECT_TRUE(told.ends_with("…")) << told;
}

TEST(StoryLine, IsColouredOnlyIfAsked) {
    auto const event = decision(3, 0ms, "wins");
    EXPECT_EQ(line(5, {}, event).find('\x1b'), std::string::npos);
    EXPECT_EQ(line(5, {.colour = true}, event),
              "\x1b[2m[      0.0 ms] \x1b[0m\x1b[33mp3 * wins\x1b[0m");
}

TEST(StoryLine, DimsWhatOnlyServesButForWhatItIndicates) {
    auto const colour = [](Event::Kind kind, Layer layer) {
        Event const event{.kind = kind, .layer = layer, .process = process(1), .what = "it"};
        auto const told = line(3, {.colour = true}, event);
        return told.substr(told.find("] \x1b[0m") + 6, 5);
    };
    using enum Event::Kind;
    for (auto const kind : {send, receive, broadcast, deliver, timeout, invocation, response}) {
        EXPECT_EQ(colour(kind, Layer::support), "\x1b[2mp");
        EXPECT_EQ(colour(kind, Layer::link), "\x1b[2mp");
    }
    EXPECT_EQ(colour(indication, Layer::support), colour(indication, Layer::detector));
    EXPECT_NE(colour(indication, Layer::support), colour(indication, Layer::algorithm));
    EXPECT_EQ(colour(decision, Layer::support), "\x1b[2mp");
    EXPECT_NE(colour(decision, Layer::algorithm), "\x1b[2mp");
}

Event message(Event::Kind kind, std::uint32_t p, std::uint32_t peer, std::uint64_t number,
              Duration at = 1ms) {
    return {.kind = kind,
            .process = process(p),
            .peer = process(peer),
            .number = number,
            .time = Time{at},
            .what = "Note"};
}

constexpr auto send = Event::Kind::send;
constexpr auto receive = Event::Kind::receive;

/// What is told: p0 decides, sends to p1, which receives and answers; p2 decides.
std::vector<std::string> stamps_of(app::Stamps kind) {
    LineByLine story{3, kind};
    std::vector<std::string> stamps;
    for (Event const& event :
         {decision(0, 1ms, "x"), message(send, 0, 1, 1), message(receive, 1, 0, 1, 3ms),
          message(send, 1, 0, 1, 3ms), decision(2, 2ms, "x"), message(receive, 0, 1, 1, 2ms),
          message(receive, 0, 1, 1, 4ms)}) {
        auto const line = story.line(event);
        auto const brace = line.find("  {");
        stamps.push_back(brace == line.npos ? "" : line.substr(brace + 2));
    }
    return stamps;
}

TEST(Stamps, AreNotThereUnlessAskedFor) {
    EXPECT_EQ(stamps_of(app::Stamps::none), std::vector<std::string>(7));
}

TEST(Stamps, LC1_OfLamportTickAtEveryEventAndFollowMessages) {
    EXPECT_EQ(stamps_of(app::Stamps::lamport),
              (std::vector<std::string>{"{1}", "{2}", "{3}", "{4}", "{1}", "{5}", "{6}"}));
}

TEST(Stamps, VC1_VC2_OfAVectorTellWhoKnewOfWhom) {
    EXPECT_EQ(stamps_of(app::Stamps::vector),
              (std::vector<std::string>{"{[1 0 0]}", "{[2 0 0]}", "{[2 1 0]}", "{[2 2 0]}",
                                        "{[0 0 1]}", "{[3 2 0]}", "{[4 2 0]}"}));
}

TEST(Stamps, HLC1_HLC2_OfAHybridClockStayNearTheTime) {
    EXPECT_EQ(stamps_of(app::Stamps::hybrid),
              (std::vector<std::string>{"{1 ms+0}", "{1 ms+1}", "{3 ms+0}", "{3 ms+1}", "{2 ms+0}",
                                        "{3 ms+2}", "{4 ms+0}"}));
}

/// One message of each channel and pair has a number; those of others do not mix with it.
TEST(Stamps, KnowMessagesByTheirWholeName) {
    LineByLine story{3, app::Stamps::lamport};
    for (int i = 0; i < 5; ++i) static_cast<void>(story.line(decision(0, 0ms, "x")));
    static_cast<void>(story.line(message(send, 0, 1, 1)));
    auto other_channel = message(receive, 1, 0, 1);
    other_channel.channel = Channel{1};
    EXPECT_EQ(story.line(other_channel).substr(15), "p1 <- p0 Note()  {1}");
    EXPECT_EQ(story.line(message(receive, 1, 2, 1)).substr(15), "p1 <- p2 Note()  {2}");
    EXPECT_EQ(story.line(message(receive, 1, 0, 2)).substr(15), "p1 <- p0 Note()  {3}");
    EXPECT_EQ(story.line(message(receive, 1, 0, 1)).substr(15), "p1 <- p0 Note()  {7}");
}

TEST(Stamps, FollowBroadcastsToAllTheirDeliveries) {
    LineByLine story{3, app::Stamps::lamport};
    story.told_before(decision(0, 0ms, "it"));
    using enum Event::Kind;
    auto const stamp = [&](Event const& event) {
        auto const line = story.line(event);
        return line.substr(line.find('{'));
    };
    EXPECT_EQ(stamp(message(broadcast, 0, 0, 1)), "{2}");
    EXPECT_EQ(stamp(message(deliver, 1, 0, 1)), "{3}");
    EXPECT_EQ(stamp(message(deliver, 2, 0, 1)), "{3}") << "not only the first";
    EXPECT_EQ(stamp(message(deliver, 2, 1, 1)), "{4}") << "of a broadcast that was not told";
}

TEST(Stamps, CountWhatSomebodyElseHasTold) {
    LineByLine story{3, app::Stamps::lamport};
    story.told_before(decision(0, 0ms, "x"));
    story.told_before(message(send, 0, 1, 1));
    EXPECT_EQ(story.line(message(receive, 1, 0, 1)).substr(15), "p1 <- p0 Note()  {3}");
}

TEST(Stamps, StandBelowTheTextWhereTheyDoNotFitBesideIt) {
    auto const event = decision(3, 0ms, "takes many words to tell");
    LineByLine vector{40, app::Stamps::vector, {.colour = false, .width = 60}};
    EXPECT_EQ(vector.line(event),
              "[      0.0 ms] p3  * takes many words to tell\n"
              "                     {[0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 …");
    LineByLine lamport{5, app::Stamps::lamport, {.colour = true, .width = 40}};
    EXPECT_EQ(lamport.line(event),
              "\x1b[2m     0.0 \x1b[0m\x1b[33mp3 * takes many words to tell\x1b[0m"
              "\x1b[2m\n              {1}\x1b[0m");
}

TEST(Text, IsCutToItsColumns) {
    EXPECT_EQ(app::fitted("hello", 5), "hello");
    EXPECT_EQ(app::fitted("hello", 4), "hel…");
    EXPECT_EQ(app::fitted("hello", 1), "…");
    EXPECT_EQ(app::fitted("hello", 0), "hello");   // 0: any length
    EXPECT_EQ(app::fitted("ünïcödé", 4), "ünï…");  // whole code points
    EXPECT_EQ(app::columns("ünïcödé…"), 8U);
    EXPECT_EQ(app::columns(""), 0U);
    EXPECT_EQ(app::columns("\x1b[31mred\x1b[0m m"), 5U) << "colours take none";
}

TEST(Text, IsWrappedAtSpaces) {
    EXPECT_EQ(app::wrapped("one two three", 7, "  "), "one two\n  three");
    EXPECT_EQ(app::wrapped("one two three", 0, "  "), "one two three");
    EXPECT_EQ(app::wrapped("unbreakable x", 4, ""), "unbreakable\nx");
    EXPECT_EQ(app::wrapped("", 4, ""), "");
    EXPECT_EQ(app::wrapped("one  two  three", 8, ""), "one  two\nthree") << "nothing trails";
    EXPECT_EQ(app::wrapped("äöü äöü", 7, ""), "äöü äöü");
    EXPECT_EQ(app::wrapped("a b c d", 1, ">"), "a\n>b\n>c\n>d");
}

TEST(Paint, WrapsTextInItsCode) {
    EXPECT_EQ(app::paint({.colour = true}, Paint::red, "x"), "\x1b[31mx\x1b[0m");
    EXPECT_EQ(app::paint({.colour = true}, Paint::plain, "x"), "x");
    EXPECT_EQ(app::paint({.colour = false}, Paint::red, "x"), "x");
}

/// An environment variable, until it goes.
class Variable {
public:
    Variable(char const* name, char const* value) : name_{name} {
        if (char const* before = std::getenv(name)) before_ = before;
        if (value != nullptr)
            setenv(name, value, 1);
        else
            unsetenv(name);
    }
    Variable(Variable const&) = delete;
    Variable& operator=(Variable const&) = delete;
    ~Variable() {
        if (before_)
            setenv(name_, before_->c_str(), 1);
        else
            unsetenv(name_);
    }

private:
    char const* name_;
    std::optional<std::string> before_;
};

/// A terminal of 72 columns in the place of standard output, until it goes.
class Terminal {
public:
    Terminal() : terminal_{posix_openpt(O_RDWR | O_NOCTTY)}, before_{dup(STDOUT_FILENO)} {
        grantpt(terminal_);
        unlockpt(terminal_);
        winsize const size{.ws_row = 24, .ws_col = 72, .ws_xpixel = 0, .ws_ypixel = 0};
        ioctl(terminal_, TIOCSWINSZ, &size);
        int const end = open(ptsname(terminal_), O_RDWR | O_NOCTTY);
        dup2(end, STDOUT_FILENO);
        close(end);
    }
    Terminal(Terminal const&) = delete;
    Terminal& operator=(Terminal const&) = delete;
    ~Terminal() {
        dup2(before_, STDOUT_FILENO);
        close(before_);
        close(terminal_);
    }

private:
    int terminal_;
    int before_;
};

Look look_with(char const* term, char const* no_color) {
    std::fflush(stdout);
    Variable const a{"TERM", term};
    Variable const b{"NO_COLOR", no_color};
    Terminal const terminal;
    return app::look_of_output(false);
}

TEST(Look, HasColoursOnATerminalThatWantsThem) {
    EXPECT_TRUE(look_with("xterm", nullptr).colour);
    EXPECT_TRUE(look_with("xterm", "").colour);  // no-color.org: only if it is not empty
    EXPECT_FALSE(look_with("xterm", "1").colour);
    EXPECT_FALSE(look_with("dumb", nullptr).colour);
    EXPECT_FALSE(look_with(nullptr, nullptr).colour);
    EXPECT_EQ(look_with("dumb", "1").width, 72);
}

TEST(Look, IsPlainInAPipe) {
    std::fflush(stdout);
    std::array<int, 2> pipe_ends{};
    ASSERT_EQ(pipe(pipe_ends.data()), 0);
    int const before = dup(STDOUT_FILENO);
    dup2(pipe_ends[1], STDOUT_FILENO);
    Look const look = app::look_of_output(false);
    dup2(before, STDOUT_FILENO);
    for (int const fd : {before, pipe_ends[0], pipe_ends[1]}) close(fd);
    EXPECT_FALSE(look.colour);
    EXPECT_EQ(look.width, 0);
}

}  // namespace
}  // namespace conclave::test
