#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "check/property.hpp"
#include "core/type_name.hpp"
#include "core/wire.hpp"
#include "snapshots/snapshots_history.hpp"
#include "workloads/holdings.hpp"

namespace conclave::check {

/// What the checkers must know of the application and of what the algorithm promises.
struct SnapshotRules {
    /// The names of the application's messages; all others are the algorithm's own.
    std::vector<std::string_view> messages;
    /// SN1 is promised to everybody; else (Lai-Yang) to those whom a message sent after the cut
    /// reaches.
    bool everywhere{true};
    /// What a state and a message's body (as it travels) hold of what is conserved; nothing if the
    /// bytes make no sense. The indication `begins` of each process tells what there is at first.
    std::function<std::optional<Holdings>(BytesView state)> held;
    std::function<std::optional<Holdings>(BytesView body)> carried;
    /// The algorithm assumes FIFO channels (Chandy-Lamport).
    bool fifo{false};
};

/// The rules of an application such as Bank.
template <class App>
SnapshotRules rules_of(bool everywhere) {
    auto const names = []<class... Actions>(std::variant<Actions...> const*) {
        return std::vector<std::string_view>{type_name<Actions>()...};
    };
    return {.messages = names(static_cast<typename App::Action const*>(nullptr)),
            .everywhere = everywhere,
            .held = [](BytesView state) -> std::optional<Holdings> {
                auto const known = decode<typename App::State>(state);
                if (!known) return std::nullopt;
                return holdings(*known);
            },
            .carried = [](BytesView body) -> std::optional<Holdings> {
                auto const known = App::read(body);
                if (!known) return std::nullopt;
                return App::holdings(*known);
            }};
}

/// SN1..4, from the events of the application and what Snapshot says: `starts`, `recorded` and
/// `completed`. Not promised where somebody crashes, a message is lost or, if that is assumed, one
/// overtakes another.
std::vector<Property> snapshot(SnapshotRules rules);

}  // namespace conclave::check
