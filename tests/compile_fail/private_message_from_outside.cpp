// expect: is private within this context|is a private member
// Only a module itself can speak its protocol.
#include "detectors/heartbeats.hpp"

conclave::Heartbeats::Heartbeat forged;
