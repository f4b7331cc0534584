#pragma once

#include <functional>
#include <memory>

#include "core/process.hpp"
#include "links/fair_loss_link.hpp"
#include "timesync/berkeley_sync.hpp"
#include "timesync/cristian_sync.hpp"
#include "timesync/lundelius_lynch_sync.hpp"
#include "timesync/ntp_sync.hpp"

namespace conclave {

/// FairLossLink, and a TimeSync on it.
class TimeSyncStack final : public Stack {
public:
    using MakeSync = std::function<std::unique_ptr<TimeSync>(Context&, Link&)>;

    /// `until` as in TimeSync::start, after a recovery too.
    TimeSyncStack(Context& ctx, MakeSync const& make, Time until)
        : fair_loss_{ctx}, sync_{make(ctx, fair_loss_)}, until_{until} {}

    void start() override { sync_->start(until_); }
    [[nodiscard]] bool done() const override { return sync_->done(); }
    [[nodiscard]] TimeSync& sync() { return *sync_; }

private:
    FairLossLink fair_loss_;
    std::unique_ptr<TimeSync> sync_;
    Time until_;
};

}  // namespace conclave
