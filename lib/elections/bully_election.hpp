#pragma once

#include <optional>

#include "core/port.hpp"
#include "core/timer.hpp"
#include "elections/election.hpp"
#include "links/link.hpp"

namespace conclave {

/// Module       BullyElection: implements Election, uses PerfectLink
/// Source       Garcia-Molina 1982, §III; Coulouris, Dollimore, Kindberg, Blair 5e, §15.3
/// Assumes      crash-recovery without stable storage; synchronous: a message is handled within
///              `delay_max` of its sending; who is told of the leader's failure is told the truth
/// Properties   BE1 Termination  if a correct process starts, every correct process elects somebody
///              BE2 Agreement    once crashes stop, the last election of all correct processes is
///                               equal
///              BE3 Maximality   ... and is the correct process of highest id
/// Cost         n-2 messages at best, n²-n-1 at worst; 1 time-out + 1 delay after the last
///              crash is noticed
///
/// Beyond the textbook: a process that heard of the leader less than a round trip ago is not moved
/// by what may have been sent before that. A challenge it only answers (each would begin another
/// election, n³ messages in all where everybody begins), and a lower victory it does not believe,
/// but asks a little later.
class BullyElection final : public Election {
public:
    BullyElection(Context& ctx, Link& link, Duration delay_max)
        : Election{ctx}, ctx_{ctx}, port_{ctx, link, *this}, round_trip_max_{2 * delay_max} {}

    using Election::start;
    void start(std::string_view why) override {
        tell_start(why);
        leader_.reset();
        no_victory_.stop();
        for (ProcessId p : ctx_.superiors()) port_.send(p, Challenge{});
        if (ctx_.superiors().empty()) return win();
        no_answer_.start(round_trip_max_);
    }

    void leader_failed(ProcessId leader) override {
        if (leader_ == leader) leader_.reset();
        // "Can immediately elect itself" (Coulouris): nobody is left above the second highest.
        if (ctx_.superiors().size() == 1 && ctx_.superiors().contains(leader))
            win();
        else if (!electing())
            start("the leader " + to_string(leader) + " failed");
    }

    [[nodiscard]] bool electing() const override {
        return no_answer_.running() || no_victory_.running();
    }

    // The messages: only this module can send them, but the checks name them.
    struct Challenge {};
    struct Answer {};
    struct Victory {};

private:
    using Port = conclave::Port<Link, BullyElection, Challenge, Answer, Victory>;
    friend Port;

    void upon(ProcessId from, Challenge const&) {
        if (from > ctx_.self()) return;  // no superior challenges its inferior
        // A leader need not be elected again: one who has not heard of it yet is told, alone.
        if (leader_ == ctx_.self()) return port_.send(from, Victory{});
        port_.send(from, Answer{});
        if (electing() || victory_is_fresh()) return;  // the challenger may just not have heard it
        start(to_string(from) + " challenged it");
    }

    void upon(ProcessId, Answer const&) {
        if (!no_answer_.running()) return;  // too late, or a second one
        no_answer_.stop();
        await_victory();
    }

    void upon(ProcessId from, Victory const&) {
        if (from < ctx_.self())  // BE3: it gave up on our answer too early
            return start(to_string(from) + ", below it, claims to have won");
        // BE2: the superior that won just now may have come after this one, or have failed.
        if (leader_ > from && victory_is_fresh()) {
            if (!electing()) await_victory();
            return;
        }
        no_answer_.stop();
        no_victory_.stop();
        leader_ = from;
        elected_at_ = ctx_.now();
        elected(from);
    }

    void win() {
        no_answer_.stop();
        no_victory_.stop();
        leader_ = ctx_.self();
        wins();
        for (ProcessId p : ctx_.inferiors()) port_.send(p, Victory{});
        elected(ctx_.self());
    }

    /// A superior's own round trip, and its Victory.
    void await_victory() { no_victory_.start(2 * round_trip_max_); }

    /// What comes now may have been sent before the leader's victory was known to its sender: that
    /// takes a message to it, and this one to here.
    [[nodiscard]] bool victory_is_fresh() const {
        return leader_ && ctx_.now() - elected_at_ <= round_trip_max_;
    }

    Context& ctx_;
    Port port_;
    Duration round_trip_max_;
    std::optional<ProcessId> leader_;  // nobody during an election, and after its failure
    Time elected_at_{};                // when its Victory came
    Timer no_answer_{ctx_, "no answer", [this] { win(); }};
    Timer no_victory_{ctx_, "no victory", [this] { start("no victory came"); }};
};

}  // namespace conclave
