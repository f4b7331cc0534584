#pragma once

#include <memory>
#include <string_view>

#include "broadcasts/announcer.hpp"
#include "broadcasts/best_effort_broadcast.hpp"
#include "core/process.hpp"
#include "links/fair_loss_link.hpp"
#include "links/perfect_link.hpp"

namespace conclave::test {

/// Lines of text to everyone, over a broadcast of this kind over perfect links.
template <class Kind = BestEffortBroadcast>
struct AnnouncerStack final : Stack {
    explicit AnnouncerStack(Context& ctx)
        : fll{ctx}, pl{ctx, fll}, kind{ctx, pl}, announcer{ctx, kind} {}
    void request(std::string_view line) override { announcer.request(line); }

    FairLossLink fll;
    PerfectLink pl;
    Kind kind;
    Announcer announcer;

    [[nodiscard]] static MakeStack make() {
        return [](Context& ctx) { return std::make_unique<AnnouncerStack>(ctx); };
    }
};

/// A kind of broadcast, standing on best-effort broadcast.
template <class Upper>
struct OverBestEffort final : Broadcast {
    OverBestEffort(Context& ctx, Link& link) : beb{ctx, link}, upper{beb} {}
    void broadcast(Packet const& packet) override { upper.broadcast(packet); }
    void attach(Channel channel, Receiver& receiver) override { upper.attach(channel, receiver); }

    BestEffortBroadcast beb;
    Upper upper;
};

}  // namespace conclave::test
