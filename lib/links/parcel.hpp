#pragma once

#include <cstdint>

#include "core/bytes.hpp"
#include "core/message.hpp"

namespace conclave {

/// A packet that owns its body: what a link puts into its own messages, and keeps until it need not
/// repeat it.
struct Parcel {
    Channel channel{};
    std::uint64_t number{0};
    Bytes body{};

    [[nodiscard]] static Parcel of(Packet const& packet) {
        return {packet.channel, packet.number, to_bytes(packet.body)};
    }
    [[nodiscard]] Packet packet() const { return {channel, number, view(body)}; }
};

}  // namespace conclave
