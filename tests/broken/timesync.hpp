#pragma once

#include <deque>
#include <numeric>
#include <vector>

#include "timesync/berkeley_sync.hpp"
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
    [[nodiscard]] Duration age(Exchange const& exchange) const override {
        return exchange.delay();
    }
};

/// Broken: it sets its clock back, though it was told to slew it. TS2 must catch it.
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

/// Broken: the master gives everybody, itself included, the wrong sign. BK1 must catch it, since
/// the clocks come no nearer to each other.
class StubbornBerkeley final : public BerkeleySync {
public:
    StubbornBerkeley(Context& ctx, Link& link, TimeSyncSettings const& settings)
        : BerkeleySync{ctx, link, settings}, self_{ctx.self()} {}

private:
    /// A new opinion in each process: those who follow it drift apart.
    void begin_round() override {
        ++rounds_;
        BerkeleySync::begin_round();
    }
    ProcessId self_;
    int rounds_{0};
};

}  // namespace conclave::broken
