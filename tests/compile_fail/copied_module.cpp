// expect: deleted
// A module is tied to its place in a stack: a copy would send and hear twice.
#include "elections/bully_election.hpp"

void copy(conclave::BullyElection& election) { conclave::BullyElection other{election}; }
