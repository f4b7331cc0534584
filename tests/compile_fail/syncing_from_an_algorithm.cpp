// expect: is protected within this context|is a protected member
// When a put reaches the disk is decided at the end of its handler, for all of them at once.
#include "core/context.hpp"

void cheat(conclave::Context& ctx) { ctx.storage().sync(); }
