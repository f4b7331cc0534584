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
/// Layer::algorithm alone: of what the run is about. An algorithm that only serves that one, below
/// the Subject of its stack, is support.
enum class Layer : std::uint8_t { link, detector, support, algorithm };

/// A module's layer: its `layer` constant (links and detectors inherit one), else the algorithm's,
/// unless the stack makes it a support (see Subject).
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

}  // namespace conclave
