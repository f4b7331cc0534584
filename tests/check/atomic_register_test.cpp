#include "check/atomic_register.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>

#include "check/remote_register.hpp"
#include "core/random.hpp"
#include "support/tale.hpp"
#include "support/twins.hpp"
#include "support/verdicts.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;

std::vector<check::Property> const properties =
    check::atomic_register(&RemoteRegister::write, &RemoteRegister::read, std::int32_t{0});

/// Operations, told one after the other by their intervals in ms; without an end where it is 0.
class Operations {
public:
    Operations& write(Tale::Id p, std::int32_t value, int begin, int end) {
        told_.push_back({p, value, begin, end, true});
        return *this;
    }
    Operations& read(Tale::Id p, std::int32_t value, int begin, int end) {
        told_.push_back({p, value, begin, end, false});
        return *this;
    }
    [[nodiscard]] Tale tale() const {
        struct Moment {
            int at;
            std::size_t of;
            bool ends;
        };
        std::vector<Moment> moments;
        for (std::size_t i = 0; i < told_.size(); ++i) {
            moments.push_back({told_[i].begin, i, false});
            if (told_[i].end > 0) moments.push_back({told_[i].end, i, true});
        }
        std::ranges::stable_sort(moments, {}, &Moment::at);
        Tale tale{4};
        for (Moment const& moment : moments) {
            auto const& op = told_[moment.of];
            auto const id = moment.of + 1;
            auto const* name = op.writes ? "write" : "read";
            tale.at(std::chrono::milliseconds{moment.at});
            if (moment.ends && op.writes)
                tale.respond(op.by, id, name, std::tuple{});
            else if (moment.ends)
                tale.respond(op.by, id, name, std::tuple{op.value});
            else if (op.writes)
                tale.invoke(op.by, id, name, std::tuple{op.value});
            else
                tale.invoke(op.by, id, name, std::tuple{});
        }
        return tale;
    }
    [[nodiscard]] check::Finding atomicity() const { return tale().judged(properties, "NNAR2"); }

    /// Whether some order of all operations is one that a register can have: tries them all.
    [[nodiscard]] bool has_an_order() const {
        std::vector<std::size_t> order(told_.size());
        std::iota(order.begin(), order.end(), 0U);
        do {
            if (fits(order)) return true;
        } while (std::ranges::next_permutation(order).found);
        return false;
    }

private:
    struct Told {
        Tale::Id by;
        std::int32_t value;
        int begin;
        int end;
        bool writes;
    };
    [[nodiscard]] bool fits(std::vector<std::size_t> const& order) const {
        std::int32_t value = 0;
        for (std::size_t i = 0; i < order.size(); ++i) {
            Told const& op = told_[order[i]];
            for (std::size_t later = i + 1; later < order.size(); ++later)
                if (told_[order[later]].end < op.begin) return false;
            if (!op.writes && op.value != value) return false;
            if (op.writes) value = op.value;
        }
        return true;
    }
    std::vector<Told> told_;
};

TEST(Operations, ArePairedByProcessAndId) {
    Tale tale{2};
    tale.at(1ms).invoke(0, 1, "write", std::tuple{5}).invoke(1, 1, "read", std::tuple{});
    tale.at(2ms).respond(1, 1, "read", std::tuple{7}).invoke(1, 2, "read", std::tuple{});
    check::History const history{tale.outcome()};
    auto const writes = check::operations(history, &RemoteRegister::write);
    ASSERT_EQ(writes.size(), 1U);
    EXPECT_EQ(writes[0].by(), process(0));
    EXPECT_EQ(writes[0].arguments, std::tuple{5});
    EXPECT_EQ(writes[0].responded, nullptr);
    EXPECT_FALSE(writes[0].result);
    auto const reads = check::operations(history, &RemoteRegister::read);
    ASSERT_EQ(reads.size(), 2U);
    EXPECT_EQ(reads[0].responded, &history.events()[2]);
    EXPECT_EQ(reads[0].result, std::tuple{7});
    EXPECT_EQ(reads[1].id(), OperationId{2});
    EXPECT_EQ(reads[1].responded, nullptr);
}

// "If a correct process invokes an operation, then the operation eventually completes."
TEST(AtomicRegister, NNAR1_IsThatEachOperationOfACorrectProcessEnds) {
    auto const tale = Operations{}.write(0, 5, 10, 20).read(1, 5, 10, 0).tale();
    EXPECT_TRUE(violated(tale.judged(properties, "NNAR1"),
                         "p1 >> read() #2, invoked at 10 ms, never responded"));
    EXPECT_TRUE(inconclusive(Tale{tale}.cut_off().judged(properties, "NNAR1"), cut_short));
    EXPECT_TRUE(holds(Tale{tale}.crash(1).judged(properties, "NNAR1")));
    EXPECT_TRUE(inconclusive(Tale{2}.judged(properties, "NNAR1"), no_premise));
}

// "... returns the value that was written most recently in a hypothetical execution".
TEST(AtomicRegister, NNAR2_LetsAReadReturnEitherValueWhileAWriteGoesOn) {
    auto const base = Operations{}.write(0, 5, 10, 20).write(0, 6, 30, 50);
    EXPECT_TRUE(holds(Operations{base}.read(1, 5, 35, 40).atomicity()));
    EXPECT_TRUE(holds(Operations{base}.read(1, 6, 35, 40).atomicity()));
    EXPECT_TRUE(violated(Operations{base}.read(1, 5, 55, 60).atomicity(),
                         "neither value can be the older one"));
    EXPECT_TRUE(violated(Operations{base}.read(1, 6, 22, 25).atomicity(),
                         "p1's read #3 of 6 (22 ms to 25 ms) ended before p0's write #2 of 6 (30 "
                         "ms to 50 ms) began"));
    EXPECT_TRUE(violated(Operations{base}.read(1, 7, 35, 40).atomicity(),
                         "p1's read #3 of 7 (35 ms to 40 ms) returned what nobody wrote"));
}

/// What a regular register may do and an atomic one must not.
TEST(AtomicRegister, NNAR2_ForbidsThatALaterReadReturnsAnOlderValue) {
    auto const base = Operations{}.write(0, 5, 10, 50).read(1, 5, 15, 20);
    EXPECT_TRUE(
        violated(Operations{base}.read(2, 0, 25, 30).atomicity(),
                 "the beginning with 0 ended before p1's read #2 of 5 (15 ms to 20 ms) began, and "
                 "p1's read #2 of 5 (15 ms to 20 ms) before p2's read #3 of 0"));
    EXPECT_TRUE(holds(Operations{base}.read(2, 0, 18, 30).atomicity())) << "they overlap";
    EXPECT_TRUE(holds(Operations{base}.read(2, 0, 20, 30).atomicity())) << "they touch";
}

// "... every failed operation appears to be complete or does not appear to have been invoked".
TEST(AtomicRegister, NNAR2_LetsAFailedWriteHappenOrNot) {
    auto const base = Operations{}.write(0, 5, 10, 0);
    EXPECT_TRUE(holds(Operations{base}.read(1, 0, 50, 60).atomicity()));
    EXPECT_TRUE(holds(Operations{base}.read(1, 0, 50, 60).read(1, 5, 70, 80).atomicity()));
    EXPECT_TRUE(violated(Operations{base}.read(1, 5, 50, 60).read(1, 0, 70, 80).atomicity(),
                         "neither value can be the older one"));
}

TEST(AtomicRegister, NNAR2_IsNotDecidedWhereTwoWritesAreAlikeOrTooLittleIsKnown) {
    EXPECT_TRUE(inconclusive(Operations{}.write(0, 5, 10, 20).write(1, 5, 30, 40).atomicity(),
                             "cannot be told apart"));
    EXPECT_TRUE(inconclusive(Operations{}.write(0, 0, 10, 20).atomicity(), "cannot be told apart"));
    EXPECT_TRUE(inconclusive(Operations{}.read(0, 5, 10, 0).atomicity(), no_premise));
    auto tale = Operations{}.read(0, 5, 10, 20).tale();
    tale.finds(1, net::Condition::dead);
    EXPECT_TRUE(inconclusive(tale.judged(properties, "NNAR2"), "as far as is known"));
}

TEST(AtomicRegister, NNAR2_AllowsForTheDoubtOfTheClocks) {
    auto const stale = Operations{}.write(0, 5, 10, 20).read(3, 0, 21, 30);
    EXPECT_TRUE(violated(stale.atomicity(), "neither value can be the older one"));
    auto tale = stale.tale();
    tale.another_machine(1ms);  // two of these time lines may be 2 ms apart
    EXPECT_TRUE(holds(tale.judged(properties, "NNAR2")));
}

/// Every verdict on small histories is that of trying all orders.
TEST(AtomicRegister, NNAR2_FindsAnOrderWhereverThereIsOne) {
    int with_order = 0;
    int without = 0;
    for (Seed seed = 1; seed <= 1500; ++seed) {
        Random random{seed, 1};
        auto const upto = [&](std::uint64_t n) { return static_cast<int>(random.below(n)); };
        Operations told;
        auto const writes = 1 + upto(3);
        for (int value = 1; value <= 6; ++value) {
            auto const begin = 1 + upto(20);
            auto const end = begin + 1 + upto(10);
            if (value <= writes)
                told.write(0, value, begin, end);
            else
                told.read(1, upto(static_cast<std::uint64_t>(writes) + 1), begin, end);
        }
        bool const order = told.has_an_order();
        ++(order ? with_order : without);
        EXPECT_EQ(told.atomicity().verdict(),
                  order ? check::Verdict::holds : check::Verdict::violated)
            << "seed " << seed << ": " << told.atomicity().reason();
    }
    EXPECT_GT(with_order, 150);
    EXPECT_GT(without, 150);
}

TEST(AtomicRegister, NNAR2_JudgesManyOperations) {
    Operations told;
    for (int i = 1; i <= 20'000; ++i)
        told.write(0, i, i * 10, i * 10 + 15).read(1, i, i * 10, i * 10 + 15);
    EXPECT_TRUE(holds(told.atomicity()));
}

// ---- one server, and what may be wrong with it --------------------------------------------------

/// Three processes read, and write each value once, over a bad network.
net::RunPlan reads_and_writes(Seed seed) {
    net::RunPlan plan{.processes = 3, .seed = seed, .settle = 5s};
    plan.faults = {
        .loss = 0.2, .duplicate = 0.2, .reorder = 0.2, .delay_min = 1ms, .delay_max = 10ms};
    for (std::int32_t i = 1; i <= 30; ++i)
        for (ProcessId const p : ProcessRange{0, plan.processes})
            plan.requests.push_back(
                {Time{10ms * i}, p,
                 (i + static_cast<std::int32_t>(index(p))) % 3 == 0
                     ? "write " + std::to_string(i * 10 + static_cast<int>(index(p)))
                     : "read"});
    return plan;
}

Sweep const sweep{reads_and_writes, properties};

TEST(RightTwins, NNAR1_NNAR2_PassTheRegisterOnOneServer) {
    EXPECT_TRUE(sweep.passes(RegisterStack<Flaw::none>::make()));
}
TEST(BrokenTwins, NNAR1_CatchesTheDeafServer) {
    EXPECT_TRUE(sweep.catches("NNAR1", RegisterStack<Flaw::deaf_server>::make()));
}
TEST(BrokenTwins, NNAR2_CatchesTheHastyServer) {
    EXPECT_TRUE(sweep.catches("NNAR2", RegisterStack<Flaw::hasty_server>::make()));
}
TEST(BrokenTwins, NNAR2_CatchesTheStaleCache) {
    EXPECT_TRUE(sweep.catches("NNAR2", RegisterStack<Flaw::stale_cache>::make()));
}

}  // namespace
}  // namespace conclave::test
