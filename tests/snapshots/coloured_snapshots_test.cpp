#include <gtest/gtest.h>

#include "links/parcel.hpp"
#include "snapshots/lai_yang.hpp"
#include "snapshots/mattern.hpp"
#include "support/snapshot_stack.hpp"

namespace conclave {
namespace {

using test::LoneProcess;
using test::note_body;
using Lines = std::vector<std::string>;
using Colour = PeerMap<std::uint32_t>;

constexpr Channel data{0};

/// What ColouredSnapshot writes on the wire.
struct Data {
    Colour colour{};
    Parcel parcel{};
};
struct Token {
    SnapshotId snapshot{};
    std::uint32_t round{1};
    std::vector<std::int64_t> missing{};
};

/// p1 of three, by hand.
template <class Algorithm, std::uint16_t notes_channel>
class ByHand : public testing::Test {
protected:
    using Stack = test::NotesStack<Algorithm>;
    static constexpr Channel notes{notes_channel};

    void note(std::uint32_t from, std::uint32_t text, Colour const& colour = {}) {
        lone_.receive(process(from), data, 0, Data{colour, {notes, ++number_, note_body(text)}});
    }
    LoneProcess<Stack> lone_{1, 3, [](Context& ctx) { return std::make_unique<Stack>(ctx); }};
    std::uint64_t number_{0};
};

using LaiYangTest = ByHand<LaiYang, 1>;
using MatternTest = ByHand<Mattern, 2>;

// Lai and Yang 1987: a process is white at first and turns red as it takes the snapshot, and its
// messages are of its own colour.
TEST_F(LaiYangTest, EachMessageTellsWhichSnapshotsItsSenderHasRecorded) {
    lone_->send(0, 1);
    lone_->snapshot.start();
    lone_->send(0, 2);
    lone_->snapshot.start();
    lone_->send(2, 3);
    auto const sent = lone_.sent();
    ASSERT_EQ(sent.size(), 3U) << "no message of its own";
    EXPECT_EQ(sent[0].as<Data>().colour, Colour{});
    EXPECT_EQ(sent[1].as<Data>().colour, (Colour{{process(1), 1}}));
    EXPECT_EQ(sent[2].as<Data>().colour, (Colour{{process(1), 2}}));
    EXPECT_EQ(sent[2].as<Data>().parcel.body, note_body(3));
}

// A white process takes the snapshot when it likes, but before it receives a red message.
TEST_F(LaiYangTest, SN2_Consistency_ItRecordsBeforeItTakesInARedMessage) {
    note(0, 1);
    note(2, 2, {{process(0), 1}});
    EXPECT_EQ(lone_->recorded, Lines{"p0#1: sent 0, got 1"});
    EXPECT_EQ(lone_->notes.delivered.size(), 2U);
    note(0, 3, {{process(0), 1}});
    EXPECT_EQ(lone_->recorded.size(), 1U) << "once";
}

TEST_F(LaiYangTest, SN1_Termination_CompleteAsSoonAsItHasRecorded) {
    lone_->snapshot.start();
    EXPECT_EQ(lone_->completed, Lines{"p1#1: nothing in flight"});
    EXPECT_FALSE(lone_->snapshot.under_way());
    note(0, 1, {{process(2), 2}});
    EXPECT_EQ(lone_->completed, (Lines{"p1#1: nothing in flight", "p2#1: nothing in flight",
                                       "p2#2: nothing in flight"}))
        << "the earlier one of the same initiator first";
}

// The state of a channel is the white messages sent along it without the white ones received.
TEST_F(LaiYangTest, SN3_Channels_ItKeepsWhatItSentAndReceivedBeforeTheCut) {
    lone_->send(0, 10);
    lone_->send(0, 11);
    note(0, 1);
    note(2, 2);
    lone_->snapshot.start();
    lone_->send(0, 12);
    note(0, 3);
    ASSERT_EQ(lone_->parts.size(), 1U);
    auto const& mine = lone_->parts[0];
    EXPECT_EQ(to_string(mine), "2 sent, 2 received before");
    LocalSnapshot theirs;  // p0 had received the first, and sent what p1 got and one more
    theirs.received[process(1)] = {{notes, 1}};
    theirs.sent[process(1)] = {{notes, 1, note_body(1), "Note(1)"},
                               {notes, 3, note_body(3), "Note(3)"}};
    auto const to_p0 = in_flight(process(1), mine, process(0), theirs);
    ASSERT_EQ(to_p0.size(), 1U);
    EXPECT_EQ(to_p0[0].words, "Note(11)");
    EXPECT_EQ(to_p0[0].body, note_body(11));
    auto const from_p0 = in_flight(process(0), theirs, process(1), mine);
    ASSERT_EQ(from_p0.size(), 1U);
    EXPECT_EQ(from_p0[0].words, "Note(3)");
}

TEST_F(LaiYangTest, ColoursThatMakeNoSenseAreDropped) {
    note(0, 1, {{process(3), 1}});          // no such process
    note(0, 1, {{process(0), 4'000'000}});  // nobody starts that many at once
    lone_.receive(process(0), data, 0, Data{{}, {Channel{7}, 1, note_body(1)}});
    EXPECT_EQ(lone_->recorded, Lines{});
    EXPECT_TRUE(lone_->notes.delivered.empty());
    EXPECT_EQ(lone_.channel(data).garbled, 3U);
}

class MatternTokens : public MatternTest {
protected:
    static constexpr Channel ring{1};
    void token(Token const& t) { lone_.receive(process(0), ring, 0, t); }
    /// The tokens it sent: "round 1 to p2: 0 -1 3".
    Lines tokens() {
        Lines lines;
        for (auto const& s : lone_.sent()) {
            if (s.channel != ring) continue;
            auto const t = s.as<Token>();
            auto line = "round " + std::to_string(t.round) + " to " + to_string(s.to) + ':';
            for (auto const count : t.missing) line += ' ' + std::to_string(count);
            lines.push_back(line);
        }
        return lines;
    }
};

// Mattern 1993, the vector counter method: the control message collects for each process how many
// messages were sent to it before the cut and not received.
TEST_F(MatternTokens, TheFirstRoundCutsAndCounts) {
    lone_->send(0, 1);
    lone_->send(2, 2);
    lone_->send(2, 3);
    note(0, 9);
    token({{process(0), 1}, 1, {0, 4, 0}});
    EXPECT_EQ(lone_->recorded, Lines{"p0#1: sent 3, got 1"});
    EXPECT_EQ(tokens(), Lines{"round 1 to p2: 1 3 2"});
    EXPECT_EQ(lone_->completed, Lines{});
    EXPECT_TRUE(lone_->snapshot.under_way());
}

TEST_F(MatternTokens, WhatAColourMadeItRecordIsCountedAsOfThatCut) {
    lone_->send(2, 2);
    note(0, 9, {{process(0), 1}});
    EXPECT_EQ(lone_->recorded, Lines{"p0#1: sent 1, got 0"});
    lone_->send(2, 3);
    token({{process(0), 1}, 1, {0, 0, 0}});
    EXPECT_EQ(lone_->recorded.size(), 1U);
    EXPECT_EQ(tokens(), Lines{"round 1 to p2: 0 0 1"});
}

// In the second round it stays at a process until all the white messages sent to it have arrived.
TEST_F(MatternTokens, SN3_Channels_TheSecondRoundWaitsForWhatCrossesTheCut) {
    token({{process(0), 1}, 1, {0, 2, 0}});
    static_cast<void>(tokens());
    note(2, 5);                     // white: crosses
    note(2, 6, {{process(0), 1}});  // red: does not
    token({{process(0), 1}, 2, {0, 2, 0}});
    EXPECT_EQ(tokens(), Lines{}) << "one is missing yet";
    note(0, 7);
    EXPECT_EQ(tokens(), Lines{"round 2 to p2: 0 2 0"});
    EXPECT_EQ(lone_->completed, Lines{"p0#1: in flight from p0: Note(7); from p2: Note(5)"});
    EXPECT_FALSE(lone_->snapshot.under_way());
}

TEST_F(MatternTokens, SN1_Termination_TheInitiatorSendsTheTokenRoundTwice) {
    lone_->send(0, 1);
    lone_->snapshot.start();
    EXPECT_EQ(tokens(), Lines{"round 1 to p2: 1 0 0"});
    token({{process(1), 1}, 1, {0, 0, 0}});
    EXPECT_EQ(tokens(), Lines{"round 2 to p2: 0 0 0"});
    EXPECT_EQ(lone_->completed, Lines{"p1#1: nothing in flight"});
    token({{process(1), 1}, 2, {0, 0, 0}});
    EXPECT_EQ(tokens(), Lines{});
    EXPECT_EQ(lone_.story().back(), "p1 * knows that p1#1 is complete");
}

TEST_F(MatternTokens, AnInitiatorsSnapshotsAreRecordedInTheirOrder) {
    token({{process(0), 2}, 1, {0, 0, 0}});  // overtook the first one's
    EXPECT_EQ(lone_->recorded, (Lines{"p0#1: sent 0, got 0", "p0#2: sent 0, got 0"}));
    token({{process(0), 1}, 1, {0, 0, 0}});
    EXPECT_EQ(lone_->recorded.size(), 2U);
    EXPECT_EQ(tokens().size(), 2U);
}

TEST_F(MatternTokens, TokensThatMakeNoSenseAreDropped) {
    token({{process(0), 1}, 3, {0, 0, 0}});
    token({{process(0), 1}, 1, {0, 0}});
    token({{process(9), 1}, 1, {0, 0, 0}});
    EXPECT_EQ(lone_->recorded, Lines{});
    EXPECT_EQ(lone_.channel(ring).garbled, 3U);
}

}  // namespace
}  // namespace conclave
