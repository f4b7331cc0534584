#pragma once

#include <boost/container/small_vector.hpp>
#include <cstddef>
#include <span>

namespace conclave {

/// Bytes that somebody else owns; valid for the duration of the call that hands them over.
using BytesView = std::span<std::byte const>;

/// Owned bytes. Messages of up to 48 bytes live without an allocation.
using Bytes = boost::container::small_vector<std::byte, 48>;

inline Bytes to_bytes(BytesView view) { return {view.begin(), view.end()}; }
inline BytesView view(Bytes const& bytes) { return {bytes.data(), bytes.size()}; }

}  // namespace conclave
