#pragma once

#include <string>
#include <string_view>

#include "core/wire.hpp"

namespace conclave {

/// Prints a value for people, through the same fields that are sent: `3, "hello", p2, [1, 2],
/// 12 bytes`.
class Shower : public wire::Walk<Shower> {
public:
    static constexpr bool is_loading = false;

    template <class T>
    void visit(T const& value) {
        if (!text_.empty() && !fresh_) text_ += ", ";
        fresh_ = false;
        if constexpr (std::same_as<T, bool>) {
            text_ += value ? "yes" : "no";
        } else if constexpr (std::same_as<T, Time>) {
            text_ += to_string(value.time_since_epoch());
        } else if constexpr (requires { to_string(value); }) {
            text_ += to_string(value);
        } else if constexpr (std::is_arithmetic_v<T>) {
            number(value);
        } else if constexpr (std::is_enum_v<T>) {
            number(static_cast<std::underlying_type_t<T>>(value));
        } else if constexpr (std::same_as<T, std::string>) {
            quoted(value);
        } else if constexpr (std::same_as<T, Bytes>) {
            text_ += std::to_string(value.size()) + " bytes";
        } else if constexpr (requires {
                                 value.has_value();
                                 *value;
                             }) {
            fresh_ = true;
            if (value)
                visit(*value);
            else
                text_ += "none";
            fresh_ = false;
        } else if constexpr (wire::Sequence<T const> || wire::Sequence<T>) {
            text_ += '[';
            fresh_ = true;
            for (auto const& element : value) visit(element);
            fresh_ = false;
            text_ += ']';
        } else {
            fresh_ = true;
            this->members(const_cast<T&>(value));
            fresh_ = false;
        }
    }

    [[nodiscard]] std::string const& text() const { return text_; }

private:
    template <class T>
    void number(T value) {
        if constexpr (std::is_floating_point_v<T>)
            text_ += shortest(static_cast<double>(value));
        else
            text_ += std::to_string(value);
    }
    void quoted(std::string_view text);
    static std::string shortest(double value);

    std::string text_;
    bool fresh_{true};  // the next value needs no comma before it
};

template <class T>
std::string show(T const& value) {
    Shower shower;
    shower.visit(value);
    return shower.text();
}

/// How to print the arguments of a message or an indication from its bytes, without knowing its
/// type.
using ShowBytes = std::string (*)(BytesView);

template <class T>
std::string show_bytes(BytesView bytes) {
    auto const value = decode<T>(bytes);
    return value ? show(*value) : "?";
}

}  // namespace conclave
