#include "core/show.hpp"

#include <array>
#include <charconv>

namespace conclave {

void Shower::quoted(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    text_ += '"';
    for (char const c : text) {
        auto const code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            (text_ += '\\') += c;
        } else if (code < 0x20 || code == 0x7f) {  // a message must not command the terminal
            ((text_ += "\\x") += digits[code >> 4U]) += digits[code & 0xFU];
        } else {
            text_ += c;
        }
    }
    text_ += '"';
}

std::string Shower::shortest(double value) {
    std::array<char, 32> text{};
    auto const end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

}  // namespace conclave
