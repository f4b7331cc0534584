#pragma once

#include <algorithm>
#include <cstdint>
#include <set>

namespace conclave {

/// Which of one peer's letters 1, 2, 3 ... have come, in memory for a window of them: the sender
/// tells the oldest one that it may still repeat, and all before it need not be remembered.
class ReceiveWindow {
public:
    using Sequence = std::uint64_t;

    /// Whether a sender with a window of this size can have sent this.
    [[nodiscard]] static bool makes_sense(Sequence sequence, Sequence oldest, std::uint64_t size) {
        return oldest >= 1 && oldest <= sequence && sequence - oldest < size;
    }

    /// Notes that this letter has come; true if it is the first time.
    bool take(Sequence sequence, Sequence oldest) {
        floor_ = std::max(floor_, oldest - 1);
        beyond_.erase(beyond_.begin(), beyond_.upper_bound(floor_));
        bool const fresh = sequence > floor_ && beyond_.insert(sequence).second;
        while (!beyond_.empty() && *beyond_.begin() == floor_ + 1) {
            beyond_.erase(beyond_.begin());
            ++floor_;
        }
        return fresh;
    }

    /// All up to here have come, or will not be repeated: their sender knows that they have come to
    /// this process, or to a former life of it.
    [[nodiscard]] Sequence complete_to() const { return floor_; }
    /// How many numbers it keeps beside the floor: less than a window.
    [[nodiscard]] std::size_t remembered() const { return beyond_.size(); }

private:
    Sequence floor_{0};  // see complete_to
    std::set<Sequence> beyond_{};
};

}  // namespace conclave
