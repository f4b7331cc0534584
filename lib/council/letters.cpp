#include "council/letters.hpp"

#include <optional>
#include <utility>

namespace conclave::council {
namespace {

enum class Kind : std::uint8_t { order, bulletin };

template <class Content>
Letter write(Kind kind, Content const& content) {
    Letter letter{std::byte{static_cast<std::uint8_t>(kind)}};
    encode_to(letter, content);
    return letter;
}

}  // namespace

Letter write(Order const& order) { return write(Kind::order, order); }
Letter write(Bulletin const& bulletin) { return write(Kind::bulletin, bulletin); }

std::variant<std::monostate, Order, Bulletin> read(BytesView letter) {
    if (letter.empty()) return {};
    auto const content = letter.subspan(1);
    switch (static_cast<Kind>(letter[0])) {
        case Kind::order:
            if (auto order = decode<Order>(content)) return std::move(*order);
            break;
        case Kind::bulletin:
            if (auto bulletin = decode<Bulletin>(content)) return std::move(*bulletin);
            break;
    }
    return {};
}

}  // namespace conclave::council
