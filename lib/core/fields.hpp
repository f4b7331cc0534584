#pragma once

/// The fields of a plain struct, without a word from its author:
/// `struct Marker { SnapshotId snapshot{}; };` is a message as it stands.

#include <cstddef>
#include <type_traits>
#include <utility>

namespace conclave {

namespace wire {

/// Stands for a value of any type, where the fields of a struct are counted.
struct Anything {
    template <class T>
    operator T() const;  // NOLINT(*-explicit-*): never called
};

template <class T, class... Fields>
consteval std::size_t count_fields() {
    if constexpr (requires { T{Fields{}..., Anything{}}; })
        return count_fields<T, Fields..., Anything>();
    else
        return sizeof...(Fields);
}

/// A struct that is nothing but its fields: no base, no constructor, nothing private.
template <class T>
concept Plain = std::is_aggregate_v<T> && std::is_class_v<T>;

/// Calls visit(field) for each field of a plain struct, in the order of their declarations.
template <class T, class Visit>
constexpr void each_field(T& value, Visit&& visit) {
    constexpr auto n = count_fields<std::remove_const_t<T>>();
    static_assert(n <= 10, "more than ten fields: give the struct a serialize()");
    auto const all = [&visit](auto&... fields) { (visit(fields), ...); };
    if constexpr (n == 1) {
        auto& [a] = value;
        all(a);
    } else if constexpr (n == 2) {
        auto& [a, b] = value;
        all(a, b);
    } else if constexpr (n == 3) {
        auto& [a, b, c] = value;
        all(a, b, c);
    } else if constexpr (n == 4) {
        auto& [a, b, c, d] = value;
        all(a, b, c, d);
    } else if constexpr (n == 5) {
        auto& [a, b, c, d, e] = value;
        all(a, b, c, d, e);
    } else if constexpr (n == 6) {
        auto& [a, b, c, d, e, f] = value;
        all(a, b, c, d, e, f);
    } else if constexpr (n == 7) {
        auto& [a, b, c, d, e, f, g] = value;
        all(a, b, c, d, e, f, g);
    } else if constexpr (n == 8) {
        auto& [a, b, c, d, e, f, g, h] = value;
        all(a, b, c, d, e, f, g, h);
    } else if constexpr (n == 9) {
        auto& [a, b, c, d, e, f, g, h, i] = value;
        all(a, b, c, d, e, f, g, h, i);
    } else if constexpr (n == 10) {
        auto& [a, b, c, d, e, f, g, h, i, j] = value;
        all(a, b, c, d, e, f, g, h, i, j);
    }
}

}  // namespace wire

/// The same structs for the archives of Boost.Serialization, which find this by the struct's
/// namespace.
template <class Archive, wire::Plain T>
requires(!requires(T& value, Archive& ar) { value.serialize(ar, 0U); }) void serialize(
    Archive& ar, T& value, unsigned) {
    wire::each_field(value, [&ar](auto& field) { ar& field; });
}

}  // namespace conclave
