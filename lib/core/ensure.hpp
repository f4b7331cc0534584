#pragma once

namespace conclave {

/// Called when an invariant is broken: prints what is known of the moment and aborts. Where a
/// Process is at work, that is the process, its time, the seed and its last trace lines (see
/// Process).
[[noreturn]] void broken_invariant(char const* condition, char const* why, char const* file,
                                   int line);

}  // namespace conclave

/// An invariant, checked in every build.
#define ENSURE(condition, why)          \
    ((condition) ? static_cast<void>(0) \
                 : ::conclave::broken_invariant(#condition, why, __FILE__, __LINE__))
