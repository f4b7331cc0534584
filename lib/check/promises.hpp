#pragma once

#include <functional>
#include <string>

#include "check/property.hpp"

/// The forms in which the book's properties promise something. Each counts a premise for every
/// case; `promise(c)` tells whether it is kept in this case, and `otherwise(c)` says in words how
/// it is not.
namespace conclave::check {

/// "Always, in each of these cases ...": a safety property.
template <class Cases, class Promise, class Otherwise>
[[nodiscard]] Finding always(Cases const& cases, Promise const& promise,
                             Otherwise const& otherwise) {
    Finding finding;
    for (auto const& c : cases) {
        finding.premise();
        if (!std::invoke(promise, c)) finding.violate(otherwise(c));
    }
    return finding;
}

/// The same where the history of some may be incomplete: a promise that is not kept as far as is
/// known, in a case of which not enough is `known`, is left open.
template <class Cases, class Promise, class Known, class Otherwise>
[[nodiscard]] Finding always(Cases const& cases, Promise const& promise, Known const& known,
                             Otherwise const& otherwise) {
    Finding finding;
    for (auto const& c : cases) {
        finding.premise();
        if (std::invoke(promise, c)) continue;
        if (std::invoke(known, c))
            finding.violate(otherwise(c));
        else
            finding.leave_open(otherwise(c));
    }
    return finding;
}

/// "In the end, in each of these cases ...": a liveness property, violated only if the run came to
/// rest without it.
template <class Cases, class Promise, class Otherwise>
[[nodiscard]] Finding in_the_end(History const& history, Cases const& cases, Promise const& promise,
                                 Otherwise const& otherwise) {
    Finding finding;
    for (auto const& c : cases) {
        finding.premise();
        if (!std::invoke(promise, c)) finding.fail_at_rest(history, otherwise(c));
    }
    return finding;
}

/// Those of the cases for which it is true.
template <class Cases, class Predicate>
[[nodiscard]] Cases those(Cases cases, Predicate const& is_so) {
    std::erase_if(cases, [&](auto const& c) { return !std::invoke(is_so, c); });
    return cases;
}

}  // namespace conclave::check
