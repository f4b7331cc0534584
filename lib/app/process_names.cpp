#include "app/process_names.hpp"

#include <algorithm>
#include <charconv>

namespace conclave::app {
namespace {

/// The number at the begin of the text, which is taken away: "p12..." or "12...". More than
/// there can be where there is none.
std::uint64_t take_id(std::string_view& text) {
    if (text.starts_with('p')) text.remove_prefix(1);
    std::uint32_t id = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc{}) return UINT64_MAX;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return id;
}

}  // namespace

std::string names_of(std::vector<ProcessId> processes) {
    std::ranges::sort(processes);
    std::string names;
    for (std::size_t i = 0; i < processes.size();) {
        std::size_t last = i;
        while (last + 1 < processes.size() &&
               index(processes[last + 1]) == index(processes[last]) + 1)
            ++last;
        bool const range = last >= i + 2;  // two of them are shorter as they are
        names += (names.empty() ? "" : ",") + to_string(processes[i]);
        if (range) names += ".." + to_string(processes[last]);
        i = range ? last + 1 : i + 1;
    }
    return names;
}

std::optional<std::set<ProcessId>> read_names(std::string_view text) {
    constexpr std::uint64_t most = 10'000'000;  // as -n takes
    std::set<ProcessId> processes;
    while (true) {
        auto const first = take_id(text);
        auto last = first;
        if (text.starts_with("..")) {
            text.remove_prefix(2);
            last = take_id(text);
        }
        bool const goes_on = text.starts_with(',');
        if (last >= most || last < first || (!text.empty() && !goes_on)) return std::nullopt;
        for (auto id = first; id <= last; ++id) processes.insert(process(id));
        if (!goes_on) return processes;
        text.remove_prefix(1);
    }
}

}  // namespace conclave::app
