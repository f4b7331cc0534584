#include "workloads/game.hpp"

#include <gtest/gtest.h>
#include <set>

#include "links/fair_loss_link.hpp"
#include "support/lone_process.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;

struct GameStack final : Stack {
    explicit GameStack(Context& ctx, Game::Settings settings)
        : fll{ctx}, game{ctx, fll, {process(0), process(2)}, settings} {}
    void start() override { game.start(); }
    FairLossLink fll;
    Game game;
};
using LoneGame = test::LoneProcess<GameStack>;

LoneGame lone(Seed seed, std::uint32_t turns = 1) {
    return {1,
            3,
            [=](Context& ctx) {
                return std::make_unique<GameStack>(ctx, Game::Settings{turns, 10ms});
            },
            {},
            seed};
}

enum Kind : std::size_t { attack, defend, use_potion, give_item };

TEST(Game, APlayerBeginsWithLifeScoreAndTwoItems) {
    std::set<Item> seen;
    for (Seed seed = 1; seed <= 100; ++seed) {
        auto player = lone(seed)->game.state();
        EXPECT_GE(player.life, 50U);
        EXPECT_LE(player.life, 100U);
        EXPECT_LE(player.score, 2000U);
        ASSERT_EQ(player.items.size(), 2U);
        seen.insert(player.items.begin(), player.items.end());
    }
    EXPECT_EQ(seen.size(), item_kinds);
}

TEST(Game, AnAttackTakesLifeUnlessItIsParried) {
    auto player = lone(1);
    auto const life = player->game.state().life;
    player.receive(process(0), Channel{0}, attack, Game::Attack{12});
    EXPECT_EQ(player->game.state().life, life - 12);
    player.receive(process(0), Channel{0}, defend, Game::Defend{2});
    EXPECT_EQ(player->game.state().guard, 2U);
    player.receive(process(0), Channel{0}, attack, Game::Attack{12});
    EXPECT_EQ(player->game.state().guard, 1U);
    EXPECT_EQ(player->game.state().life, life - 12);
}

TEST(Game, WhoLosesAllLifeBeginsAnewWithHalfTheScore) {
    auto player = lone(1);
    auto const before = player->game.state();
    player.receive(process(0), Channel{0}, attack, Game::Attack{before.life});
    EXPECT_EQ(player->game.state().life, 50U);
    EXPECT_EQ(player->game.state().score, before.score / 2);
    EXPECT_EQ(player->game.state().items, before.items);
}

TEST(Game, APotionHealsUpToTheFullLife) {
    auto player = lone(1);
    player.receive(process(0), Channel{0}, attack, Game::Attack{40});
    auto const life = player->game.state().life;
    player.receive(process(0), Channel{0}, use_potion, Game::UsePotion{25});
    EXPECT_EQ(player->game.state().life, life + 25);
    player.receive(process(0), Channel{0}, use_potion, Game::UsePotion{UINT32_MAX});
    EXPECT_EQ(player->game.state().life, 100U);
}

TEST(Game, AGiftIsHeld) {
    auto player = lone(1);
    player.receive(process(0), Channel{0}, give_item, Game::GiveItem{Item::bow});
    ASSERT_EQ(player->game.state().items.size(), 3U);
    EXPECT_EQ(player->game.state().items.back(), Item::bow);
}

/// Whatever it plays: of each kind, what it holds, has given away and has drunk is what it had.
TEST(Game, GM1_Conservation_ItemsAreNeitherMadeNorLost) {
    std::set<std::size_t> kinds;
    for (Seed seed = 1; seed <= 50; ++seed) {
        auto player = lone(seed, 20);
        auto const first = to_string(holdings(player->game.state()));
        player.pass(1s);
        EXPECT_TRUE(player->game.done());
        auto sum = holdings(player->game.state());
        auto const sent = player.sent();
        EXPECT_EQ(sent.size(), 20U);
        for (auto const& s : sent) {
            kinds.insert(s.kind());
            auto const action = Game::read(view(s.body));
            ASSERT_TRUE(action);
            sum += Game::holdings(*action);
        }
        EXPECT_EQ(to_string(sum), first);
    }
    EXPECT_EQ(kinds, (std::set<std::size_t>{attack, defend, use_potion, give_item}));
}

TEST(Game, IsShownInWords) {
    Player const player{.life = 80, .score = 1200, .items = {Item::sword, Item::bow}};
    EXPECT_EQ(to_string(player), "life 80, score 1200, sword, bow");
    Player const other{.life = 1, .score = 0, .guard = 2, .drunk = 1};
    EXPECT_EQ(to_string(other), "life 1, score 0, guard 2, drank 1");
    EXPECT_EQ(to_string(holdings(other)), "potion 1");
    EXPECT_EQ(to_string(static_cast<Item>(9)), "?");
    EXPECT_EQ(words_of(*Game::read(view(test::image(give_item, Game::GiveItem{Item::arrow})))),
              "GiveItem(arrow)");
}

}  // namespace
}  // namespace conclave
