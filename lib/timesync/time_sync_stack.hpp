#pragma once

#include <memory>

#include "core/process.hpp"
#include "links/fair_loss_link.hpp"
#include "timesync/berkeley_sync.hpp"
#include "timesync/cristian_sync.hpp"
#include "timesync/ntp_sync.hpp"

namespace conclave {

/// FairLossLink, and a TimeSync on it.
class TimeSyncStack final : public Stack {
public:
    using MakeSync = std::function<std::unique_ptr<TimeSync>(Context&, Link&)>;

    /// So many rounds from the start, and so many more from each recovery.
    TimeSyncStack(Context& ctx, MakeSync const& make, std::uint32_t rounds,
                  std::uint32_t rounds_after_recovery)
        : fair_loss_{ctx},
          sync_{make(ctx, fair_loss_)},
          rounds_{rounds},
          rounds_after_recovery_{rounds_after_recovery} {}

    void start() override { sync_->start(rounds_); }
    void recover() override { sync_->start(rounds_after_recovery_); }
    [[nodiscard]] bool done() const override { return sync_->done(); }
    [[nodiscard]] TimeSync& sync() { return *sync_; }

private:
    FairLossLink fair_loss_;
    std::unique_ptr<TimeSync> sync_;
    std::uint32_t rounds_;
    std::uint32_t rounds_after_recovery_;
};

}  // namespace conclave
