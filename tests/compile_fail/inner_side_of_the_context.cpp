// expect: is private within this context|is a private member
// Counting, numbering and tracing are the pieces' business: an algorithm cannot reach them.
#include "core/context.hpp"

void cheat(conclave::Context& ctx) { ctx.drop_garbled(conclave::Channel{0}, ctx.self()); }
