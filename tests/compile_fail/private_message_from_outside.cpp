// expect: is private within this context|is a private member
// Only a module itself can speak its protocol.
#include "elections/bully_election.hpp"

conclave::BullyElection::Challenge forged;
