#pragma once

/// The wire format of messages. A message is a plain struct, and its fields travel in their order;
/// one with more to say speaks the Boost.Serialization idiom:
/// `template <class Archive> void serialize(Archive& ar, unsigned) { ar & first & second; }`.
///
/// Numbers are little-endian and of fixed width, `bool` is a byte 0 or 1, strings and containers
/// carry a 32-bit count, optional a bool before its value. There are no versions, names or types:
/// both ends run the same program, which the start-up handshake makes sure of. Reading never trusts
/// its input: whatever the bytes, a Reader reads within them, allocates no more than a small
/// multiple of them, and tells by ok() whether they made sense.

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/bytes.hpp"
#include "core/ensure.hpp"
#include "core/fields.hpp"
#include "core/process_id.hpp"
#include "core/time.hpp"

namespace conclave {

namespace wire {

template <class T>
concept Scalar = std::is_arithmetic_v<T> || std::is_enum_v<T>;

template <class T>
concept Sequence = requires(T& t) {
    typename T::value_type;
    t.begin();
    t.end();
    t.size();
    t.clear();
};

template <class T>
concept Contiguous =
    Sequence<T> && Scalar<typename T::value_type> && !std::same_as<typename T::value_type, bool> &&
    requires(T & t) {
    t.data();
    t.resize(std::size_t{});
};

inline constexpr bool native = std::endian::native == std::endian::little;

/// What may be copied in one piece.
template <class T>
concept Bulk = Contiguous<T> &&(native || sizeof(typename T::value_type) == 1);

template <class T>
concept TupleLike = requires {
    std::tuple_size<T>::value;
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// The unsigned integer that stands for a scalar on the wire.
template <Scalar T>
using Raw = std::conditional_t<
    sizeof(T) == 1, std::uint8_t,
    std::conditional_t<sizeof(T) == 2, std::uint16_t,
                       std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>>;

template <std::unsigned_integral T>
constexpr T little(T x) {
    if constexpr (native || sizeof(T) == 1) {
        return x;
    } else {
        T reversed = 0;
        for (std::size_t i = 0; i < sizeof(T); ++i, x = static_cast<T>(x >> 8U))
            reversed = static_cast<T>(reversed << 8U | (x & 0xFFU));
        return reversed;
    }
}

/// What both archives share: how a value of any supported type comes apart into its scalars.
template <class Archive>
class Walk {
public:
    template <class T>
    Archive& operator&(T& value) {
        self().visit(value);
        return self();
    }

protected:
    template <class T>
    void members(T& value) {
        if constexpr (requires { value.serialize(self(), 0U); }) {
            value.serialize(self(), 0U);
        } else if constexpr (TupleLike<T>) {
            std::apply([this](auto&... parts) { (self().visit(parts), ...); }, value);
        } else if constexpr (Plain<T>) {
            each_field(value, [this](auto& field) { self().visit(field); });
        } else {
            serialize(self(), value, 0U);  // a free function beside the type
        }
    }

    Archive& self() { return static_cast<Archive&>(*this); }
};

/// Appends values to a buffer.
template <class Buffer>
class BasicWriter : public Walk<BasicWriter<Buffer>> {
public:
    static constexpr bool is_loading = false;

    explicit BasicWriter(Buffer& out) : out_{out} {}

    template <class T>
    void visit(T const& value) {
        if constexpr (Scalar<T>) {
            scalar(value);
        } else if constexpr (std::same_as<T, Duration>) {
            scalar(value.count());
        } else if constexpr (std::same_as<T, Time>) {
            scalar(value.time_since_epoch().count());
        } else if constexpr (is_optional<T>) {
            scalar(value.has_value());
            if (value) visit(*value);
        } else if constexpr (Bulk<T>) {
            count(value.size());
            append(value.data(), value.size() * sizeof(typename T::value_type));
        } else if constexpr (Sequence<T>) {
            count(value.size());
            for (auto const& element : value) visit(element);
        } else {
            this->members(
                const_cast<T&>(value));  // serialize() is one function for both directions
        }
    }

private:
    template <Scalar T>
    void scalar(T value) {
        auto const raw = little(std::bit_cast<Raw<T>>(value));
        append(&raw, sizeof raw);
    }
    void count(std::size_t size) {
        ENSURE(size <= UINT32_MAX, "a container too large for the wire");
        scalar(static_cast<std::uint32_t>(size));
    }
    void append(void const* data, std::size_t size) {
        auto const* bytes = static_cast<std::byte const*>(data);
        out_.insert(out_.end(), bytes, bytes + size);
    }

    Buffer& out_;
};

/// Takes values out of bytes it does not trust. After the first thing that makes no sense, every
/// further value reads as zero or empty, and ok() is false.
class Reader : public Walk<Reader> {
public:
    static constexpr bool is_loading = true;

    explicit Reader(BytesView in) : in_{in} {}

    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] bool at_end() const { return in_.empty(); }
    [[nodiscard]] BytesView rest() const { return in_; }

    template <class T>
    void visit(T& value) {
        if constexpr (std::same_as<T, bool>) {
            std::uint8_t raw = 0;
            scalar(raw);
            if (raw > 1) ok_ = false;
            value = raw == 1;
        } else if constexpr (Scalar<T>) {
            scalar(value);
        } else if constexpr (std::same_as<T, Duration>) {
            Duration::rep ticks = 0;
            scalar(ticks);
            value = Duration{ticks};
        } else if constexpr (std::same_as<T, Time>) {
            Duration since{};
            visit(since);
            value = Time{since};
        } else if constexpr (Bulk<T>) {
            bulk(value);
        } else if constexpr (Sequence<T>) {
            elements(value);
        } else if constexpr (is_optional<T>) {
            bool present = false;
            visit(present);
            value.reset();
            if (present && ok_) visit(value.emplace());
        } else {
            this->members(value);
        }
    }

private:
    template <Scalar T>
    void scalar(T& value) {
        Raw<T> raw = 0;
        if (ok_ && in_.size() >= sizeof raw) {
            std::memcpy(&raw, in_.data(), sizeof raw);
            in_ = in_.subspan(sizeof raw);
        } else {
            ok_ = false;
        }
        value = std::bit_cast<T>(little(raw));
    }

    /// A count that the remaining bytes can bear, each element taking at least `least` bytes.
    std::size_t count(std::size_t least) {
        std::uint32_t size = 0;
        scalar(size);
        if (size > in_.size() / least) ok_ = false;
        return ok_ ? size : 0;
    }

    template <class T>
    void bulk(T& value) {
        constexpr std::size_t width = sizeof(typename T::value_type);
        std::size_t const size = count(width);
        value.resize(size);
        if (size > 0) std::memcpy(value.data(), in_.data(), size * width);
        in_ = in_.subspan(size * width);
    }

    template <class T>
    void elements(T& value) {
        value.clear();
        for (std::size_t left = count(1); left > 0 && ok_; --left) {
            if constexpr (requires { typename T::mapped_type; }) {
                std::pair<typename T::key_type, typename T::mapped_type> element;
                visit(element);
                value.insert(value.end(), std::move(element));
            } else {
                typename T::value_type element{};
                visit(element);
                value.insert(value.end(), std::move(element));
            }
        }
    }

    BytesView in_;
    bool ok_{true};
};

}  // namespace wire

using Writer = wire::BasicWriter<Bytes>;
using Reader = wire::Reader;

/// The bytes of one value, appended to any byte container.
template <class Buffer, class T>
void encode_to(Buffer& out, T const& value) {
    wire::BasicWriter<Buffer>{out}.visit(value);
}

template <class T>
[[nodiscard]] Bytes encode(T const& value) {
    Bytes out;
    encode_to(out, value);
    return out;
}

/// The value that these bytes hold, all of them; nothing if they hold none.
template <class T>
[[nodiscard]] std::optional<T> decode(BytesView bytes) {
    std::optional<T> value{std::in_place};
    Reader reader{bytes};
    reader.visit(*value);
    if (!reader.ok() || !reader.at_end()) value.reset();
    return value;
}

}  // namespace conclave
