#pragma once

#include <deque>
#include <numeric>
#include <vector>

#include "timesync/berkeley_sync.hpp"
#include "timesync/lundelius_lynch_sync.hpp"
#include "timesync/ntp_sync.hpp"
#include "timesync/time_questions.hpp"

/// Clock synchronisations that each break one promise.
namespace conclave::broken {

/// Cristian's mean, with one exchange a round and steps that twins do otherwise. Itself it is
/// right.
class PlainCristian : public TimeSync {
public:
    PlainCristian(Context& ctx, Link& link, TimeSyncSettings const& settings)
        : TimeSync{ctx, settings},
          ctx_{ctx},
          questions_{ctx, link, [this] { return ctx_.now(); }, settings.no_answer, settings.tries} {
        questions_.answered = [this](Exchange const& exchange) { learn(exchange); };
        questions_.unanswered = [this] { end_round(); };
    }

protected:
    /// How old the answer is.
    [[nodiscard]] virtual Duration age(Exchange const& exchange) const {
        return exchange.delay() / 2;
    }

private:
    void begin_round() override { questions_.ask(settings().server); }
    void learn(Exchange const& exchange) {
        Duration const offset = exchange.answered + age(exchange) - exchange.returned;
        end_round({offset - clock().correction(), exchange.error_max(settings().one_way_min)},
                  exchange.sent, exchange.answered);
    }

    Context& ctx_;
    TimeQuestions questions_;
};

/// Broken: it takes the whole round trip for the way back. TS1 must catch it.
class UnhalvedCristian final : public PlainCristian {
public:
    using PlainCristian::PlainCristian;

private:
    [[nodiscard]] Duration age(Exchange const& exchange) const override { return exchange.delay(); }
};

/// Broken: it sets its clock back, though it was told to slew it. TS2 must catch it, even where
/// the clock goes back by less than passes from one reading to the next.
class BackwardCristian final : public TimeSync {
public:
    BackwardCristian(Context& ctx, Link& link, TimeSyncSettings settings)
        : TimeSync{ctx, stepping(settings)},
          ctx_{ctx},
          questions_{ctx, link, [this] { return ctx_.now(); }, settings.no_answer, settings.tries} {
        questions_.answered = [this](Exchange const& e) {
            end_round({e.offset() - clock().correction(), e.error_max()}, e.sent, e.answered);
        };
        questions_.unanswered = [this] { end_round(); };
    }

private:
    static TimeSyncSettings stepping(TimeSyncSettings settings) {
        settings.step = true;
        return settings;
    }
    void begin_round() override { questions_.ask(settings().server); }

    Context& ctx_;
    TimeQuestions questions_;
};

/// Broken: it never asks anybody, leaves its clock as it is, and says that it is wrong by an hour
/// at most. TS1, TS3 and, where all agree on the time, BK1 must catch it.
class UnaskingSync final : public TimeSync {
public:
    UnaskingSync(Context& ctx, Link&, TimeSyncSettings const& settings)
        : TimeSync{ctx, settings}, ctx_{ctx} {}

private:
    [[nodiscard]] bool asks() const override { return true; }
    void begin_round() override {
        ++rounds_;
        end_round({Duration{0}, std::chrono::hours{1}}, ctx_.now(), Time{rounds_ * every()});
    }
    [[nodiscard]] Duration every() const { return settings().every; }

    Context& ctx_;
    std::int64_t rounds_{0};
};

/// Broken: it asks once, and when no answer comes it gives up. TS3 must catch it.
class ImpatientCristian final : public PlainCristian {
public:
    ImpatientCristian(Context& ctx, Link& link, TimeSyncSettings settings)
        : PlainCristian{ctx, link, once(settings)} {}

private:
    static TimeSyncSettings once(TimeSyncSettings settings) {
        settings.tries = 1;
        return settings;
    }
};

/// Broken: it takes the mean of its samples, and claims the interval of the best. TS1 must catch
/// it.
class MeanNtp final : public NtpSync {
public:
    using NtpSync::NtpSync;

private:
    [[nodiscard]] OffsetEstimate filtered(std::deque<Exchange> const& samples,
                                          Exchange& chosen) const override {
        auto best = NtpSync::filtered(samples, chosen);
        Duration sum{0};
        for (Exchange const& exchange : samples) sum += exchange.offset();
        best.offset = sum / static_cast<std::int64_t>(samples.size());
        return best;
    }
};

/// Broken: it believes an answer to be twice as good as it is. NTP1 must catch it.
class BoastfulNtp final : public NtpSync {
public:
    BoastfulNtp(Context& ctx, Link& link, TimeSyncSettings settings)
        : NtpSync{ctx, link, boasting(settings)} {}

private:
    /// The shortest way that it takes for granted is longer than some are.
    static TimeSyncSettings boasting(TimeSyncSettings settings) {
        settings.one_way_min *= 4;
        return settings;
    }
};

/// Broken: every clock counts, however wrong. BK2 must catch it.
class TrustingBerkeley final : public BerkeleySync {
public:
    using BerkeleySync::BerkeleySync;

private:
    [[nodiscard]] Duration agree_on(std::vector<Duration> const& differences) const override {
        auto const sum = std::accumulate(differences.begin(), differences.end(), Duration{0});
        return sum / static_cast<std::int64_t>(differences.size());
    }
};

/// Broken: it follows one clock instead of the mean of all. LL1 must catch it.
class FollowingLundeliusLynch final : public LundeliusLynchSync {
public:
    using LundeliusLynchSync::LundeliusLynchSync;

private:
    [[nodiscard]] Duration agree_on(PeerMap<Duration> const& ahead) const override {
        return ahead.at(settings().server);
    }
};

/// Berkeley over a good network: no retries, and the average of all. Itself it is right.
class PlainBerkeley : public TimeSync {
public:
    PlainBerkeley(Context& ctx, Link& link, TimeSyncSettings const& settings)
        : TimeSync{ctx, settings}, ctx_{ctx}, port_{ctx, link, *this} {}

protected:
    /// What a slave is told that is so far ahead of the master.
    [[nodiscard]] virtual Duration difference(Duration average, Duration ahead) const {
        return average - ahead;
    }

private:
    struct Poll {
        Time round{};
    };
    struct Answer {
        Time clock{};
    };
    struct Adjust {
        Time round{};
        Duration difference{};
        Duration error_max{};
    };
    using Port = conclave::Port<Link, PlainBerkeley, Poll, Answer, Adjust>;
    friend Port;

    [[nodiscard]] bool asks() const override { return is_reference(); }
    void begin_round() override {
        round_ = ctx_.now();
        sent_ = clock().target(ctx_.now());
        clocks_.clear();
        for (ProcessId p : ctx_.everyone())
            if (p != ctx_.self()) port_.send(p, Poll{round_});
    }
    void upon(ProcessId from, Poll const&) {
        asked_ = ctx_.now();
        port_.send(from, Answer{clock().target(ctx_.now())});
    }
    void upon(ProcessId from, Answer const& answer) {
        Exchange const exchange{sent_, answer.clock, answer.clock, clock().target(ctx_.now())};
        clocks_[from] = estimate(exchange);
        clocks_[from].error_max += drift_allowance(exchange.returned - exchange.sent);
        if (clocks_.size() + 1 < ctx_.everyone().size()) return;
        Duration sum{0};
        for (auto const& [p, ahead] : clocks_) sum += ahead.offset;
        auto const average = sum / static_cast<std::int64_t>(ctx_.everyone().size());
        for (auto const& [p, ahead] : clocks_)
            port_.send(p, Adjust{round_, difference(average, ahead.offset), ahead.error_max});
        end_round({average, Duration{0}}, ctx_.now(), round_);
    }
    void upon(ProcessId, Adjust const& adjust) {
        end_round({adjust.difference, adjust.error_max}, asked_, adjust.round);
    }

    Context& ctx_;
    Port port_;
    Time round_{};
    Time sent_{};
    Time asked_{};
    PeerMap<OffsetEstimate> clocks_{};
};

/// Broken: it tells the difference with the wrong sign, and drives the clocks apart. BK1 must catch
/// it.
class RepellingBerkeley final : public PlainBerkeley {
public:
    using PlainBerkeley::PlainBerkeley;

private:
    [[nodiscard]] Duration difference(Duration average, Duration ahead) const override {
        return ahead - average;
    }
};

}  // namespace conclave::broken
