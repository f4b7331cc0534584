#pragma once

#include <string>
#include <vector>

#include "core/port.hpp"
#include "links/link.hpp"
#include "timesync/berkeley_round.hpp"
#include "timesync/fault_tolerant_average.hpp"
#include "timesync/time_sync.hpp"

namespace conclave {

/// Module       BerkeleySync: implements TimeSync, against the time that a round agrees on; uses
///              FairLossLink
/// Source       Gusella and Zatti 1989, "The accuracy of the clock synchronization achieved by
///              TEMPO in Berkeley UNIX 4.3BSD", §II
/// Assumes      a master, the settings' server, whose clock need not be right; drift of at most
///              drift_max; messages may be lost, duplicated and reordered
/// Properties   BK1 Convergence  two clocks end no further apart than they began, or than their
///                               bounds and the round trips behind these allow
///              BK2 Outliers     while most clocks lie within `outlier` of each other, no other
///                               clock moves them by more than twice that
/// Cost         3(n-1) messages in a round without loss
class BerkeleySync final : public TimeSync {
public:
    BerkeleySync(Context& ctx, Link& link, TimeSyncSettings const& settings)
        : TimeSync{ctx, settings},
          polls_again{ctx},
          goes_on_without{ctx},
          answers_again{ctx},
          leaves_out{ctx},
          ctx_{ctx},
          port_{ctx, link, *this} {}

    /// The master's: somebody has not answered.
    Decision<"polls again"> polls_again;
    /// The master's, in the end: so many have not.
    Decision<"goes on without", std::uint64_t> goes_on_without;
    /// A slave's: the master's word does not come.
    Decision<"answers again"> answers_again;
    /// The master's: whose clocks are further than `outlier` from most.
    Decision<"leaves out", std::vector<ProcessId>> leaves_out;

private:
    /// Of the master: what time have you?
    struct Poll {
        Time round{};
        Time sent{};
    };
    /// Of a slave, with the stamps of an exchange.
    struct Answer {
        Time round{};
        Time sent{};  // as the poll said
        Time received{};
        Time answered{};
        Time since{};  // the slave's own clock when it first heard of the round
    };
    /// Of the master: "the master tells each slave the difference", not the time, which would be
    /// late.
    struct Adjust {
        Time round{};
        Time since{};  // as the answer said: a slave that has crashed since is not meant
        Duration difference{};
        Duration error_max{};
    };
    using Port = conclave::Port<Link, BerkeleySync, Poll, Answer, Adjust>;
    friend Port;

    [[nodiscard]] bool asks() const override { return is_reference(); }
    [[nodiscard]] bool busy() const override { return TimeSync::busy() || no_word_.running(); }

    // The master: "it polls all slaves ..."
    void begin_round() override {
        round_ = MasterRound{ctx_.now()};
        tries_left_ = settings().tries;
        poll_whom_it_awaits();
    }
    void poll_whom_it_awaits() {
        no_answer_.start(settings().no_answer);
        for (ProcessId p : ctx_.others())
            if (round_.awaits(p)) port_.send(p, Poll{round_.name(), stamp_now()});
    }
    // "... computes how far each clock is ahead of its own ..."
    void upon(ProcessId from, Answer const& answer) {
        if (answer.round != round_.name()) return;
        if (round_.difference_for(from)) return tell(from);  // TS3: the master's word was lost
        if (!round_.awaits(from)) return;
        round_.note(from, {ahead_by(answer), answer.since});
        if (round_.clocks().size() == ctx_.others().size()) conclude();
    }
    // "... averages those that are near each other, and sends each slave its difference."
    void conclude() {
        no_answer_.stop();
        auto const agreeing = fault_tolerant_average(round_.differences(), settings().outlier);
        name_outliers(agreeing);
        round_.close(agreeing.average);
        for (auto const& [slave, clock] : round_.clocks()) tell(slave);
        end_round({agreeing.average, Duration{0}}, ctx_.now(), round_.name());
    }
    void name_outliers(AgreeingClocks const& agreeing) {
        std::vector<ProcessId> outliers;
        std::string names;
        auto const judge = [&](ProcessId p, Duration ahead) {
            if (agreeing.include(ahead)) return;
            outliers.push_back(p);
            names += ' ' + to_string(p);
        };
        judge(ctx_.self(), Duration{0});
        for (auto const& [slave, clock] : round_.clocks()) judge(slave, clock.ahead.offset);
        if (!outliers.empty()) leaves_out.in_words("leaves out" + names, outliers);
    }
    void tell(ProcessId slave) {
        auto const& [ahead, since] = round_.clocks().at(slave);
        port_.send(slave,
                   Adjust{round_.name(), since, *round_.difference_for(slave), ahead.error_max});
    }

    // A slave: it says what its clock reads, and does as it is told.
    void upon(ProcessId from, Poll const& poll) {
        if (from != settings().server) return;
        if (!heard_.hear(poll.round, ctx_.now(), settings().tries)) return;
        poll_sent_ = poll.sent;
        received_ = stamp_now();
        no_poll_.start(2 * settings().every + times(settings().no_answer, settings().tries));
        answer();
    }
    void answer() {
        no_word_.start(2 * settings().no_answer);  // while the master waits for the others
        port_.send(settings().server,
                   Answer{heard_.name(), poll_sent_, received_, stamp_now(), *heard_.since()});
    }
    void upon(ProcessId from, Adjust const& adjust) {
        if (from != settings().server || !heard_.end(adjust.round, adjust.since)) return;
        no_word_.stop();
        // Since it first heard of the round, which was before the master knew its clock.
        end_round({adjust.difference, adjust.error_max}, adjust.since, adjust.round);
    }

    // Time-outs.
    void poll_again() {
        if (--tries_left_ > 0) {
            polls_again();
            return poll_whom_it_awaits();
        }
        std::uint64_t const missing = ctx_.others().size() - round_.clocks().size();
        goes_on_without.in_words(
            "goes on without " + std::to_string(missing) + " that did not answer", missing);
        conclude();
    }
    void answer_again() {
        if (!heard_.may_answer_again()) return;
        answers_again();
        answer();
    }
    void remark_silence() { ctx_.trace(to_string(settings().server) + " does not ask any more"); }

    [[nodiscard]] Time stamp_now() { return stamp(clock().target(ctx_.now())); }
    [[nodiscard]] OffsetEstimate ahead_by(Answer const& answer) {
        Exchange const exchange{answer.sent, answer.received, answer.answered, stamp_now()};
        auto ahead = estimate(exchange);
        ahead.error_max += drift_allowance(exchange.returned - exchange.sent);
        return ahead;
    }

    Context& ctx_;
    Port port_;

    // Of the master.
    MasterRound round_{};
    std::uint32_t tries_left_{0};

    // Of a slave.
    SlaveRound heard_{};
    Time poll_sent_{};  // as the latest poll said
    Time received_{};   // when that came

    Timer no_answer_{ctx_, "no answer", [this] { poll_again(); }};
    Timer no_word_{ctx_, "no word", [this] { answer_again(); }};
    Timer no_poll_{ctx_, "no poll", [this] { remark_silence(); }};
};

}  // namespace conclave
