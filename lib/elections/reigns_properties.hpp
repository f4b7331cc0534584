#pragma once

#include <vector>

#include "check/history.hpp"
#include "check/spell.hpp"
#include "elections/elections_properties.hpp"

namespace conclave::check {

/// From when until when a process took itself for the leader.
struct Reign {
    ProcessId leader{};
    Time begin{};
    Time end{};
};

/// All of them, in the order in which they began. A crash ends a reign, a pause does not.
std::vector<Reign> reigns(History const& history, Naming const& naming);

/// Whenever two or more took themselves for the leader at one time: each time from when the first
/// two did until all but one had given up, and all that did so meanwhile. What may be no more than
/// the doubt between two machines' clocks is left out.
std::vector<Spell> joint_reigns(History const& history, Naming const& naming);

}  // namespace conclave::check
