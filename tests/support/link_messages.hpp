#pragma once

#include <cstdint>

#include "links/parcel.hpp"
#include "support/correspondent.hpp"
#include "support/lone_process.hpp"

/// What the links write on the wire, as the tests read and write it.
namespace conclave::test {

struct StubbornData {
    Parcel parcel{};
};

/// Of a PerfectLink, kind 0.
struct PerfectData {
    std::uint64_t life{1};
    std::uint64_t to_life{0};
    Duration age{0};
    std::uint64_t sequence{1};
    std::uint64_t oldest{1};
    Parcel parcel{};
};

/// Of a PerfectLink, kind 1.
struct PerfectAck {
    std::uint64_t life{1};
    std::uint64_t to_life{1};
    std::uint64_t sequence{1};
};

/// Of a PerfectLink, kind 2.
struct PerfectHello {
    std::uint64_t life{2};
    std::uint64_t sequence{1};
    std::uint64_t oldest{1};
};

/// A correspondent's note in a parcel of its channel.
[[nodiscard]] inline Parcel note(Channel channel, std::uint32_t text, std::uint64_t number = 1) {
    return {channel, number, image(0, Correspondent::Note{text})};
}

/// The text of the note in a parcel.
[[nodiscard]] inline std::uint32_t text_of(Parcel const& parcel) {
    return decode<Correspondent::Note>(view(parcel.body).subspan(1)).value().text;
}

}  // namespace conclave::test
