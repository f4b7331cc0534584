#include "app/boxes.hpp"

namespace conclave::app {

/// A program that conclave_add_program built has boxes of its own instead.
[[gnu::weak]] std::span<Box const> program_boxes() { return {}; }

}  // namespace conclave::app
