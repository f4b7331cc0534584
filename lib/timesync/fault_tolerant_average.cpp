#include "timesync/fault_tolerant_average.hpp"

#include <algorithm>
#include <iterator>

#include "core/duration_arithmetic.hpp"
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
    std::vector<Duration> above;  // the lowest
    for (auto i = best; i != best_end; ++i) above.push_back(*i - *best);
    return {*best, *std::prev(best_end), *best + mean(above)};
}

}  // namespace conclave
