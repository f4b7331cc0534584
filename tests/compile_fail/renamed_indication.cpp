// expect: is not a member of|no member named
// A property asks for the member that said it: a renamed one breaks the build, not the premise.
#include "check/said.hpp"
#include "elections/election.hpp"

auto leaders(conclave::check::History const& history) {
    return conclave::check::last_said(history, &conclave::Election::chosen);
}
