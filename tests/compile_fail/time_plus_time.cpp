// expect: no match for|invalid operands
// Two moments do not add up.
#include "core/time.hpp"

conclave::Time both(conclave::Time a, conclave::Time b) { return a + b; }
