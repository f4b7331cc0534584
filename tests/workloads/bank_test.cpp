#include "workloads/bank.hpp"

#include <gtest/gtest.h>
#include <set>

#include "links/fair_loss_link.hpp"
#include "support/lone_process.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;

struct BankStack final : Stack {
    explicit BankStack(Context& ctx, Bank::Settings settings = {})
        : fll{ctx}, bank{ctx, fll, {process(0), process(2)}, settings} {}
    void start() override { bank.start(); }
    FairLossLink fll;
    Bank bank;
};
using LoneBank = test::LoneProcess<BankStack>;

LoneBank lone(Bank::Settings settings, Seed seed = 1) {
    return {
        1, 3, [=](Context& ctx) { return std::make_unique<BankStack>(ctx, settings); }, {}, seed};
}

TEST(Bank, BNK1_Conservation_ItTransfersToItsNeighboursUntilItsTurnsAreOver) {
    auto account = lone({.turns = 40, .every = 10ms});
    EXPECT_EQ(account.story().front(), "p1 ! begins balance 100");
    EXPECT_FALSE(account->bank.done());
    account.pass(600ms);  // 15 ms a turn at most
    EXPECT_TRUE(account->bank.done());
    std::int64_t sent = 0;
    std::set<ProcessId> receivers;
    for (auto const& s : account.sent()) {
        auto const amount = s.as<Bank::Transfer>().amount;
        EXPECT_GE(amount, 1);
        EXPECT_LE(amount, 20);
        sent += amount;
        receivers.insert(s.to);
    }
    EXPECT_EQ(account->bank.state().balance, 100 - sent);
    EXPECT_EQ(receivers, (std::set{process(0), process(2)}));
}

TEST(Bank, BNK2_Solvency_ItNeverSendsWhatItDoesNotHave) {
    for (Seed seed = 1; seed <= 50; ++seed) {
        auto account = lone({.balance = 5, .turns = 40, .every = 10ms}, seed);
        account.pass(1s);
        EXPECT_EQ(account->bank.state().balance, 0);
    }
}

TEST(Bank, ATransferRaisesTheBalance) {
    auto account = lone({.turns = 1});
    account.receive(process(0), Channel{0}, 0, Bank::Transfer{7});
    EXPECT_EQ(account->bank.state(), Account{107});
    EXPECT_EQ(to_string(account->bank.state()), "balance 107");
    EXPECT_EQ(to_string(holdings(account->bank.state())), "money 107");
}

TEST(Bank, AnActionIsReadFromItsBody) {
    auto const action = Bank::read(view(test::image(0, Bank::Transfer{5})));
    ASSERT_TRUE(action);
    EXPECT_EQ(words_of(*action), "Transfer(5)");
    EXPECT_EQ(to_string(Bank::holdings(*action)), "money 5");
    EXPECT_FALSE(Bank::read({}));
    EXPECT_FALSE(Bank::read(view(test::image(1, Bank::Transfer{5}))));
    EXPECT_FALSE(Bank::read(view(test::image(0))));
}

TEST(Bank, WithoutNeighboursThereIsNothingToDo) {
    struct Lonely final : Stack {
        explicit Lonely(Context& ctx) : fll{ctx}, bank{ctx, fll, {}, {}} {}
        void start() override { bank.start(); }
        FairLossLink fll;
        Bank bank;
    };
    test::LoneProcess<Lonely> alone{0, 1,
                                    [](Context& ctx) { return std::make_unique<Lonely>(ctx); }};
    EXPECT_TRUE(alone->bank.done());
    alone.pass(1h);
    EXPECT_TRUE(alone.sent().empty());
}

}  // namespace
}  // namespace conclave
