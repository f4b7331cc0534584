#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/event.hpp"

namespace conclave::app {

/// Which logical clock stamps the events of the story (--stamps).
enum class Stamps : std::uint8_t { none, lamport, vector, hybrid };

/// Stamps the events that are told, whatever the algorithm: a view of any run under a logical
/// clock. It ticks at every event told and merges at every message whose sending was told, so that
/// what is left out of the story leaves no mark on the stamps. Events must come causes before
/// effects.
class Stamper {
public:
    Stamper() = default;
    Stamper(Stamper const&) = delete;
    Stamper& operator=(Stamper const&) = delete;
    virtual ~Stamper() = default;

    /// The stamp of the next event as people read it: "3", "[1 0 2]", "12.345 ms+2".
    [[nodiscard]] virtual std::string stamp(Event const& event) = 0;
};

/// Null for `none`. `processes`: of the run.
std::unique_ptr<Stamper> make_stamper(Stamps stamps, std::uint32_t processes);

/// More processes than this have vectors that nobody can read, and that fill the memory.
inline constexpr std::uint32_t vector_stamps_max = 1000;

}  // namespace conclave::app
