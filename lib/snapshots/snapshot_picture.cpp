#include "snapshots/snapshot_picture.hpp"

#include <fmt/format.h>
#include <set>

#include "core/input_error.hpp"

namespace conclave::app {

SnapshotAlbum::SnapshotAlbum(check::History const& history, std::string const& algorithm,
                             Topology const& topology, Save save)
    : started{check::started_snapshots(history).size()} {
    for (check::GlobalSnapshot const& snapshot : check::snapshots(history))
        snapshots.push_back(save(snapshot, algorithm, topology));
}

Result SnapshotAlbum::numbers() const {
    std::int64_t complete = 0;
    std::int64_t in_flight = 0;
    std::set<std::string> totals;
    auto const add = [&](auto const& snapshot) {
        in_flight += static_cast<std::int64_t>(snapshot.in_flight());
        if (snapshot.complete() < snapshot.parts.size()) return;
        ++complete;
        auto sum = snapshot.held();
        sum += snapshot.carried();
        totals.insert(to_string(sum));
    };
    for (AnySnapshot const& snapshot : snapshots) std::visit(add, snapshot);
    Value total = nullptr;
    if (!totals.empty()) total = fmt::format("{}", fmt::join(totals, " or "));
    return {{"snapshots", static_cast<std::int64_t>(started)},
            {"complete", complete},
            {"in_flight", in_flight},
            {"total", std::move(total)}};
}

std::string SnapshotAlbum::text(std::size_t columns) const {
    constexpr std::size_t processes_max = 10;
    constexpr std::size_t snapshots_max = 6;
    std::string text;
    for (std::size_t i = 0; i < std::min(snapshots_max, snapshots.size()); ++i)
        text += '\n' + std::visit([&](auto const& s) { return text_of(s, columns, processes_max); },
                                  snapshots[i]);
    if (snapshots.size() > snapshots_max)
        text += fmt::format("\n... and {} snapshots more: --save keeps them all\n",
                            snapshots.size() - snapshots_max);
    if (auto const lost = started - snapshots.size(); lost > 0)
        text += fmt::format("\n{} snapshot{} more, of which nobody recorded a part\n", lost,
                            lost == 1 ? "" : "s");
    return text.empty() ? text : text + '\n';
}

std::vector<File> SnapshotAlbum::files(std::string const& folder) const {
    std::vector<File> files;
    auto const add = [&](auto const& snapshot) {
        files.push_back({fmt::format("{}{}-{}.snapshot", folder, to_string(snapshot.id.initiator),
                                     snapshot.id.number),
                         file_of(snapshot)});
    };
    for (AnySnapshot const& snapshot : snapshots) std::visit(add, snapshot);
    return files;
}

SubCommand show_snapshots() {
    return {"show", "FILE...", "print snapshots that --save has written",
            [](std::vector<std::string> const& paths) {
                if (paths.empty())
                    throw InputError{"show: which file? for example: snapshot show p2-1.snapshot"};
                std::string text;
                for (std::string const& path : paths)
                    text += (text.empty() ? "" : "\n") +
                            std::visit([](auto const& snapshot) { return text_of(snapshot, 100); },
                                       read_snapshot(path));
                return text;
            }};
}

}  // namespace conclave::app
