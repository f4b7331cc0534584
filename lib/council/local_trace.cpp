#include "council/local_trace.hpp"

#include <algorithm>

namespace conclave::council {

std::vector<std::string> LocalTrace::last_lines() const {
    constexpr std::ptrdiff_t most = 12;
    std::vector<std::string> lines;
    for (auto e = history_.end() - std::min(most, std::ssize(history_)); e != history_.end(); ++e)
        lines.push_back('[' + to_string(e->time.time_since_epoch()) + "] " + to_string(*e));
    return lines;
}

}  // namespace conclave::council
