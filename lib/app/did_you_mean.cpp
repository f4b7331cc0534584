#include "app/did_you_mean.hpp"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <numeric>

namespace conclave::app {
namespace {

/// How many letters must be put in, taken out or changed to make one word the other (Levenshtein
/// 1966; the table row by row, as in Wagner and Fischer 1974).
std::size_t edits(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        auto diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            auto const change = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({change, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

std::string did_you_mean(std::string_view word, std::vector<std::string> const& known) {
    auto const near = [&](std::string const& candidate) {
        constexpr std::size_t beginning = 3;  // letters that say enough
        if (word.size() >= beginning && candidate.starts_with(word)) return std::size_t{1};
        return edits(word, candidate);
    };
    auto const best = std::ranges::min_element(known, {}, near);
    if (best == known.end() || near(*best) > std::max<std::size_t>(1, word.size() / 3)) return {};
    return fmt::format("; did you mean '{}'?", *best);
}

}  // namespace conclave::app
