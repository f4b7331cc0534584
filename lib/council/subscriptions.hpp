#pragma once

#include <cstdint>
#include <vector>

#include "council/archive.hpp"
#include "council/membership.hpp"

namespace conclave::council {

/// How much of the histories the collectors have from this rank. A collector says what it has, and
/// from then on each bulletin to it goes on where the last one ended.
class Subscriptions {
public:
    Subscriptions(int self, int ranks);

    /// This rank has told us that it holds so many events of each rank.
    void open(int collector, std::vector<std::uint64_t> const& have);
    /// Whether it has done so.
    [[nodiscard]] bool is_open(int collector) const { return cursors_[at(collector)].open; }
    /// What it is to get next: of this rank's own history, and of those of the dead, which others
    /// may have lost.
    [[nodiscard]] std::vector<Installment> next(int collector, Archive const& archive,
                                                Membership const& members);

private:
    struct Cursor {
        bool open{false};
        std::vector<std::uint64_t> next;  // by rank: the event to send next
    };
    static std::size_t at(int rank) { return static_cast<std::size_t>(rank); }

    int self_;
    std::vector<Cursor> cursors_;  // by rank
};

}  // namespace conclave::council
