#include "council/archive.hpp"

#include <gtest/gtest.h>

#include "council/histories.hpp"

namespace conclave::council {
namespace {

using namespace std::chrono_literals;

TEST(Archive, ContinuesAHistoryAndPassesOverWhatItKnows) {
    Archive archive{2, 2, 1};
    archive.add(installment(1, 0, {event(1, 1ms, "a"), event(1, 2ms, "b")}));
    archive.add(installment(1, 1, {event(1, 2ms, "b"), event(1, 3ms, "c")}));
    ASSERT_EQ(archive.have(1), 3U);
    EXPECT_EQ(archive.events(1)[2].what, "c");
}

TEST(Archive, DoesNotTakeWhatWouldLeaveAGap) {
    Archive archive{2, 2, 1};
    archive.add(installment(1, 1, {event(1, 2ms, "b")}));
    EXPECT_EQ(archive.have(1), 0U);
}

TEST(Archive, ASummaryCountsOnceTheHistoryIsThere) {
    Archive archive{2, 2, 1};
    auto part = installment(1, 0, {event(1, 1ms, "a")});
    part.complete = false;
    part.summary.watermark = Time{} + 5ms;
    archive.add(part);
    EXPECT_EQ(archive.summary(1).watermark, Time{});
}

TEST(Archive, ALongHistoryComesInInstallments) {
    Archive from{1, 1, 1};
    for (int i = 0; i < 5000; ++i) from.events(0).push_back(event(0, 1ms * i, "e"));
    Archive to{1, 1, 1};
    int letters = 0;
    for (; to.have(0) < from.have(0); ++letters) to.add(from.installment(0, to.have(0)));
    EXPECT_EQ(to.have(0), 5000U);
    EXPECT_GT(letters, 1);
}

TEST(Archive, TheOutcomeIsInCausalOrderAndKnowsWhoIsMissing) {
    Archive archive{4, 7, 2};
    auto first = installment(0, 0, {event(0, 1ms, "a"), event(1, 4ms, "d")});
    first.summary.final = true;
    first.summary.conditions = {net::Condition::up, net::Condition::crashed};
    archive.add(first);
    archive.add(installment(1, 0, {event(2, 3ms, "c"), event(3, 2ms, "b")}));

    auto const outcome = archive.outcome(net::Outcome::End::time_limit, Time{} + 9ms, {0, 1, 0, 0});
    std::string text;
    for (Event const& e : outcome.events) text += e.what;
    EXPECT_EQ(text, "abcd");
    using enum net::Condition;
    EXPECT_EQ(outcome.conditions,
              (std::vector<net::Condition>{up, crashed, dead, dead, silent, silent, silent}));
}

}  // namespace
}  // namespace conclave::council
