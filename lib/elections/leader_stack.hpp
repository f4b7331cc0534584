#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "core/process.hpp"
#include "detectors/eventually_perfect_failure_detector.hpp"
#include "elections/bully_election.hpp"
#include "elections/leader_monitor.hpp"
#include "elections/monarchical_leader_detector.hpp"
#include "links/fair_loss_link.hpp"
#include "links/perfect_link.hpp"

namespace conclave {

/// What the leader stacks may assume of time, and who begins.
struct LeaderSettings {
    Duration heartbeat{std::chrono::milliseconds{100}};
    Duration silence_max{std::chrono::milliseconds{500}};
    Duration delay_max{std::chrono::milliseconds{10}};
    /// Who start the first election; nothing: all do.
    std::optional<std::set<ProcessId>> starters{};
    /// Everybody takes the highest process for the leader from the beginning, nobody starts, and
    /// only `sole_reactor` acts on the leader's failure: the set-ups in which the literature counts
    /// messages.
    std::optional<ProcessId> sole_reactor{};

    /// By when a crash is suspected, while the loss of `losses` heartbeats in a row is beyond
    /// chance.
    [[nodiscard]] Duration detection_max(std::uint64_t losses) const {
        return silence_max + delay_max + times(heartbeat, losses + 3);
    }
    [[nodiscard]] Duration patience() const { return 2 * silence_max + 8 * delay_max; }
};

/// FairLossLink, PerfectLink, EventuallyPerfectFailureDetector, BullyElection, LeaderMonitor.
class BullyStack final : public Stack {
public:
    BullyStack(Context& ctx, LeaderSettings const& settings)
        : ctx_{ctx},
          settings_{settings},
          fair_loss_{ctx},
          perfect_{ctx, fair_loss_},
          detector_{ctx, fair_loss_, settings.heartbeat, settings.silence_max},
          election_{ctx, perfect_, settings.delay_max},
          monitor_{ctx, detector_, election_, settings.patience()} {}

    void start() override {
        detector_.start();
        if (settings_.sole_reactor) {
            monitor_.assume(process(ctx_.everyone().size() - 1));
            monitor_.react(settings_.sole_reactor == ctx_.self());
        } else if (!settings_.starters || settings_.starters->contains(ctx_.self())) {
            election_.start();
        }
    }
    void recover() override {
        detector_.start();
        election_.start("it has recovered");
    }
    [[nodiscard]] bool done() const override { return !election_.electing(); }
    [[nodiscard]] std::optional<ProcessId> bearer(std::string_view role) const override {
        return role == "leader" ? monitor_.leader() : std::nullopt;
    }

private:
    Context& ctx_;
    LeaderSettings settings_;
    FairLossLink fair_loss_;
    PerfectLink perfect_;
    EventuallyPerfectFailureDetector detector_;
    BullyElection election_;
    LeaderMonitor monitor_;
};

/// FairLossLink, EventuallyPerfectFailureDetector, MonarchicalLeaderDetector.
class OmegaStack final : public Stack {
public:
    OmegaStack(Context& ctx, LeaderSettings const& settings)
        : fair_loss_{ctx},
          detector_{ctx, fair_loss_, settings.heartbeat, settings.silence_max},
          omega_{ctx, detector_} {}

    void start() override {
        omega_.start();
        detector_.start();
    }
    [[nodiscard]] std::optional<ProcessId> bearer(std::string_view role) const override {
        return role == "leader" ? omega_.leader() : std::nullopt;
    }

private:
    FairLossLink fair_loss_;
    EventuallyPerfectFailureDetector detector_;
    MonarchicalLeaderDetector omega_;
};

}  // namespace conclave
