#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/indication.hpp"
#include "core/port.hpp"
#include "core/timer.hpp"
#include "links/link.hpp"
#include "workloads/action.hpp"
#include "workloads/holdings.hpp"

namespace conclave {

/// What an account holds; never below zero.
struct Account {
    std::int64_t balance{0};
    bool operator==(Account const&) const = default;
};
inline std::string to_string(Account const& account) {
    return "balance " + std::to_string(account.balance);
}

inline Holdings holdings(Account const& account) { return {{"money", account.balance}}; }

/// Module       Bank: an application for snapshots
/// Source       the banking example of the snapshot literature; Coulouris et al. 5e, §14.5
/// Assumes      a link that loses nothing
/// Properties   BNK1 Conservation  the sum of all balances and of the money on its way never
///                                 changes
///              BNK2 Solvency      no balance is ever below zero
/// Cost         1 Transfer each turn in which there is money to send
class Bank {
public:
    struct Settings {
        std::int64_t balance{100};  ///< of every account at first
        std::int64_t most{20};      ///< the largest amount of one transfer, at least 1
        std::uint32_t turns{30};
        Duration every{std::chrono::milliseconds{10}};  ///< the mean time between two turns
    };
    struct Transfer {
        std::int64_t amount{0};
        bool operator==(Transfer const&) const = default;
    };

    using State = Account;
    using Action = std::variant<Transfer>;
    /// The transfer in a packet's body; nothing if it is none.
    [[nodiscard]] static std::optional<Action> read(BytesView body) {
        return read_action<Transfer>(body);
    }

    /// An account that transfers money to random ones of these.
    Bank(Context& ctx, Link& link, std::vector<ProcessId> neighbours, Settings settings);

    void start();
    [[nodiscard]] bool done() const { return turns_left_ == 0; }
    [[nodiscard]] Account const& state() const { return account_; }

    /// What a transfer takes along.
    [[nodiscard]] static Holdings holdings(Action const& action) {
        return {{"money", std::get<Transfer>(action).amount}};
    }

    Indication<"begins", Account> begins;

private:
    using Port = conclave::Port<Link, Bank, Transfer>;
    friend Port;

    void upon(ProcessId, Transfer const& transfer) { account_.balance += transfer.amount; }
    void take_turn();
    void await_turn();

    Context& ctx_;
    Port port_;
    std::vector<ProcessId> neighbours_;
    Settings settings_;
    Account account_;
    std::uint32_t turns_left_;
    Timer turn_{ctx_, "turn", [this] { take_turn(); }, Layer::link};  // of no interest to the story
};

}  // namespace conclave
