#pragma once

#include <string>
#include <vector>

#include "app/program.hpp"
#include "snapshots/snapshot_file.hpp"

namespace conclave::app {

/// The snapshots of a run, as they are shown and kept.
struct SnapshotAlbum {
    std::size_t started{0};                ///< of some, a crash may leave nothing to say
    std::vector<AnySnapshot> snapshots{};  ///< in the order of their starts

    /// `save` makes an AnySnapshot of each: saved<Bank>.
    using Save = AnySnapshot (*)(check::GlobalSnapshot const&, std::string, Topology const&);
    SnapshotAlbum(check::History const& history, std::string const& algorithm,
                  Topology const& topology, Save save);

    /// How many were started and completed, what was in flight in all, and the sum of each.
    [[nodiscard]] Result numbers() const;
    /// The first of them, for people.
    [[nodiscard]] std::string text(std::size_t columns) const;
    /// One for each, in this folder, whose name ends in '/'.
    [[nodiscard]] std::vector<File> files(std::string const& folder) const;
};

/// `show FILE...`: prints what `files` made.
SubCommand show_snapshots();

}  // namespace conclave::app
