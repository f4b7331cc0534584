#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace conclave {

/// What there is of things that are neither made nor destroyed, by their names: {"money", 500}.
using Holdings = std::map<std::string, std::int64_t>;

inline Holdings& operator+=(Holdings& sum, Holdings const& more) {
    for (auto const& [thing, amount] : more) sum[thing] += amount;
    return sum;
}

/// "arrow 2, bow 1"; what there is none of is left out.
inline std::string to_string(Holdings const& holdings) {
    std::string text;
    for (auto const& [thing, amount] : holdings)
        if (amount != 0) text += (text.empty() ? "" : ", ") + thing + ' ' + std::to_string(amount);
    return text.empty() ? "nothing" : text;
}

}  // namespace conclave
