#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "core/show.hpp"
#include "core/type_name.hpp"

namespace conclave {

/// One of a Port's messages from its packet's body: one byte, which of them, then its fields.
/// Nothing if the body is none of them.
template <class... Messages>
[[nodiscard]] std::optional<std::variant<Messages...>> read_action(BytesView body) {
    std::optional<std::variant<Messages...>> action;
    if (body.empty()) return action;
    auto const kind = static_cast<std::size_t>(body[0]);
    auto const read = [&]<std::size_t i, class Message>() {
        if (i != kind) return;
        if (auto message = decode<Message>(body.subspan(1))) action = std::move(*message);
    };
    [&]<std::size_t... i>(std::index_sequence<i...>) {
        (read.template operator()<i, Messages>(), ...);
    }
    (std::index_sequence_for<Messages...>{});
    return action;
}

/// "Transfer(5)".
template <class... Messages>
[[nodiscard]] std::string words_of(std::variant<Messages...> const& action) {
    return std::visit(
        []<class Message>(Message const& message) {
            return std::string{type_name<Message>()} + '(' + show(message) + ')';
        },
        action);
}

}  // namespace conclave
