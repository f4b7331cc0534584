#include "timesync/fault_tolerant_average.hpp"

#include <algorithm>
#include <iterator>

#include "core/ensure.hpp"

namespace conclave {

AgreeingClocks fault_tolerant_average(std::vector<Duration> differences, Duration width) {
    ENSURE(!differences.empty(), "an average of nothing");
    std::ranges::sort(differences);
    auto best = differences.begin();  // the largest group so far is [best, best_end)
    auto best_end = best;
    for (auto first = differences.begin(); first != differences.end(); ++first) {
        auto const last = std::upper_bound(first, differences.end(), *first + width);
        if (last - first <= best_end - best) continue;
        best = first;
        best_end = last;
    }
    Duration above{0};  // the lowest: a sum of the differences themselves could overflow
    for (auto i = best; i != best_end; ++i) above += *i - *best;
    return {*best, *std::prev(best_end), *best + above / std::distance(best, best_end)};
}

}  // namespace conclave
