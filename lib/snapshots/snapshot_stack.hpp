#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "core/process.hpp"
#include "core/timer.hpp"
#include "links/link_tower.hpp"
#include "snapshots/snapshot.hpp"
#include "topologies/topology.hpp"

namespace conclave {

using MakeSnapshot = std::unique_ptr<Snapshot> (*)(Context&, Link&,
                                                   std::vector<ProcessId> const& neighbours);

/// Makes a snapshot algorithm: on a link, or on the channels to the neighbours alone.
template <class Algorithm>
std::unique_ptr<Snapshot> make_snapshot(Context& ctx, Link& link,
                                        std::vector<ProcessId> const& neighbours) {
    if constexpr (std::is_constructible_v<Algorithm, Context&, Link&>)
        return std::make_unique<Algorithm>(ctx, link);
    else
        return std::make_unique<Algorithm>(ctx, link, neighbours);
}

struct SnapshotSettings {
    MakeSnapshot make{};
    LinkTower::Kind link{LinkTower::Kind::fifo};
    Topology topology{Topology::Kind::complete, 2};
    std::uint32_t turns{30};                        ///< of each process's application
    Duration every{std::chrono::milliseconds{10}};  ///< the mean time between two of them
    Duration patience{0};  ///< by then a snapshot is complete or never will be
};

/// LinkTower, a Snapshot on it, and on that an application such as Game.
template <class App>
class SnapshotStack final : public Stack {
public:
    SnapshotStack(Context& ctx, SnapshotSettings const& settings)
        : ctx_{ctx},
          patience_{settings.patience},
          neighbours_{settings.topology.neighbours(ctx.self())},
          links_{ctx, settings.link, std::chrono::milliseconds{250}},
          snapshot_{settings.make(ctx, links_.top(), neighbours_)},
          app_{ctx, *snapshot_, neighbours_, {.turns = settings.turns, .every = settings.every}} {
        snapshot_->connect([this] { return AppState::of(app_.state()); });
    }

    void start() override {
        no_completion_.start(patience_);
        app_.start();
    }
    void request(std::string_view line) override {
        if (line == "snapshot")
            snapshot_->start();
        else
            ctx_.trace("cannot read '" + std::string{line} + "': write snapshot");
    }
    /// A snapshot that is stuck, because somebody is dead, does not keep the story from its end.
    [[nodiscard]] bool done() const override {
        return app_.done() && !(snapshot_->under_way() && no_completion_.running());
    }

private:
    Context& ctx_;
    Duration patience_;
    std::vector<ProcessId> neighbours_;
    LinkTower links_;
    std::unique_ptr<Snapshot> snapshot_;
    App app_;
    Timer no_completion_{ctx_, "no completion", [] {}, Layer::link};
};

}  // namespace conclave
