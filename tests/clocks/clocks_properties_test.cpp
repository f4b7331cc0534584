#include "clocks/clocks_properties.hpp"

#include <gtest/gtest.h>

#include "check/causality.hpp"
#include "clocks/hybrid_clock.hpp"
#include "clocks/lamport_clock.hpp"
#include "clocks/matrix_clock.hpp"
#include "clocks/vector_clock.hpp"
#include "support/tale.hpp"
#include "support/verdicts.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using enum ClockReading::Of;
using Kind = LogicalClock::Kind;
using net::Condition;

check::Finding judged(Tale const& tale, Kind kind, std::string_view id) {
    return tale.judged(check::logical_clock(kind), id);
}

/// A tale of n processes and what their clocks say, briefly.
template <class Clock>
class ClockTale : public Tale {
public:
    using Tale::Tale;
    ClockTale& local(Id p, Clock const& reads, Duration physical = {}) {
        clock(p, ClockReading::Of::local, reads, physical);
        return *this;
    }
    ClockTale& sends(Id p, Id to, std::uint64_t number, Clock const& reads,
                     Duration physical = {}) {
        send(p, to, number).clock(p, ClockReading::Of::send, reads, physical);
        return *this;
    }
    ClockTale& receives(Id p, Id from, std::uint64_t number, Clock const& reads,
                        Duration physical = {}) {
        receive(p, from, number).clock(p, ClockReading::Of::receive, reads, physical);
        return *this;
    }
};

using Scalar = LamportClock;
using LamportTale = ClockTale<LamportClock>;
using VectorTale = ClockTale<VectorClock>;
using MatrixTale = ClockTale<MatrixClock>;
using HybridTale = ClockTale<HybridClock>;

TEST(Causality, IsReadFromProcessesAndMessages) {
    LamportTale tale{3};
    tale.local(2, Scalar{9}).sends(0, 1, 1, Scalar{9}).sends(0, 2, 1, Scalar{9});
    tale.receives(1, 0, 1, Scalar{9}).sends(1, 2, 1, Scalar{9});
    tale.receives(2, 1, 1, Scalar{9}).receives(2, 0, 1, Scalar{9});
    check::History const history{tale.outcome()};
    check::Causality const causality{history};
    auto const& events = causality.events();
    ASSERT_EQ(events.size(), 7U);
    EXPECT_EQ(events[3].cause, 1U);
    EXPECT_EQ(events[5].cause, 4U);
    EXPECT_EQ(events[5].before, 0U);
    EXPECT_EQ(events[6].cause, 2U);
    EXPECT_EQ(check::text(events[4]), "p1's event 2 (clock 9)");
    using Past = std::vector<std::uint32_t>;
    auto const pasts = causality.pasts();
    EXPECT_EQ(pasts[3], (Past{1, 1, 0}));
    EXPECT_EQ(pasts[5], (Past{1, 2, 2}));
    EXPECT_EQ(pasts[6], (Past{2, 2, 3}));
}

TEST(LamportCheck, LC1_LC2_HoldForTheExercise) {
    LamportTale tale{3};
    tale.local(2, Scalar{1}).sends(2, 1, 1, Scalar{2}).receives(1, 2, 1, Scalar{3});
    EXPECT_TRUE(holds(judged(tale, Kind::lamport, "LC1")));
    EXPECT_EQ(judged(tale, Kind::lamport, "LC1").premises(), 2U);
    EXPECT_TRUE(holds(judged(tale, Kind::lamport, "LC2")));
    EXPECT_EQ(judged(tale, Kind::lamport, "LC2").premises(), 3U);
}

TEST(LamportCheck, LC1_IsViolatedByAReceiptThatIsNotLaterThanItsSending) {
    LamportTale tale{2};
    tale.local(0, Scalar{1}).sends(0, 1, 1, Scalar{2}).receives(1, 0, 1, Scalar{2});
    EXPECT_TRUE(violated(judged(tale, Kind::lamport, "LC1"),
                         "p0's event 2 (clock 2) happened before p1's event 1 (clock 2), but its "
                         "clock is not less"));
    EXPECT_TRUE(holds(judged(tale, Kind::lamport, "LC2")));  // (2, p0) and (2, p1) are two
}

TEST(LamportCheck, LC1_LC2_AreViolatedByAClockThatStands) {
    LamportTale tale{2};
    tale.local(0, Scalar{1}).local(0, Scalar{1});
    EXPECT_TRUE(violated(judged(tale, Kind::lamport, "LC1"), "p0's event 1 (clock 1)"));
    EXPECT_TRUE(violated(judged(tale, Kind::lamport, "LC2"), "p0's event 2 (clock 1)"));
}

TEST(LamportCheck, LC1_LC2_AreInconclusiveWithoutEvents) {
    LamportTale tale{2};
    tale.send(0, 1, 1).receive(1, 0, 1).decide(0, "starts an election");
    EXPECT_TRUE(inconclusive(judged(tale, Kind::lamport, "LC1"), no_premise));
    EXPECT_TRUE(inconclusive(judged(tale, Kind::lamport, "LC2"), no_premise));
}

TEST(LamportCheck, LC1_LeavesOpenWhatWasSentByAProcessOfWhichTooLittleIsKnown) {
    LamportTale tale{2};
    tale.local(0, Scalar{1}).finds(0, Condition::dead);
    tale.receives(1, 0, 1, Scalar{9}).local(1, Scalar{10});
    EXPECT_TRUE(inconclusive(judged(tale, Kind::lamport, "LC1"),
                             "not all that happened before p1's event 1 (clock 9) is known"));
    EXPECT_TRUE(holds(judged(tale, Kind::lamport, "LC2")));
    tale.local(1, Scalar{3});  // but this is wrong, whatever p0 did
    EXPECT_TRUE(violated(judged(tale, Kind::lamport, "LC1"), "p1's event 2"));
}

TEST(LamportCheck, LC1_SpansTheLivesOfAProcess) {
    LamportTale tale{2};
    tale.local(0, Scalar{5}).crash(0).recover(0);
    EXPECT_TRUE(holds(judged(LamportTale{tale}.local(0, Scalar{6}), Kind::lamport, "LC1")));
    EXPECT_TRUE(violated(judged(tale.local(0, Scalar{1}), Kind::lamport, "LC1"), "p0's event 2"));
}

TEST(LamportCheck, LC1_LC2_AreViolatedByAReadingOfAnotherKind) {
    VectorTale tale{2};
    tale.local(0, VectorClock{2});
    EXPECT_TRUE(violated(judged(tale, Kind::lamport, "LC1"), "shows no reading of this kind"));
    EXPECT_TRUE(violated(judged(tale, Kind::lamport, "LC2"), "shows no reading of this kind"));
}

VectorClock vec(std::initializer_list<std::uint64_t> counts) {
    VectorClock clock{static_cast<std::uint32_t>(counts.size())};
    std::size_t i = 0;
    for (auto const count : counts) clock.raise(process(i++), count);
    return clock;
}

/// p0 sends to p1 twice, p1 receives both; p2 is on its own.
VectorTale right_vectors() {
    VectorTale tale{3};
    tale.sends(0, 1, 1, vec({1, 0, 0})).local(2, vec({0, 0, 1})).sends(0, 1, 2, vec({2, 0, 0}));
    tale.receives(1, 0, 2, vec({2, 1, 0})).receives(1, 0, 1, vec({2, 2, 0}));
    return tale;
}

TEST(VectorCheck, VC1_VC2_VC3_HoldForAVectorClock) {
    for (auto const kind : {Kind::vector, Kind::differential})
        for (auto const* id : {"VC1", "VC2", "VC3"})
            EXPECT_TRUE(holds(judged(right_vectors(), kind, id))) << id;
    EXPECT_EQ(judged(right_vectors(), Kind::vector, "VC1").premises(), 4U);
    EXPECT_EQ(judged(right_vectors(), Kind::vector, "VC3").premises(), 5U);
}

TEST(VectorCheck, VC1_IsViolatedByAReceiptThatForgetsTheMessage) {
    auto const tale =
        right_vectors().sends(2, 0, 1, vec({0, 0, 2})).receives(0, 2, 1, vec({3, 0, 1}));
    EXPECT_TRUE(violated(judged(tale, Kind::vector, "VC1"),
                         "p2's event 2 (clock [0 0 2]) happened before p0's event 3"));
}

TEST(VectorCheck, VC2_IsViolatedByAClockThatKnowsMoreThanItHasHeardOf) {
    auto const tale = right_vectors().local(1, vec({2, 3, 1}));
    EXPECT_TRUE(violated(judged(tale, Kind::vector, "VC2"),
                         "p2's event 1 (clock [0 0 1]) did not happen before p1's event 3 (clock "
                         "[2 3 1]), but its clock is less"));
    EXPECT_TRUE(holds(judged(tale, Kind::vector, "VC1")));
}

TEST(VectorCheck, VC3_IsViolatedByAnOwnEntryThatJumps) {
    auto const tale = right_vectors().local(2, vec({0, 0, 3}));
    EXPECT_TRUE(violated(judged(tale, Kind::vector, "VC3"), "p2's event 2 (clock [0 0 3])"));
    EXPECT_TRUE(holds(judged(tale, Kind::vector, "VC1")));
    EXPECT_TRUE(holds(judged(tale, Kind::vector, "VC2")));
}

TEST(VectorCheck, VC1_VC2_VC3_AreInconclusiveWithoutEvents) {
    for (auto const* id : {"VC1", "VC2", "VC3"})
        EXPECT_TRUE(inconclusive(judged(VectorTale{3}, Kind::vector, id), no_premise)) << id;
}

// p0's second sending, and what p0 had heard before it, died with p0.
TEST(VectorCheck, VC2_AccusesNobodyWhereThePastIsNotKnown) {
    VectorTale tale{3};
    tale.sends(0, 1, 1, vec({1, 0, 0})).local(2, vec({0, 0, 1})).finds(0, Condition::dead);
    tale.receives(1, 0, 2, vec({3, 1, 1})).local(1, vec({3, 2, 1}));
    for (auto const* id : {"VC1", "VC2"})
        EXPECT_TRUE(inconclusive(judged(tale, Kind::vector, id), "before p1's event 1")) << id;
    EXPECT_TRUE(holds(judged(tale, Kind::vector, "VC3")));
}

/// What the right clocks say when p0 tells p1, and p1 tells p2.
MatrixTale right_matrices() {
    MatrixClock zero{3};
    MatrixClock one = zero;
    one.tick(process(0), {});
    MatrixClock two = zero;
    two.receive(process(1), process(0), one, {});
    MatrixClock two_later = two;
    two_later.tick(process(1), {});
    MatrixClock three = zero;
    three.receive(process(2), process(1), two_later, {});
    MatrixTale tale{3};
    tale.sends(0, 1, 1, one).receives(1, 0, 1, two).sends(1, 2, 1, two_later);
    tale.receives(2, 1, 1, three);
    return tale;
}

TEST(MatrixCheck, MC1_MC2_HoldForAMatrixClock) {
    EXPECT_TRUE(holds(judged(right_matrices(), Kind::matrix, "MC1")));
    EXPECT_TRUE(holds(judged(right_matrices(), Kind::matrix, "MC2")));
    EXPECT_EQ(judged(right_matrices(), Kind::matrix, "MC2").premises(), 8U);
    for (auto const* id : {"MC1", "MC2"})
        EXPECT_TRUE(inconclusive(judged(MatrixTale{3}, Kind::matrix, id), no_premise)) << id;
}

TEST(MatrixCheck, MC1_IsViolatedByAnOwnRowThatForgetsTheSenders) {
    MatrixClock one{2};
    one.tick(process(0), {});
    MatrixClock two{2};
    two.merge(one);
    two.tick(process(1), {});
    MatrixTale tale{2};
    tale.sends(0, 1, 1, one).receives(1, 0, 1, two);
    EXPECT_TRUE(violated(judged(tale, Kind::matrix, "MC1"),
                         "p0's event 1 (clock [1 0 | 0 0]) happened before p1's event 1 (clock [1 "
                         "0 | 0 1]), but its clock is not less"));
}

TEST(MatrixCheck, MC2_IsViolatedByARowThatIsNotWhatTheOtherKnew) {
    auto tale = right_matrices();
    MatrixClock zero{3};
    zero.tick(process(0), {});
    zero.tick(process(0), {});
    MatrixClock dreamer = zero;  // p0 believes that p2 has had an event
    MatrixClock two{3};
    two.tick(process(2), {});
    dreamer.merge(two);
    EXPECT_TRUE(violated(judged(tale.local(0, dreamer), Kind::matrix, "MC2"),
                         "row 2 of p0's event 2 (clock [2 0 0 | 0 0 0 | 0 0 1]) should be "
                         "[0 0 0]"));
}

TEST(MatrixCheck, MC1_MC2_AccuseNobodyWhereThePastIsNotKnown) {
    MatrixClock stamp{2};
    stamp.tick(process(0), {});
    MatrixClock after{2};
    after.receive(process(1), process(0), stamp, {});
    MatrixTale tale{2};
    tale.receives(1, 0, 1, after).finds(0, Condition::dead);
    for (auto const* id : {"MC1", "MC2"})
        EXPECT_TRUE(inconclusive(judged(tale, Kind::matrix, id), "before p1's event 1")) << id;
}

HybridClock hlc(Duration l, std::uint64_t c) { return {Time{l}, c}; }

/// p0's clock is 5 ms ahead of p1's.
HybridTale right_hybrids() {
    HybridTale tale{2};
    tale.sends(0, 1, 1, hlc(15ms, 0), 15ms).receives(1, 0, 1, hlc(15ms, 1), 11ms);
    tale.local(1, hlc(15ms, 2), 12ms).local(1, hlc(16ms, 0), 16ms);
    return tale;
}

TEST(HybridCheck, HLC1_HLC2_HoldForAHybridClock) {
    EXPECT_TRUE(holds(judged(right_hybrids(), Kind::hybrid, "HLC1")));
    EXPECT_TRUE(holds(judged(right_hybrids(), Kind::hybrid, "HLC2")));
    EXPECT_EQ(judged(right_hybrids(), Kind::hybrid, "HLC2").premises(), 4U);
    for (auto const* id : {"HLC1", "HLC2"})
        EXPECT_TRUE(inconclusive(judged(HybridTale{2}, Kind::hybrid, id), no_premise)) << id;
}

TEST(HybridCheck, HLC1_IsViolatedByAReceiptThatIgnoresTheMessage) {
    HybridTale tale{2};
    tale.sends(0, 1, 1, hlc(15ms, 0), 15ms).receives(1, 0, 1, hlc(11ms, 0), 11ms);
    EXPECT_TRUE(violated(judged(tale, Kind::hybrid, "HLC1"), "p0's event 1 (clock 15 ms+0)"));
    EXPECT_TRUE(violated(judged(tale, Kind::hybrid, "HLC2"),
                         "before p1's event 1 (clock 11 ms+0) is 15 ms"));
}

TEST(HybridCheck, HLC2_IsViolatedByAClockThatRunsAhead) {
    HybridTale tale{2};
    tale.local(0, hlc(10ms, 0), 10ms).local(0, hlc(12ms, 0), 11ms);
    EXPECT_TRUE(violated(judged(tale, Kind::hybrid, "HLC2"), "is 11 ms"));
    EXPECT_TRUE(holds(judged(tale, Kind::hybrid, "HLC1")));
}

TEST(HybridCheck, HLC1_HLC2_AccuseNobodyWhereThePastIsNotKnown) {
    HybridTale tale{2};
    tale.receives(1, 0, 1, hlc(15ms, 1), 11ms).finds(0, Condition::silent);
    for (auto const* id : {"HLC1", "HLC2"})
        EXPECT_TRUE(inconclusive(judged(tale, Kind::hybrid, id), "before p1's event 1")) << id;
}

check::ClockSummary summary_of(Tale const& tale, Kind kind) {
    return check::summary(check::History{tale.outcome()}, kind);
}

TEST(ClockSummary, TellsWhatTheReadingsComeTo) {
    EXPECT_EQ(summary_of(right_vectors(), Kind::vector).largest, "[2 2 1]");
    EXPECT_EQ(summary_of(right_vectors(), Kind::differential).events, 5U);
    auto const matrix = summary_of(right_matrices(), Kind::matrix);
    EXPECT_EQ(matrix.largest, "[1 2 1]");
    EXPECT_EQ(matrix.known_to_all, 1U);  // all have heard of p0's event
    auto const hybrid = summary_of(right_hybrids(), Kind::hybrid);
    EXPECT_EQ(hybrid.largest, "16 ms+0");
    EXPECT_EQ(hybrid.ahead, Duration{4ms});
    LamportTale lamport{2};
    EXPECT_EQ(summary_of(lamport, Kind::lamport).events, 0U);
    EXPECT_EQ(summary_of(lamport.local(1, Scalar{7}), Kind::lamport).largest, "7");
    EXPECT_EQ(summary_of(HybridTale{2}, Kind::hybrid).largest, "");
    VectorTale many{20};
    EXPECT_EQ(summary_of(many.local(0, VectorClock{20}), Kind::vector).largest,
              "[0 0 0 0 0 0 0 0 0 0 0 0 ... 20 entries]");
}

/// Two processes, of which p0 may crash in the middle of a handler.
net::FaultPlan cut_off() {
    net::FaultPlan plan;
    plan.actions.push_back({.kind = net::Action::Kind::crash,
                            .victim = process(0),
                            .at = Time{},
                            .point = CrashPoint{}});
    return plan;
}

TEST(ClockChecks, VC3_OwnCount_AnEventThatACrashCutOffMayBeCountedOrNot) {
    VectorTale counted{2};
    counted.local(0, vec({1, 0})).crash(0).recover(0);
    counted.clock(0, ClockReading::Of::local, vec({3, 0}));
    EXPECT_TRUE(violated(judged(counted, Kind::vector, "VC3"), "another number"));
    counted.faults(cut_off());
    EXPECT_TRUE(holds(judged(counted, Kind::vector, "VC3")));
    counted.clock(0, ClockReading::Of::local, vec({5, 0}));
    EXPECT_TRUE(violated(judged(counted, Kind::vector, "VC3"), "p0's event 3"));
    VectorTale not_counted{2};
    not_counted.local(0, vec({1, 0})).crash(0).recover(0);
    not_counted.clock(0, ClockReading::Of::local, vec({2, 0}));
    not_counted.faults(cut_off());
    EXPECT_TRUE(holds(judged(not_counted, Kind::vector, "VC3")));
}

TEST(ClockChecks, VC2_Converse_IsOpenAfterAnEventThatACrashCutOff) {
    VectorTale tale{2};
    tale.local(0, vec({1, 0})).crash(0).recover(0);
    tale.clock(0, ClockReading::Of::local, vec({3, 0}));
    EXPECT_TRUE(holds(judged(tale, Kind::vector, "VC2")));
    tale.faults(cut_off());
    EXPECT_TRUE(inconclusive(judged(tale, Kind::vector, "VC2"), "not all that happened before"));
}

}  // namespace
}  // namespace conclave::test
