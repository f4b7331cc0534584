#include "net/recorder.hpp"

#include <gtest/gtest.h>
#include <set>

#include "net/run.hpp"
#include "support/lone_process.hpp"

namespace conclave::net {
namespace {

using namespace std::chrono_literals;

Event sample() {
    return {.kind = Event::Kind::send,
            .layer = Layer::algorithm,
            .channel = Channel{3},
            .process = process(1),
            .peer = process(2),
            .number = 5,
            .time = Time{7ms},
            .what = "Data",
            .body = encode(std::string{"some text"})};
}

std::uint64_t hash_of(std::vector<Event> const& events, Recorder::Options options = {}) {
    Recorder recorder{std::move(options)};
    for (Event const& event : events) recorder.record(event);
    return recorder.hash();
}

TEST(Recorder, EqualHistoriesHaveEqualHashes) {
    EXPECT_EQ(hash_of({sample(), sample()}), hash_of({sample(), sample()}));
    EXPECT_EQ(hash_of({sample()}, {.all_layers = true}), hash_of({sample()}))
        << "whatever the recorder keeps";
    EXPECT_EQ(hash_of({}), 0U);
}

TEST(Recorder, WhatDiffersInAnyThingHasAnotherHash) {
    std::vector<Event> events(10, sample());
    events[1].kind = Event::Kind::receive;
    events[2].channel = Channel{4};
    events[3].process = process(2);
    events[4].peer = process(1);
    events[5].number = 6;
    events[6].time += Duration{1};
    events[7].what = "Date";
    events[8].body = encode(std::string{"some texu"});
    events[9].instance = "7";
    std::set<std::uint64_t> hashes;
    for (Event const& event : events) hashes.insert(hash_of({event}));
    // More, fewer, in another order, and with a boundary elsewhere.
    hashes.insert(hash_of({}));
    hashes.insert(hash_of({events[0], events[0]}));
    hashes.insert(hash_of({events[0], events[1]}));
    hashes.insert(hash_of({events[1], events[0]}));
    Event shifted = sample();
    shifted.what = "Dat";
    shifted.body.insert(shifted.body.begin(), std::byte{'a'});
    hashes.insert(hash_of({shifted}));
    EXPECT_EQ(hashes.size(), 15U);
}

TEST(Recorder, CountsTheHiddenLayersIntoItsHashToo) {
    Event hidden = sample();
    hidden.layer = Layer::link;
    Recorder recorder;
    recorder.record(hidden);
    EXPECT_TRUE(recorder.events().empty());
    EXPECT_NE(recorder.hash(), 0U);
}

TEST(Recorder, TellsTheStoryWithoutTheMessagesOfLinksDetectorsAndSupport) {
    using enum Event::Kind;
    for (Layer const layer : {Layer::link, Layer::detector, Layer::support, Layer::algorithm}) {
        bool const algorithm = layer == Layer::algorithm;
        for (auto const kind :
             {send, receive, broadcast, deliver, timeout, lost, invocation, response})
            EXPECT_EQ(in_story({.kind = kind, .layer = layer}), algorithm);
        for (auto const kind : {indication, decision, garbled, crash, recovery, pause, resume})
            EXPECT_TRUE(in_story({.kind = kind, .layer = layer}));
    }
}

TEST(Recorder, ShowsAndKeepsTheStoryOrAllLayers) {
    Event hidden = sample();
    hidden.layer = Layer::link;
    std::size_t shown = 0;
    Recorder story{{.show = [&shown](Event const&) { ++shown; }}};
    Recorder all{{.all_layers = true}};
    for (Event const& event : {sample(), hidden, sample()}) {
        story.record(event);
        all.record(event);
    }
    EXPECT_EQ(shown, 2U);
    EXPECT_EQ(story.events().size(), 2U);
    EXPECT_EQ(all.events().size(), 3U);
    EXPECT_EQ(all.take().size(), 3U);
}

TEST(Recorder, ItsLastLinesAreTheTwelveLatest) {
    Recorder recorder;
    EXPECT_TRUE(recorder.last_lines().empty());
    Event event = sample();
    event.kind = Event::Kind::decision;
    for (int i = 0; i < 20; ++i) {
        event.what = "thought " + std::to_string(i);
        recorder.record(event);
    }
    auto const lines = recorder.last_lines();
    ASSERT_EQ(lines.size(), 12U);
    EXPECT_EQ(lines.front(), "[7 ms] p1 * thought 8");
    EXPECT_EQ(lines.back(), "[7 ms] p1 * thought 19");
}

}  // namespace
}  // namespace conclave::net
