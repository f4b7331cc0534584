#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/indication.hpp"
#include "core/port.hpp"
#include "core/timer.hpp"
#include "links/link.hpp"
#include "workloads/action.hpp"
#include "workloads/holdings.hpp"

namespace conclave {

enum class Item : std::uint8_t { sword, shield, potion, bow, arrow };
inline constexpr std::size_t item_kinds = 5;
/// "sword"; "?" for none of them.
std::string to_string(Item item);

struct Player {
    std::uint32_t life{0};  // 1 .. life_max
    std::uint32_t score{0};
    std::uint32_t guard{0};  // so many attacks will be parried
    std::uint32_t drunk{0};  // potions used up
    std::vector<Item> items{};
    bool operator==(Player const&) const = default;
};
/// "life 80, score 1200, sword, bow".
std::string to_string(Player const& player);

/// By kind: "sword", "potion" ...
Holdings holdings(Player const& player);

/// Module       Game: an application for snapshots
/// Source       the players of the course's online game: life, score, two items; attack, defend,
///              use potion, give item
/// Assumes      a link that loses nothing
/// Properties   GM1 Conservation  of each kind, the items held, on their way and used up are always
///                                as many as at first
/// Cost         1 message each turn
class Game {
public:
    static constexpr std::uint32_t life_max = 100;

    struct Settings {
        std::uint32_t turns{30};
        Duration every{std::chrono::milliseconds{10}};  ///< the mean time between two turns
    };
    /// Takes life, unless it is parried. Who has none left begins anew, with half the score.
    struct Attack {
        std::uint32_t damage{0};
    };
    /// Parries the next attacks on the receiver.
    struct Defend {
        std::uint32_t attacks{0};
    };
    /// Heals the receiver. The potion is used up.
    struct UsePotion {
        std::uint32_t life{0};
    };
    struct GiveItem {
        Item item{};
    };

    using State = Player;
    using Action = std::variant<Attack, Defend, UsePotion, GiveItem>;
    /// The action in a packet's body; nothing if it is none.
    [[nodiscard]] static std::optional<Action> read(BytesView body) {
        return read_action<Attack, Defend, UsePotion, GiveItem>(body);
    }

    /// A player, by chance, who plays with random ones of these.
    Game(Context& ctx, Link& link, std::vector<ProcessId> neighbours, Settings settings);

    void start();
    [[nodiscard]] bool done() const { return turns_left_ == 0; }
    [[nodiscard]] Player const& state() const { return player_; }

    /// What an action takes along.
    [[nodiscard]] static Holdings holdings(Action const& action);

    Indication<"begins", Player> begins;

private:
    using Port = conclave::Port<Link, Game, Attack, Defend, UsePotion, GiveItem>;
    friend Port;

    void upon(ProcessId, Attack const& attack);
    void upon(ProcessId, Defend const& defend);
    void upon(ProcessId, UsePotion const& potion);
    void upon(ProcessId, GiveItem const& gift);

    void take_turn();
    void await_turn();
    [[nodiscard]] bool has(Item item) const;
    void lose(Item item);

    Context& ctx_;
    Port port_;
    std::vector<ProcessId> neighbours_;
    Settings settings_;
    Player player_;
    std::uint32_t turns_left_;
    Timer turn_{ctx_, "turn", [this] { take_turn(); }, Layer::link};  // of no interest to the story
};

}  // namespace conclave
