#include "workloads/game.hpp"

#include <algorithm>
#include <utility>

namespace conclave {
namespace {

constexpr std::array<std::string_view, item_kinds> names{"sword", "shield", "potion", "bow",
                                                         "arrow"};

std::uint32_t draw(Random& random, std::uint32_t first, std::uint32_t last) {
    return first + static_cast<std::uint32_t>(random.below(last - first + 1));
}

Player born(Random& random) {
    Player player{.life = draw(random, 50, Game::life_max), .score = draw(random, 0, 2000)};
    for (int i = 0; i < 2; ++i) player.items.push_back(static_cast<Item>(random.below(item_kinds)));
    return player;
}

}  // namespace

std::string to_string(Item item) {
    auto const i = static_cast<std::size_t>(item);
    return i < names.size() ? std::string{names[i]} : "?";
}

std::string to_string(Player const& player) {
    auto text = "life " + std::to_string(player.life) + ", score " + std::to_string(player.score);
    if (player.guard > 0) text += ", guard " + std::to_string(player.guard);
    for (Item const item : player.items) text += ", " + to_string(item);
    if (player.drunk > 0) text += ", drank " + std::to_string(player.drunk);
    return text;
}

Holdings holdings(Player const& player) {
    Holdings all;
    for (Item const item : player.items) ++all[to_string(item)];
    if (player.drunk > 0) all["potion"] += player.drunk;
    return all;
}

Holdings Game::holdings(Action const& action) {
    auto const* gift = std::get_if<GiveItem>(&action);
    return gift ? Holdings{{to_string(gift->item), 1}} : Holdings{};
}

Game::Game(Context& ctx, Link& link, std::vector<ProcessId> neighbours, Settings settings)
    : begins{ctx},
      ctx_{ctx},
      port_{ctx, link, *this},
      neighbours_{std::move(neighbours)},
      settings_{settings},
      player_{born(ctx.random())},
      turns_left_{neighbours_.empty() ? 0 : settings.turns} {}

void Game::start() {
    await_turn();
    begins(player_);
}

void Game::await_turn() {
    if (turns_left_ > 0)
        turn_.start(ctx_.random().between(settings_.every / 2, settings_.every * 3 / 2));
}

void Game::take_turn() {
    --turns_left_;
    await_turn();
    Random& random = ctx_.random();
    ProcessId const to = neighbours_[random.below(neighbours_.size())];
    auto const choice = random.below(10);
    if (choice < 3 && !player_.items.empty()) {
        Item const item = player_.items[random.below(player_.items.size())];
        lose(item);
        return port_.send(to, GiveItem{item});
    }
    if (choice == 3 && has(Item::potion)) {
        lose(Item::potion);
        ++player_.drunk;
        return port_.send(to, UsePotion{25});
    }
    if (choice < 6) return port_.send(to, Defend{has(Item::shield) ? 2U : 1U});
    bool const armed = has(Item::sword) || (has(Item::bow) && has(Item::arrow));
    player_.score += 10;
    port_.send(to, Attack{draw(random, 1, 10) + (armed ? 10 : 0)});
}

void Game::upon(ProcessId, Attack const& attack) {
    if (player_.guard > 0) {
        --player_.guard;
    } else if (player_.life > attack.damage) {
        player_.life -= attack.damage;
    } else {  // lost: the player begins anew
        player_.life = life_max / 2;
        player_.score /= 2;
    }
}

void Game::upon(ProcessId, Defend const& defend) { player_.guard += defend.attacks; }

void Game::upon(ProcessId, UsePotion const& potion) {
    player_.life = std::min(life_max, player_.life + std::min(life_max, potion.life));
}

void Game::upon(ProcessId, GiveItem const& gift) { player_.items.push_back(gift.item); }

bool Game::has(Item item) const { return std::ranges::count(player_.items, item) > 0; }

void Game::lose(Item item) { player_.items.erase(std::ranges::find(player_.items, item)); }

}  // namespace conclave
