#pragma once

#include <map>
#include <vector>

#include "core/decision.hpp"
#include "core/duration_arithmetic.hpp"
#include "core/port.hpp"
#include "links/link.hpp"
#include "timesync/time_sync.hpp"

namespace conclave {

/// Module       LundeliusLynchSync: implements TimeSync, against the server's corrected clock; uses
///              FairLossLink
/// Source       Lundelius and Lynch 1984, "An upper and lower bound for clock synchronization", §4
/// Assumes      every message takes between one_way_min and one_way_max, and none is lost; nobody
///              crashes; all start at about the same time; drift of at most drift_max
/// Properties   LL1 Optimality  after a round any two clocks differ by at most u(1 - 1/n), u being
///                              the uncertainty of the delay (and what jitter and drift may add);
///                              no algorithm can promise less
/// Cost         n(n-1) messages in a round
class LundeliusLynchSync final : public TimeSync {
public:
    LundeliusLynchSync(Context& ctx, Link& link, TimeSyncSettings const& settings)
        : TimeSync{ctx, settings}, gives_up{ctx}, ctx_{ctx}, port_{ctx, link, *this} {}

    /// LL1: u(1 - 1/n), rounded up. Reckoning in whole nanoseconds may add two: half of an odd
    /// uncertainty is cut off, and so is the mean, at either clock.
    [[nodiscard]] static Duration apart_max(Duration uncertainty, std::size_t n) {
        constexpr Duration cut_off{2};
        return uncertainty - uncertainty / static_cast<std::int64_t>(n) + cut_off;
    }

    /// A round: somebody's message does not come.
    Decision<"does not hear of all"> gives_up;

private:
    struct Reading {
        std::uint32_t round{0};
        Time clock{};
    };
    using Port = conclave::Port<Link, LundeliusLynchSync, Reading>;
    friend Port;

    /// What is known of a round. Others may be in it earlier.
    struct Round {
        PeerMap<Duration> ahead{};  // of the own clock, uncorrected
        Time as_of{};               // what the server's clock read
        Time since{};               // the first that was heard, or sent
    };

    [[nodiscard]] bool asks() const override { return true; }

    void begin_round() override {
        Reading const own{++round_, stamp(clock().target(ctx_.now()))};
        learn(ctx_.self(), own, clock().correction());
        no_word_.start(settings().no_answer);
        for (ProcessId p : ctx_.others()) port_.send(p, own);
        conclude_if_complete();
    }

    void upon(ProcessId from, Reading const& theirs) {
        if (theirs.round < round_) return;  // given up
        // "Half of the uncertainty more than the shortest way": wrong by u/2 at most.
        Duration const way = settings().one_way_min + uncertainty() / 2;
        learn(from, theirs, theirs.clock + way - stamp(ctx_.now()));
        // So that all are in it within one message's time, however their clocks drift.
        if (theirs.round > round_ && !busy()) return join_round();
        conclude_if_complete();
    }

    void learn(ProcessId from, Reading const& theirs, Duration ahead) {
        Round& round = rounds_.try_emplace(theirs.round, Round{.since = ctx_.now()}).first->second;
        round.ahead.emplace(from, ahead);  // the first copy counts
        if (from == settings().server) round.as_of = theirs.clock;
    }

    void conclude_if_complete() {
        auto const found = rounds_.find(round_);
        auto const n = ctx_.everyone().size();
        if (!no_word_.running() || found == rounds_.end() || found->second.ahead.size() < n) return;
        no_word_.stop();
        auto const [ahead, as_of, since] = found->second;
        forget();
        Duration const error = apart_max(uncertainty(), n) + 2 * settings().jitter;
        // Whoever began the round did so no earlier than one message's time before.
        Time const begun = since - settings().one_way_max;
        // The differences are to the own clock; part of them is corrected already.
        end_round({mean_of(ahead) - clock().correction(), error}, begun, as_of);
    }

    /// Of how far each clock is ahead of the own one, that one included.
    [[nodiscard]] static Duration mean_of(PeerMap<Duration> const& ahead) {
        std::vector<Duration> differences;
        for (auto const& [p, difference] : ahead) differences.push_back(difference);
        return mean(differences);
    }

    void give_up() {
        gives_up();
        forget();
        end_round();
    }
    void forget() { rounds_.erase(rounds_.begin(), rounds_.upper_bound(round_)); }

    [[nodiscard]] Duration uncertainty() const {
        return settings().one_way_max - settings().one_way_min;
    }

    Context& ctx_;
    Port port_;
    std::uint32_t round_{0};
    std::map<std::uint32_t, Round> rounds_{};
    Timer no_word_{ctx_, "no word", [this] { give_up(); }};
};

}  // namespace conclave
