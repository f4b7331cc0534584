#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/bytes.hpp"

namespace conclave {

/// One module instance that sends messages, numbered in construction order: the same on every
/// process. On MPI the channel is the tag.
enum class Channel : std::uint16_t {};

constexpr std::size_t index(Channel c) { return static_cast<std::size_t>(c); }

/// What a module's traffic is counted and shown as. The literature's message counts speak of
/// Layer::algorithm alone.
enum class Layer : std::uint8_t { link, detector, algorithm };

/// A module's layer: its `layer` constant (links and detectors inherit one), else the algorithm's.
template <class Module>
consteval Layer layer_of() {
    if constexpr (requires { Module::layer; })
        return Module::layer;
    else
        return Layer::algorithm;
}

/// What a link carries for the module above it. The number tells this channel's messages from one
/// process to another apart, 1, 2, 3 ..., across crashes too: (from, to, channel, number) names a
/// message in every history.
struct Packet {
    Channel channel;
    std::uint64_t number;
    BytesView body;
};

/// A name in a template argument.
template <std::size_t Size>
struct Name {
    char text[Size]{};                             // NOLINT(*-avoid-c-arrays)
    consteval Name(char const (&literal)[Size]) {  // NOLINT
        std::copy_n(literal, Size, text);
    }
    [[nodiscard]] constexpr std::string_view view() const { return {text, Size - 1}; }
};

/// A message that says all by its name: `struct Challenge : Signal<"Challenge"> {};` One with
/// fields has its name and its fields: `struct Ack { static constexpr std::string_view name =
/// "Ack"; ... };`
template <Name name_>
struct Signal {
    static constexpr std::string_view name = name_.view();
    template <class Archive>
    void serialize(Archive&, unsigned) {}
};

}  // namespace conclave
