#pragma once

#include "core/process.hpp"
#include "detectors/eventually_perfect_failure_detector.hpp"
#include "elections/bully_election.hpp"
#include "elections/leader_monitor.hpp"
#include "elections/monarchical_leader_detector.hpp"
#include "links/fair_loss_link.hpp"
#include "links/fifo_perfect_link.hpp"
#include "links/perfect_link.hpp"
#include "links/stubborn_link.hpp"
#include "support/correspondent.hpp"

namespace conclave::test {

/// Everything there is in one process: each link with a correspondent on it, a detector, the bully
/// with its monitor, and Omega on a detector of its own.
struct FullStack final : Stack {
    explicit FullStack(Context& context)
        : ctx{context},
          fll{ctx},
          sl{ctx, fll, std::chrono::milliseconds{200}},
          pl{ctx, fll},
          fpl{ctx, fll},
          stubborn{ctx, sl},
          perfect{ctx, pl},
          fifo{ctx, fpl},
          detector{ctx, fll, std::chrono::milliseconds{20}, std::chrono::milliseconds{100}},
          election{ctx, pl, std::chrono::milliseconds{100}},
          monitor{ctx, detector, election, std::chrono::milliseconds{500}},
          omega_detector{ctx, fll, std::chrono::milliseconds{30}, std::chrono::milliseconds{150}},
          omega{ctx, omega_detector} {}

    void start() override {
        detector.start();
        omega_detector.start();
        omega.start();
        election.start();
    }
    /// Any line: a note to everybody on every link, its text a random number.
    void request(std::string_view) override {
        auto const text = static_cast<std::uint32_t>(ctx.random().below(1000));
        for (ProcessId p : ctx.everyone()) {
            perfect.send(p, text);
            fifo.send(p, text);
        }
        stubborn.send(process(text % ctx.everyone().size()), text);
    }
    [[nodiscard]] std::optional<ProcessId> bearer(std::string_view) const override {
        return monitor.leader();
    }

    Context& ctx;
    FairLossLink fll;
    StubbornLink sl;
    PerfectLink pl;
    FifoPerfectLink fpl;
    Correspondent stubborn;
    Correspondent perfect;
    Correspondent fifo;
    EventuallyPerfectFailureDetector detector;
    BullyElection election;
    LeaderMonitor monitor;
    EventuallyPerfectFailureDetector omega_detector;
    MonarchicalLeaderDetector omega;
};

[[nodiscard]] inline std::unique_ptr<Stack> make_full_stack(Context& ctx) {
    return std::make_unique<FullStack>(ctx);
}

}  // namespace conclave::test
