#include "core/event.hpp"

#include <gtest/gtest.h>
#include <type_traits>

#include "core/type_name.hpp"

namespace conclave {

template <class T>
struct Templated {};

namespace {

struct Hidden {
    struct Inner {};
};

TEST(TypeName, IsTheUnqualifiedNameOfTheClass) {
    static_assert(type_name<Event>() == "Event");
    static_assert(type_name<Hidden>() == "Hidden");
    static_assert(type_name<Hidden::Inner>() == "Inner");
    static_assert(type_name<Templated<Hidden::Inner>>() == "Templated");
    static_assert(type_name<int>() == "int");
    SUCCEED();
}

Event event(Event::Kind kind, std::string what) {
    return {.kind = kind, .process = process(1), .peer = process(2), .what = std::move(what)};
}

TEST(Event, IsOneLineOfTheStory) {
    using enum Event::Kind;
    EXPECT_EQ(to_string(event(send, "Answer")), "p1 -> p2 Answer()");
    EXPECT_EQ(to_string(event(receive, "Answer")), "p1 <- p2 Answer()");
    EXPECT_EQ(to_string(event(broadcast, "Data")), "p1 => Data()");
    EXPECT_EQ(to_string(event(timeout, "no answer")), "p1 ~ no answer");
    EXPECT_EQ(to_string(event(decision, "starts an election")), "p1 * starts an election");
    EXPECT_EQ(to_string(event(lost, "Answer")), "p1 x p2 Answer() lost");
    EXPECT_EQ(to_string(event(garbled, "")), "p1 ? dropped a garbled datagram from p2");
    EXPECT_EQ(to_string(event(crash, "crashes")), "p1 # crashes");
    EXPECT_EQ(to_string(event(recovery, "recovers")), "p1 ^ recovers");
    EXPECT_EQ(to_string(event(pause, "pauses")), "p1 | pauses");
    EXPECT_EQ(to_string(event(resume, "goes on")), "p1 > goes on");
    EXPECT_EQ(to_string(event(indication, "stable")), "p1 ! stable");
    EXPECT_EQ(to_string(event(deliver, "Line")), "p1 <= p2 Line()");
    EXPECT_EQ(to_string(event(invocation, "read")), "p1 >> read() #0");
    EXPECT_EQ(to_string(event(response, "read")), "p1 << read #0");
}

TEST(Event, TellsItsInstanceLast) {
    Event e = event(Event::Kind::send, "Propose");
    e.instance = "7";
    EXPECT_EQ(to_string(e), "p1 -> p2 Propose() [7]");
}

TEST(Event, ShowsItsArguments) {
    using Arguments = std::tuple<ProcessId, std::uint8_t>;
    Event e = event(Event::Kind::indication, "elected");
    e.body = encode(Arguments{process(2), 7});
    e.show_body = &show_bytes<Arguments>;
    EXPECT_EQ(to_string(e), "p1 ! elected p2, 7");
    e.kind = Event::Kind::send;
    EXPECT_EQ(to_string(e), "p1 -> p2 elected(p2, 7)");
}

TEST(Event, KeepsItsArgumentsAsTextInAnArchive) {
    Event e = event(Event::Kind::send, "Data");
    e.number = 9;
    e.body = encode(std::uint32_t{5});
    e.show_body = &show_bytes<std::uint32_t>;
    auto const read = decode<Event>(view(encode(e)));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->show_body, nullptr);
    EXPECT_EQ(to_string(*read), "p1 -> p2 Data(5)");
    EXPECT_EQ(to_string(*read), to_string(e));
    EXPECT_EQ(read->number, 9U);
    EXPECT_EQ(read->body, e.body);
}

TEST(ProcessRange, HoldsConsecutiveIdsInRisingOrder) {
    ProcessRange const range{2, 5};
    EXPECT_EQ((std::vector(range.begin(), range.end())),
              (std::vector{process(2), process(3), process(4)}));
    EXPECT_EQ(range.size(), 3U);
    EXPECT_TRUE(range.contains(process(2)) && range.contains(process(4)));
    EXPECT_FALSE(range.contains(process(1)) || range.contains(process(5)));
    EXPECT_TRUE((ProcessRange{5, 2}.empty()));
    EXPECT_EQ(to_string(process(17)), "p17");
}

}  // namespace
}  // namespace conclave
