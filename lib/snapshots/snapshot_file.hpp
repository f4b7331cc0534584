#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "snapshots/snapshots_history.hpp"
#include "topologies/topology.hpp"
#include "workloads/bank.hpp"
#include "workloads/game.hpp"

namespace conclave::app {

/// A snapshot of an application, in the application's own types: what is printed, and kept in a
/// file.
template <class App>
struct SavedSnapshot {
    struct Part {
        bool recorded{false};  ///< else the process took no part
        bool complete{false};  ///< else its channels are not known
        typename App::State state{};
        /// By sender: each incoming channel, empty ones too.
        std::map<ProcessId, std::vector<typename App::Action>> channels{};
    };

    SnapshotId id{};
    std::string algorithm{};
    std::vector<Part> parts{};  ///< by process

    [[nodiscard]] std::size_t in_flight() const;
    /// How many processes have completed their parts.
    [[nodiscard]] std::size_t complete() const;
    [[nodiscard]] Holdings held() const;
    /// By the messages in flight.
    [[nodiscard]] Holdings carried() const;
};

using AnySnapshot = std::variant<SavedSnapshot<Bank>, SavedSnapshot<Game>>;

/// What the history tells of a snapshot. Messages that make no sense are left out.
template <class App>
AnySnapshot saved(check::GlobalSnapshot const& snapshot, std::string algorithm,
                  Topology const& topology);

/// For people: the processes with their states and what was in flight towards them, at most so many
/// of them, in lines of at most so many columns.
template <class App>
std::string text_of(SavedSnapshot<App> const& snapshot, std::size_t columns,
                    std::size_t processes_max = SIZE_MAX);

/// The content of a snapshot's file: a line that says what it is, how long and with which checksum;
/// then an archive of Boost.Serialization, in text, so that any machine can read it.
template <class App>
std::string file_of(SavedSnapshot<App> const& snapshot);

/// Reads what file_of wrote. Throws InputError for anything else: a file cut short, altered, of
/// another program or another version.
AnySnapshot read_snapshot(std::string const& path);
/// The same of a file's content; the path is for the error.
AnySnapshot parse_snapshot(std::string const& content, std::string const& path);

}  // namespace conclave::app
