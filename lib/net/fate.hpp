#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

#include "core/datagram.hpp"

namespace conclave::net {

/// What becomes of one datagram.
struct Fate {
    bool lost{false};
    bool duplicated{false};
    bool delayed{false};
    std::array<Duration, 2> delay{};  ///< of the datagram, and of its duplicate where there is one
};

/// A message under its own name, through whatever links it travels: that of the module which sent
/// it, and not of the links that carry it. (from, to, channel, number) is the same for all its
/// copies.
struct NamedMessage {
    ProcessId from{};
    ProcessId to{};
    Channel channel{};
    std::uint64_t number{0};
    std::string_view module{};  ///< "BullyElection"
    std::string_view kind{};    ///< "Victory"
};

/// Sees each datagram from one process to another as it leaves, with the message that it carries
/// and what the plan has in store for it, and decides what becomes of it. On MPI each rank has one
/// of its own, which sees what this rank's processes send. To keep runs repeatable, it must decide
/// by what it was shown alone.
using Adversary = std::function<Fate(Datagram const&, NamedMessage const&, Time now, Fate planned)>;

}  // namespace conclave::net
