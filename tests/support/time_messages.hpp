#pragma once

#include <utility>

#include "core/process.hpp"
#include "links/fair_loss_link.hpp"
#include "timesync/time_sync.hpp"

/// A TimeSync to drive by hand, and what it writes on the wire.
namespace conclave::test {

template <class Sync>
struct SyncStack final : Stack {
    template <class... More>
    explicit SyncStack(Context& ctx, TimeSyncSettings const& settings, More... more)
        : fair_loss{ctx}, sync{ctx, fair_loss, settings, more...} {}
    [[nodiscard]] bool done() const override { return sync.done(); }

    FairLossLink fair_loss;
    Sync sync;
};

inline constexpr std::size_t question_kind = 0;
struct Question {
    Time sent{};
};

inline constexpr std::size_t answer_kind = 1;
struct TimeAnswer {
    Time sent{};
    Time received{};
    Time answered{};
};

}  // namespace conclave::test
