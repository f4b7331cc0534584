#pragma once

#include <algorithm>
#include <cstdint>

namespace conclave::mpi {

/// How often an idle rank looks for messages before it goes to sleep. To spin saves the next
/// message a wake-up of some microseconds, and costs a core that others may need: so it is done for
/// as long as it has paid of late.
class SpinBudget {
public:
    /// `most` looks at once; less where more ranks than cores share the node.
    explicit SpinBudget(std::uint32_t most)
        : most_{most}, least_{std::min(most, 16U)}, budget_{most} {}

    /// Whether to look once more; after a no, start over.
    [[nodiscard]] bool spend() {
        if (spent_ < budget_) {
            ++spent_;
            return true;
        }
        spent_ = 0;
        budget_ = std::max(budget_ / 2, least_);
        return false;
    }
    /// There was work.
    void found() {
        if (spent_ > 0) budget_ = std::min(2 * budget_, most_);
        spent_ = 0;
    }

private:
    std::uint32_t most_;
    std::uint32_t least_;
    std::uint32_t budget_;
    std::uint32_t spent_{0};
};

}  // namespace conclave::mpi
