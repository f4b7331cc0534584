#include "core/port.hpp"

#include <gtest/gtest.h>

#include "core/indication.hpp"
#include "links/fair_loss_link.hpp"
#include "support/lone_process.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::image;
using test::LoneProcess;
using Lines = std::vector<std::string>;

/// Two kinds of messages, one with a field.
class Talker {
public:
    struct Hello {};
    struct Number {
        std::uint16_t value{0};
    };

    Talker(Context& ctx, Link& link) : port{ctx, link, *this} {}

    std::vector<std::string> heard;

private:
    void upon(ProcessId from, Hello const&) { heard.push_back("hello from " + to_string(from)); }
    void upon(ProcessId from, Number const& number) {
        heard.push_back(std::to_string(number.value) + " from " + to_string(from));
    }
    using Port = conclave::Port<Link, Talker, Hello, Number>;
    friend Port;

public:
    Port port;
};

struct Talkers final : Stack {
    explicit Talkers(Context& context)
        : ctx{context}, fll{ctx}, first{ctx, fll}, second{ctx, fll} {}
    Context& ctx;
    FairLossLink fll;
    Talker first;
    Talker second;
    Indication<"elected", ProcessId, int> elected{ctx};
    Indication<"stable"> stable{ctx};
};

class PortTest : public testing::Test {
protected:
    ProcessId const p0_ = process(0);
    ProcessId const p1_ = process(1);
    ProcessId const p2_ = process(2);
    LoneProcess<Talkers> lone_{1, 3, [](Context& ctx) { return std::make_unique<Talkers>(ctx); }};
    Channel const first_ = lone_->first.port.channel();
    Channel const second_ = lone_->second.port.channel();
};

TEST_F(PortTest, OpensItsChannelsInConstructionOrderUnderTheModulesName) {
    EXPECT_EQ(index(first_), 0U);
    EXPECT_EQ(index(second_), 1U);
    ASSERT_EQ(lone_.channels().size(), 2U);
    EXPECT_EQ(lone_.channel(first_).module, "Talker");
    EXPECT_EQ(lone_.channel(first_).layer, Layer::algorithm);
    EXPECT_EQ(lone_.channel(first_).kinds[1].name, "Number");
}

TEST_F(PortTest, WritesOneByteForTheKindThenTheFields) {
    lone_->first.port.send(p2_, Talker::Number{0x0102});
    lone_->second.port.send(p0_, Talker::Hello{});
    auto const sent = lone_.sent();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[0].body, (Bytes{std::byte{1}, std::byte{2}, std::byte{1}}));
    EXPECT_EQ(sent[0].to, p2_);
    EXPECT_EQ(sent[0].channel, first_);
    EXPECT_EQ(sent[1].body, Bytes{std::byte{0}});
    EXPECT_EQ(sent[1].channel, second_);
    EXPECT_EQ(lone_.story(), (Lines{"p1 -> p2 Number(258)", "p1 -> p0 Hello()"}));
}

TEST_F(PortTest, HandsEachKindToItsHandler) {
    lone_.receive(p0_, first_, 1, Talker::Number{7});
    lone_.receive(p2_, first_, 0, Talker::Hello{});
    EXPECT_EQ(lone_->first.heard, (Lines{"7 from p0", "hello from p2"}));
    EXPECT_EQ(lone_->second.heard, Lines{}) << "each channel has its own module";
    EXPECT_EQ(lone_.story(), (Lines{"p1 <- p0 Number(7)", "p1 <- p2 Hello()"}));
}

TEST_F(PortTest, DropsWhatDoesNotDecodeAndCountsAndTracesIt) {
    lone_.receive(p0_, first_, Bytes{});                                             // empty
    lone_.receive(p0_, first_, image(2));                                            // no such kind
    lone_.receive(p0_, first_, image(1));                                            // no field
    lone_.receive(p0_, first_, image(1, std::uint8_t{1}));                           // half a field
    lone_.receive(p0_, first_, image(1, std::tuple<std::uint16_t, bool>{1, true}));  // more
    lone_.receive(p2_, first_, image(0, std::uint8_t{0}));                           // more
    EXPECT_EQ(lone_->first.heard, Lines{});
    EXPECT_EQ(lone_.channel(first_).garbled, 6U);
    EXPECT_EQ(lone_.channel(second_).garbled, 0U);
    Lines expected(5, "p1 ? dropped a garbled datagram from p0");
    expected.push_back("p1 ? dropped a garbled datagram from p2");
    EXPECT_EQ(lone_.story(), expected);

    lone_.receive(p0_, first_, 1, Talker::Number{7});
    EXPECT_EQ(lone_->first.heard, Lines{"7 from p0"}) << "and goes on";
}

TEST_F(PortTest, ADatagramOfAChannelThatNobodyOpenedIsGarbled) {
    lone_.receive(p0_, Channel{2}, image(0));
    lone_.receive(p0_, Channel{65535}, image(0));
    EXPECT_EQ(lone_.story(), Lines(2, "p1 ? dropped a garbled datagram from p0"));
}

TEST_F(PortTest, ADatagramFromNobodyIsGarbled) {
    lone_.receive(process(3), first_, image(0));
    lone_.receive(process(4'000'000'000), first_, image(0));
    EXPECT_EQ(lone_->first.heard, Lines{});
    EXPECT_EQ(lone_.channel(first_).garbled, 2U);
}

TEST_F(PortTest, NumbersMessagesForEachReceiverAndChannel) {
    for (ProcessId const to : {p0_, p2_, p0_}) lone_->first.port.send(to, Talker::Hello{});
    lone_->second.port.send(p0_, Talker::Hello{});
    std::vector<std::uint64_t> numbers;
    for (auto const& sent : lone_.sent()) numbers.push_back(sent.number);
    EXPECT_EQ(numbers, (std::vector<std::uint64_t>{1, 1, 2, 1}));
}

TEST_F(PortTest, NumbersAndCountsContinueAcrossACrash) {
    lone_->first.port.send(p0_, Talker::Hello{});
    lone_.crash();
    lone_.recover();
    lone_->first.port.send(p0_, Talker::Hello{});
    EXPECT_EQ(lone_.sent().back().number, 2U);
    EXPECT_EQ(lone_.channels().size(), 2U);
    EXPECT_EQ(lone_.channel(first_).counts[0].sent, 2U);
}

TEST_F(PortTest, CountsMessagesBytesAndWhatOneSendsToOneself) {
    lone_->first.port.send(p0_, Talker::Number{1});
    lone_->first.port.send(p2_, Talker::Number{1});
    lone_->first.port.send(p1_, Talker::Number{1});
    KindCount const& count = lone_.channel(first_).counts[1];
    EXPECT_EQ(count.sent, 2U);
    EXPECT_EQ(count.bytes, 6U);
    EXPECT_EQ(count.to_self, 1U);
}

TEST_F(PortTest, StampsEveryEventLaterThanItsCauses) {
    lone_->first.port.send(p0_, Talker::Hello{});
    auto const sent = lone_.sent();
    EXPECT_EQ(sent[0].stamp, lone_.events().back().stamp);

    // From a process whose stamps are ahead: the receipt is later all the same.
    Time const ahead{5s};
    lone_.receive(p0_, first_, image(0), ahead);
    EXPECT_GT(lone_.events().back().stamp, ahead);
    EXPECT_EQ(lone_.events().back().time, Time{}) << "its time is its own";
    lone_.receive(p2_, first_, image(0), Time{1s});
    lone_->first.port.send(p0_, Talker::Hello{});
    EXPECT_GT(lone_.sent().back().stamp, ahead);
    lone_.pass(6s);
    lone_->first.port.send(p0_, Talker::Hello{});
    EXPECT_GE(lone_.events().back().stamp, Time{6s}) << "and near the time again";

    auto const& events = lone_.events();
    for (std::size_t i = 1; i < events.size(); ++i) EXPECT_LT(events[i - 1].stamp, events[i].stamp);
}

TEST_F(PortTest, AnIndicationTellsItsListenerAndTheTrace) {
    std::vector<std::pair<ProcessId, int>> told;
    lone_->elected.connect([&told](ProcessId p, int round) { told.emplace_back(p, round); });
    lone_->elected(p2_, 4);
    lone_->stable();
    EXPECT_EQ(told, (std::vector{std::pair{p2_, 4}}));
    EXPECT_EQ(lone_.story(), (Lines{"p1 ! elected p2, 4", "p1 ! stable"}));
    EXPECT_EQ(lone_.events()[0].peer, p2_) << "the process that it is about";
    EXPECT_EQ(lone_.events()[1].peer, p1_);
}

}  // namespace
}  // namespace conclave
