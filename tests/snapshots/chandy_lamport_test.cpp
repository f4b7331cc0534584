#include "snapshots/chandy_lamport.hpp"

#include <gtest/gtest.h>

#include "support/snapshot_stack.hpp"

namespace conclave {
namespace {

using test::image;
using test::LoneProcess;
using test::note_body;
using Stack = test::NotesStack<ChandyLamport>;
using Lines = std::vector<std::string>;

constexpr Channel markers{0};
constexpr Channel notes{1};

struct Marker {
    SnapshotId snapshot{};
};

/// p1 of four, neighbour of p0 and p2, by hand.
class ChandyLamportTest : public testing::Test {
protected:
    void marker(std::uint32_t from, std::uint32_t initiator, std::uint32_t number = 1) {
        lone_.receive(process(from), markers, 0, Marker{{process(initiator), number}});
    }
    void note(std::uint32_t from, std::uint32_t text) {
        lone_.receive(process(from), notes, note_body(text));
    }
    /// "Marker p0#1 to p2", "note to p2".
    Lines sent() {
        Lines lines;
        for (auto const& s : lone_.sent())
            lines.push_back((s.channel == markers ? "Marker " + to_string(s.as<Marker>().snapshot)
                                                  : std::string{"note"}) +
                            " to " + to_string(s.to));
        return lines;
    }
    Lines const& recorded() { return lone_->recorded; }
    Lines const& completed() { return lone_->completed; }

    LoneProcess<Stack> lone_{
        1, 4, [](Context& ctx) {
            return std::make_unique<Stack>(ctx, std::vector{process(0), process(2)});
        }};
};

// Chandy and Lamport 1985, §3, the Marker-Sending Rule: "p sends one marker along c after p
// records its state and before p sends further messages along c".
TEST_F(ChandyLamportTest, TheInitiatorRecordsAndSendsAMarkerOnEachChannel) {
    lone_->send(0, 7);
    static_cast<void>(sent());
    EXPECT_EQ(lone_->snapshot.start(), (SnapshotId{process(1), 1}));
    EXPECT_EQ(recorded(), Lines{"p1#1: sent 1, got 0"});
    EXPECT_EQ(sent(), (Lines{"Marker p1#1 to p0", "Marker p1#1 to p2"}));
    EXPECT_TRUE(lone_->snapshot.under_way());
}

TEST_F(ChandyLamportTest, SN2_Consistency_NoMessageSlipsBetweenTheStateAndTheMarker) {
    lone_->on_recorded = [this] { lone_->send(2, 1); };
    lone_->snapshot.start();
    EXPECT_EQ(recorded(), Lines{"p1#1: sent 0, got 0"});
    EXPECT_EQ(sent(), (Lines{"Marker p1#1 to p0", "Marker p1#1 to p2", "note to p2"}));
}

// The Marker-Receiving Rule: "if q has not recorded its state then q records its state; q records
// the state of c as the empty sequence".
TEST_F(ChandyLamportTest, TheFirstMarkerMakesItRecordAndItsChannelIsEmpty) {
    note(0, 5);
    marker(0, 3);
    EXPECT_EQ(recorded(), Lines{"p3#1: sent 0, got 1"});
    EXPECT_EQ(sent(), (Lines{"Marker p3#1 to p0", "Marker p3#1 to p2"}));
    note(0, 6);  // after the marker: not of this channel's state
    marker(2, 3);
    EXPECT_EQ(completed(), Lines{"p3#1: nothing in flight"});
}

// "else q records the state of c as the sequence of messages received along c after q's state was
// recorded and before q received the marker along c".
TEST_F(ChandyLamportTest, SN3_Channels_TheOthersAreRecordedUpToTheirMarkersAndNoFurther) {
    note(2, 1);  // before the cut
    marker(0, 0);
    note(2, 2);
    note(2, 3);
    note(0, 4);  // its channel is closed
    EXPECT_EQ(completed(), Lines{});
    marker(2, 0);
    note(2, 5);  // the material's code went on recording here
    EXPECT_EQ(completed(), Lines{"p0#1: in flight from p2: Note(2), Note(3)"});
    ASSERT_EQ(lone_->parts.size(), 1U);
    auto const& kept = lone_->parts[0].in_flight.at(process(2));
    EXPECT_EQ(kept[0].channel, notes);
    EXPECT_EQ(kept[0].body, note_body(2));
    EXPECT_EQ(lone_->notes.delivered.size(), 5U) << "all of them went up";
    EXPECT_FALSE(lone_->snapshot.under_way());
}

TEST_F(ChandyLamportTest, SN1_Termination_CompleteOnceAMarkerCameOnEveryChannel) {
    lone_->snapshot.start();
    marker(2, 1);
    EXPECT_EQ(completed(), Lines{});
    marker(0, 1);
    EXPECT_EQ(completed(), Lines{"p1#1: nothing in flight"});
    static_cast<void>(sent());
    marker(0, 1);  // once more: it is over
    EXPECT_EQ(completed().size(), 1U);
    EXPECT_EQ(recorded().size(), 1U);
    EXPECT_EQ(sent(), Lines{});
}

// §3: one or more processes may begin, each of its own accord.
TEST_F(ChandyLamportTest, SnapshotsOfSeveralInitiatorsGoOnSideBySide) {
    lone_->snapshot.start();
    marker(0, 0);
    EXPECT_EQ(recorded(), (Lines{"p1#1: sent 0, got 0", "p0#1: sent 0, got 0"}));
    note(0, 1);  // of p1#1 alone: p0's marker of p0#1 has come
    note(2, 2);  // of both
    marker(0, 1);
    marker(2, 0);
    marker(2, 1);
    EXPECT_EQ(completed(), (Lines{"p0#1: in flight from p2: Note(2)",
                                  "p1#1: in flight from p0: Note(1); from p2: Note(2)"}));
}

TEST_F(ChandyLamportTest, OneInitiatorMayStartAgainWhileItsLastIsUnderWay) {
    lone_->snapshot.start();
    lone_->send(0, 9);
    EXPECT_EQ(lone_->snapshot.start(), (SnapshotId{process(1), 2}));
    EXPECT_EQ(recorded(), (Lines{"p1#1: sent 0, got 0", "p1#2: sent 1, got 0"}));
    marker(0, 1, 1);
    note(0, 3);
    marker(0, 1, 2);
    marker(2, 1, 1);
    marker(2, 1, 2);
    EXPECT_EQ(completed(), (Lines{"p1#1: nothing in flight", "p1#2: in flight from p0: Note(3)"}));
}

TEST_F(ChandyLamportTest, ANameIsNotUsedAgainAfterACrash) {
    lone_->snapshot.start();
    lone_.crash();
    lone_.recover();
    EXPECT_EQ(lone_->snapshot.start(), (SnapshotId{process(1), 2}));
}

TEST_F(ChandyLamportTest, TheApplicationsMessagesPassAsTheyAre) {
    lone_->send(2, 42);
    auto const sent = lone_.sent();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].channel, notes);
    EXPECT_EQ(sent[0].body, note_body(42));
    note(3, 8);  // from no neighbour, outside any snapshot: not its affair
    EXPECT_EQ(lone_->notes.delivered.size(), 1U);
}

TEST_F(ChandyLamportTest, MarkersThatMakeNoSenseAreDropped) {
    marker(3, 0);  // no neighbour
    marker(0, 4);  // no such process
    EXPECT_EQ(recorded(), Lines{});
    EXPECT_EQ(lone_.channel(markers).garbled, 2U);
}

TEST(ChandyLamportAlone, SN1_Termination_WithoutNeighboursItIsCompleteAtOnce) {
    LoneProcess<Stack> lone{
        0, 1, [](Context& ctx) { return std::make_unique<Stack>(ctx, std::vector<ProcessId>{}); }};
    lone->snapshot.start();
    EXPECT_EQ(lone->completed, Lines{"p0#1: nothing in flight"});
}

}  // namespace
}  // namespace conclave
