#include "net/fault_model.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "links/fair_loss_link.hpp"
#include "links/perfect_link.hpp"
#include "links/stubborn_link.hpp"
#include "support/link_messages.hpp"

namespace conclave::net {
namespace {

using namespace std::chrono_literals;

Datagram datagram(std::uint32_t from, std::uint32_t to, std::uint64_t number,
                  std::uint16_t channel = 0) {
    return {process(from), process(to), Channel{channel}, number, Time{}, {}};
}

bool same(Fate const& a, Fate const& b) {
    return a.lost == b.lost && a.duplicated == b.duplicated && a.delayed == b.delayed &&
           a.delay == b.delay;
}

FaultPlan everything() {
    return {.loss = 0.2, .duplicate = 0.3, .reorder = 0.1, .delay_min = 1ms, .delay_max = 10ms};
}

TEST(FaultModel, AFateDependsOnSeedAddressChannelAndNumberAlone) {
    FaultPlan const plan = everything();
    FaultModel here{plan, 7};
    FaultModel there{plan, 7};
    std::vector<Datagram> all;
    for (std::uint32_t from = 0; from < 4; ++from)
        for (std::uint32_t to = 0; to < 4; ++to)
            for (std::uint64_t number = 1; number < 100; ++number)
                all.push_back(datagram(from, to, number));
    std::vector<Fate> fates;
    for (Datagram const& d : all) fates.push_back(here.fate(d, Time{}));
    // Another instance, another order, another time, another body: the same fates.
    std::vector<std::byte> const body(9);
    for (std::size_t i = all.size(); i-- > 0;) {
        Datagram d = all[i];
        d.body = body;
        d.stamp = Time{3s};
        ASSERT_TRUE(same(there.fate(d, Time{5s}), fates[i]));
    }
}

TEST(FaultModel, EachPartOfTheNameOfADatagramChangesItsFate) {
    FaultPlan const plan = {.loss = 0.5};
    FaultModel model{plan, 7};
    FaultModel other_seed{plan, 8};
    // How often the fates of two series of 1000 differ: about half of the time.
    auto const differ = [](auto const& first, auto const& second) {
        int count = 0;
        for (std::uint64_t i = 1; i <= 1000; ++i) count += first(i) != second(i) ? 1 : 0;
        return count;
    };
    auto const lost = [&](FaultModel& m, Datagram const& d) { return m.fate(d, {}).lost; };
    auto const base = [&](std::uint64_t i) { return lost(model, datagram(0, 1, i)); };
    EXPECT_EQ(differ(base, base), 0);
    for (int const count :
         {differ(base, [&](auto i) { return lost(other_seed, datagram(0, 1, i)); }),
          differ(base, [&](auto i) { return lost(model, datagram(1, 0, i)); }),
          differ(base, [&](auto i) { return lost(model, datagram(0, 2, i)); }),
          differ(base, [&](auto i) { return lost(model, datagram(0, 1, i, 1)); }),
          differ(base, [&](auto i) { return lost(model, datagram(0, 1, i + 1000)); }),
          differ(base, [&](auto i) { return lost(model, datagram(0, 1, i + (1ULL << 32U))); })})
        EXPECT_NEAR(count, 500, 80);
}

TEST(FaultModel, LosesAndDuplicatesAsOftenAsAsked) {
    for (double const p : {0.01, 0.1, 0.5, 0.9}) {
        FaultPlan const plan = {.loss = p};
        FaultPlan const twice = {.duplicate = p};
        int lost = 0;
        int duplicated = 0;
        constexpr int draws = 40'000;
        for (std::uint64_t i = 0; i < draws; ++i) {
            lost += FaultModel{plan, 3}.fate(datagram(0, 1, i), {}).lost ? 1 : 0;
            duplicated += FaultModel{twice, 3}.fate(datagram(0, 1, i), {}).duplicated ? 1 : 0;
        }
        double const deviation = std::sqrt(draws * p * (1 - p));
        EXPECT_NEAR(lost, draws * p, 5 * deviation);
        EXPECT_NEAR(duplicated, draws * p, 5 * deviation);
    }
}

TEST(FaultModel, OneFaultSaysNothingOfAnother) {
    FaultPlan const plan = {.loss = 0.5, .duplicate = 0.5, .reorder = 0.5, .delay_max = 8ms};
    FaultModel model{plan, 3};
    int arrived = 0;
    int duplicated = 0;
    int held = 0;
    int slow = 0;
    int held_and_duplicated = 0;
    for (std::uint64_t i = 0; i < 40'000; ++i) {
        Fate const fate = model.fate(datagram(0, 1, i), {});
        if (fate.lost) continue;
        bool const is_held = fate.delay[0] >= 16ms;  // twice the longest delay
        ++arrived;
        duplicated += fate.duplicated ? 1 : 0;
        held += is_held ? 1 : 0;
        slow += fate.delay[0] - (is_held ? 16ms : 0ms) > 4ms ? 1 : 0;
        held_and_duplicated += is_held && fate.duplicated ? 1 : 0;
    }
    EXPECT_NEAR(arrived, 20'000, 500);
    EXPECT_NEAR(duplicated, 10'000, 500);
    EXPECT_NEAR(held, 10'000, 500);
    EXPECT_NEAR(slow, 10'000, 500);
    EXPECT_NEAR(held_and_duplicated, 5'000, 400);
}

TEST(FaultModel, AProbabilityOfZeroIsNeverAndOfOneAlways) {
    FaultPlan const never_plan = {.delay_max = 1ms};
    FaultPlan const lose = {.loss = 1};
    FaultPlan const rest = {.duplicate = 1, .reorder = 1, .delay_max = 1ms};
    for (std::uint64_t i = 0; i < 10'000; ++i) {
        auto const d = datagram(0, 1, i);
        Fate const mild = FaultModel{never_plan, i}.fate(d, {});
        ASSERT_FALSE(mild.lost || mild.duplicated);
        ASSERT_LE(mild.delay[0], 1ms);
        ASSERT_TRUE((FaultModel{lose, i}.fate(d, {}).lost));
        Fate const wild = FaultModel{rest, i}.fate(d, {});
        ASSERT_TRUE(wild.duplicated);
        ASSERT_GE(wild.delay[0], 10ms) << "held for long enough that others pass";
    }
}

TEST(FaultModel, DelaysLieInTheirRangeAndFillIt) {
    FaultPlan const plan = {.duplicate = 0.5, .delay_min = 2ms, .delay_max = 10ms};
    FaultModel model{plan, 1};
    std::vector<Duration> delays;
    int apart = 0;
    for (std::uint64_t i = 0; i < 10'000; ++i) {
        Fate const fate = model.fate(datagram(0, 1, i), {});
        EXPECT_TRUE(fate.delayed);
        delays.push_back(fate.delay[0]);
        if (!fate.duplicated) continue;
        delays.push_back(fate.delay[1]);
        apart += fate.delay[0] != fate.delay[1] ? 1 : 0;
    }
    auto const [least, most] = std::ranges::minmax(delays);
    EXPECT_GE(least, 2ms);
    EXPECT_LE(most, 10ms);
    EXPECT_LT(least, 2100us);
    EXPECT_GT(most, 9900us);
    EXPECT_GT(apart, 4000) << "a duplicate has a delay of its own";
    EXPECT_EQ(model.delay_max(), Duration{10ms});
}

TEST(FaultModel, AConstantDelayIsConstant) {
    FaultPlan const plan = {.delay_min = 5ms, .delay_max = 5ms};
    for (std::uint64_t i = 0; i < 1000; ++i)
        ASSERT_EQ((FaultModel{plan, i}.fate(datagram(0, 1, i), {}).delay[0]), Duration{5ms});
}

TEST(FaultModel, NoDelayIsLongerThanItSays) {
    FaultPlan const plan = everything();
    FaultModel model{plan, 1};
    Duration longest{0};
    for (std::uint64_t i = 0; i < 10'000; ++i)
        for (Duration const d : model.fate(datagram(0, 1, i), {}).delay)
            longest = std::max(longest, d);
    EXPECT_LE(longest, model.delay_max());
    EXPECT_GT(longest, Duration{20ms}) << "what is reordered is held";
}

TEST(FaultModel, SparesWhatOneSendsToOneself) {
    FaultPlan const plan = {.loss = 1};
    EXPECT_FALSE((FaultModel{plan, 1}.fate(datagram(2, 2, 1), {}).lost));
}

Direction direction(std::uint32_t from, std::uint32_t to) { return {process(from), process(to)}; }

TEST(FaultModel, ADirectionHasADelayOfItsOwnAndSparesTheOthers) {
    FaultPlan const without{.delay_min = 1ms, .delay_max = 10ms};
    FaultPlan with = without;
    with.delays_on = {{direction(0, 1), 20ms, 30ms, {}}};
    FaultModel plain{without, 1};
    FaultModel model{with, 1};
    for (std::uint64_t i = 0; i < 200; ++i) {
        auto const delay = model.fate(datagram(0, 1, i), {}).delay[0];
        ASSERT_TRUE(20ms <= delay && delay <= 30ms) << delay.count();
        for (auto const& [from, to] : {std::pair{1U, 0U}, std::pair{0U, 2U}, std::pair{2U, 1U}})
            ASSERT_TRUE(
                same(model.fate(datagram(from, to, i), {}), plain.fate(datagram(from, to, i), {})));
    }
    EXPECT_EQ(model.delay_max(), Duration{30ms});
    FaultPlan const alone{.delays_on = {{direction(0, 1), 20ms, 20ms, {}}}};
    EXPECT_EQ((FaultModel{alone, 1}.fate(datagram(0, 1, 1), {}).delay[0]), Duration{20ms});
    EXPECT_EQ((FaultModel{alone, 1}.fate(datagram(1, 0, 1), {}).delay[0]), Duration{0});
    EXPECT_EQ((FaultModel{alone, 1}.delay_max()), Duration{20ms});
}

TEST(FaultModel, NoDelayOfADirectionIsLongerThanItSays) {
    FaultPlan const plan{.reorder = 0.5,
                         .delay_min = 1ms,
                         .delay_max = 2ms,
                         .delays_on = {{direction(0, 1), 40ms, 50ms, {}}}};
    FaultModel model{plan, 1};
    Duration longest{0};
    for (std::uint64_t i = 0; i < 1000; ++i)
        longest = std::max(longest, model.fate(datagram(0, 1, i), {}).delay[0]);
    EXPECT_LE(longest, model.delay_max());
    EXPECT_GT(longest, 100ms) << "what is reordered there waits longer than others take";
}

TEST(FaultModel, OfSeveralDelaysTheLastThatMatchesCounts) {
    FaultPlan const plan{.delays_on = {{{}, 1ms, 1ms, {}},
                                       {{process(0), {}}, 2ms, 2ms, {}},
                                       {{{}, process(1)}, 3ms, 3ms, {Time{1s}, Time{2s}}}}};
    FaultModel model{plan, 1};
    auto const delay = [&](std::uint32_t from, std::uint32_t to, Duration now) {
        return model.fate(datagram(from, to, 1), Time{now}).delay[0];
    };
    EXPECT_EQ(delay(2, 3, 0s), Duration{1ms});
    EXPECT_EQ(delay(0, 1, 0s), Duration{2ms});
    EXPECT_EQ(delay(0, 1, 1s), Duration{3ms});
    EXPECT_EQ(delay(2, 1, 1s), Duration{3ms});
    EXPECT_EQ(delay(0, 2, 1s), Duration{2ms});
    EXPECT_EQ(delay(0, 1, 2s), Duration{2ms}) << "its time is over";
}

TEST(FaultModel, ADirectionHasItsOwnLossAndDuplication) {
    FaultPlan const plan{.loss = 1,
                         .losses_on = {{direction(0, 1), 0}, {direction(1, 2), 0}},
                         .duplicates_on = {{direction(1, 2), 1, {Time{1s}, Time{2s}}}}};
    FaultModel model{plan, 1};
    for (std::uint64_t i = 0; i < 50; ++i) {
        Fate const spared = model.fate(datagram(0, 1, i), {});
        ASSERT_FALSE(spared.lost || spared.duplicated);
        ASSERT_TRUE(model.fate(datagram(1, 0, i), {}).lost);
        ASSERT_FALSE(model.fate(datagram(1, 2, i), {}).duplicated);
        ASSERT_TRUE(model.fate(datagram(1, 2, i), Time{1s}).duplicated);
    }
    FaultPlan const half{.losses_on = {{direction(0, 1), 0.5}}};
    int lost = 0;
    for (std::uint64_t i = 0; i < 1000; ++i)
        lost += FaultModel{half, 3}.fate(datagram(0, 1, i), {}).lost ? 1 : 0;
    EXPECT_NEAR(lost, 500, 80);
}

/// Notes through two links.
struct Tower final : Stack {
    explicit Tower(Context& ctx) : fll{ctx}, sl{ctx, fll, 24h}, pl{ctx, sl}, top{ctx, pl} {}
    FairLossLink fll;
    StubbornLink sl;
    PerfectLink pl;
    test::Correspondent top;
};

/// p1 of 4, whose datagrams a fault model sees.
class LookingInside : public testing::Test {
protected:
    test::LoneProcess<Tower> lone_{1, 4, [](Context& ctx) { return std::make_unique<Tower>(ctx); }};
    FaultPlan plan_;
    std::optional<FaultModel> model_;

    std::vector<Fate> fates() {
        if (!model_) model_.emplace(plan_, 1);
        std::vector<Fate> fates;
        for (auto const& sent : lone_.sent())
            fates.push_back(model_->fate(
                {process(1), sent.to, sent.channel, sent.number, sent.stamp, view(sent.body)},
                lone_.now(), lone_.channels()));
        return fates;
    }
    /// "x" for each datagram that is lost and "." for each other, since this was last asked.
    std::string lost() {
        std::string text;
        for (Fate const& fate : fates()) text += fate.lost ? 'x' : '.';
        return text;
    }
    void send(std::initializer_list<std::uint32_t> receivers) {
        for (std::uint32_t const p : receivers) lone_->top.send(process(p), 7);
    }
};

TEST_F(LookingInside, AMessageHasItsNameThroughAllLinks) {
    send({2, 3, 2});
    auto const sent = lone_.sent();
    ASSERT_EQ(sent.size(), 3U);
    Datagram const last{process(1),     sent[2].to,    sent[2].channel,
                        sent[2].number, sent[2].stamp, view(sent[2].body)};
    auto const names = names_of(last, lone_.channels());
    ASSERT_EQ(names.size(), 3U);
    EXPECT_EQ(names[0].module, "StubbornLink");
    EXPECT_EQ(names[0].kind, "Data");
    EXPECT_EQ(names[1].module, "PerfectLink");
    EXPECT_EQ(names[1].kind, "Data");
    EXPECT_EQ(names[2].module, "Correspondent");
    EXPECT_EQ(names[2].kind, "Note");
    EXPECT_EQ(names[2].channel, lone_->top.channel());
    EXPECT_EQ(names[2].number, 2U) << "the second to p2";
    EXPECT_EQ(names[2].from, process(1));
    EXPECT_EQ(names[2].to, process(2));
}

TEST_F(LookingInside, WhatDoesNotDecodeHasTheNamesThatItHas) {
    auto const names = [this](Bytes const& body, std::uint16_t channel = 0) {
        return names_of({process(1), process(2), Channel{channel}, 1, {}, view(body)},
                        lone_.channels())
            .size();
    };
    EXPECT_EQ(names({}), 0U);
    EXPECT_EQ(names(test::image(0)), 1U) << "Data with nothing in it";
    EXPECT_EQ(names(test::image(7)), 0U);
    EXPECT_EQ(names(test::image(0), 99), 0U);
    EXPECT_EQ(names(test::image(0, test::PerfectData{.parcel = {Channel{1}, 1, {}}})), 1U);
    EXPECT_EQ(names(test::image(0, test::PerfectData{.parcel = {Channel{9}, 1, {}}})), 1U);
}

TEST_F(LookingInside, TheNextMessagesOfAKindAreLostWithAllTheirCopies) {
    plan_.drops = {{"Note", {process(1), {}}, 2}};
    send({2, 3, 2, 3});
    EXPECT_EQ(lost(), "xx..");
    send({2});
    EXPECT_EQ(lost(), ".");
    lone_.pass(25ms);  // nobody has acknowledged anything
    EXPECT_EQ(lost(), "x..x.") << "to p2 the first of three, to p3 the first of two";
    lone_.pass(40ms);
    EXPECT_EQ(lost(), "x..x.");
}

TEST_F(LookingInside, ADropIsForItsSenderReceiverAndKindAlone) {
    plan_.drops = {{"Note", {process(1), process(3)}, 1},
                   {"Note", {process(2), {}}, 9},
                   {"Ack", {process(1), {}}, 9}};
    send({2, 3, 3});
    EXPECT_EQ(lost(), ".x.");
}

TEST_F(LookingInside, EachDropCountsForItself) {
    plan_.drops = {{"Note", {{}, process(3)}, 1}, {"Note", {{}, {}}, 2}};
    send({3, 3, 2, 3, 2});
    EXPECT_EQ(lost(), "xx...") << "the first is the next for both";
}

TEST_F(LookingInside, ALinksOwnMessagesHaveTheirKindsToo) {
    plan_.drops = {{"Data", {{}, {}}, 1}};
    send({2});
    EXPECT_EQ(lost(), "x");
    lone_.pass(25ms);
    EXPECT_EQ(lost(), ".") << "sent again it is another one of the perfect link's";
}

TEST_F(LookingInside, ADropWithDatesIsForWhatLeavesFirstWithinThem) {
    plan_.drops = {{"Note", {process(1), {}}, 1, {Time{10ms}, Time{30ms}}}};
    send({2});
    EXPECT_EQ(lost(), ".");
    lone_.pass(10ms);
    lone_.pass(15ms);
    EXPECT_EQ(lost(), ".") << "a copy of a message from before";
    send({3});
    EXPECT_EQ(lost(), "x");
    send({3});
    EXPECT_EQ(lost(), ".");
    lone_.pass(100ms);
    auto const copies = lost();
    EXPECT_EQ(std::ranges::count(copies, 'x'), 2) << copies << ": of the one that it is about";
    EXPECT_GT(copies.size(), 4U);
}

TEST_F(LookingInside, ADropOfAllCutsTheKindOffWhileItLasts) {
    plan_.drops = {{"Note", {process(1), {}}, {}, {Time{0s}, Time{20ms}}}};
    send({2, 3, 2, 3});
    EXPECT_EQ(lost(), "xxxx");
    lone_.pass(25ms);
    EXPECT_EQ(lost(), "....") << "its copies get through afterwards";
}

TEST_F(LookingInside, AnAdversarySeesEachMessageUnderItsNameAndHasTheLastWord) {
    std::vector<std::string> seen;
    plan_.losses_on = {{{process(1), process(3)}, 1}};
    plan_.adversary = [&seen](Datagram const& datagram, NamedMessage const& message, Time now,
                              Fate planned) {
        EXPECT_EQ(now, Time{});
        EXPECT_EQ(message.to, datagram.to);
        seen.push_back(std::string{message.module} + ' ' + std::string{message.kind} + ' ' +
                       std::to_string(message.number) + (planned.lost ? " lost" : ""));
        return message.to == process(3) ? Fate{.delayed = true, .delay = {5ms}}
                                        : Fate{.lost = true};
    };
    send({2, 3, 2});
    auto const all = fates();
    EXPECT_EQ(seen, (std::vector<std::string>{"Correspondent Note 1", "Correspondent Note 1 lost",
                                              "Correspondent Note 2"}));
    EXPECT_TRUE(all[0].lost && all[2].lost);
    EXPECT_FALSE(all[1].lost);
    EXPECT_EQ(all[1].delay[0], Duration{5ms});
}

TEST_F(LookingInside, WhatOneSendsToOneselfIsSpared) {
    plan_.drops = {{"Note", {}, {}}};
    plan_.adversary = [](auto const&, auto const&, Time, Fate) { return Fate{.lost = true}; };
    send({1, 2});
    EXPECT_EQ(lost(), ".x");
}

TEST(FaultModel, ACutIsOneWayAndHasDates) {
    FaultPlan plan;
    plan.cuts = {{process(0), process(1), {Time{1s}, Time{3s}}}};
    FaultModel model{plan, 1};
    EXPECT_FALSE(model.fate(datagram(0, 1, 1), Time{1s} - Duration{1}).lost);
    EXPECT_TRUE(model.fate(datagram(0, 1, 1), Time{1s}).lost);
    EXPECT_TRUE(model.fate(datagram(0, 1, 1), Time{3s} - Duration{1}).lost);
    EXPECT_FALSE(model.fate(datagram(0, 1, 1), Time{3s}).lost);
    EXPECT_FALSE(model.fate(datagram(1, 0, 1), Time{2s}).lost) << "the way back";
    EXPECT_FALSE(model.fate(datagram(0, 2, 1), Time{2s}).lost);
}

TEST(FaultModel, APartitionPartsItsGroupsAndNobodyElse) {
    FaultPlan plan;
    plan.partitions = {{{{process(0), process(1)}, {process(2)}}, {Time{1s}, Time{2s}}}};
    FaultModel model{plan, 1};
    auto const lost = [&model](std::uint32_t a, std::uint32_t b, Time t) {
        return model.fate(datagram(a, b, 1), t).lost;
    };
    Time const during{1500ms};
    EXPECT_TRUE(lost(0, 2, during) && lost(2, 0, during) && lost(1, 2, during));
    EXPECT_FALSE(lost(0, 1, during) || lost(1, 0, during)) << "within a group";
    for (std::uint32_t p = 0; p < 3; ++p)
        EXPECT_FALSE(lost(p, 3, during) || lost(3, p, during)) << "who is in no group hears all";
    EXPECT_FALSE(lost(0, 2, Time{}) || lost(0, 2, Time{2s}));
}

}  // namespace
}  // namespace conclave::net
