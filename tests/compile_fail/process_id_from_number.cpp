// expect: cannot convert|cannot initialize
// A number is no process: process(3) is.
#include "core/process_id.hpp"

conclave::ProcessId leader() {
    conclave::ProcessId p = 3;
    return p;
}
