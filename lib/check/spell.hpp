#pragma once

#include <string>

#include "core/time.hpp"

namespace conclave::check {

/// A time during which something was so for these processes: "p1 and p4 for 3.5 s, from 1.6 s on".
struct Spell {
    std::string who;
    Time begin{};
    Duration length{};
};

}  // namespace conclave::check
