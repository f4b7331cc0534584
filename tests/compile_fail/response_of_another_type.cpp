// expect: not what this operation responds
// A read that returns a number does not respond without one.
#include "core/operation.hpp"

using Read = conclave::Operation<"read", int()>;
void answer(Read& read, conclave::OperationId id) { read.respond(id); }
