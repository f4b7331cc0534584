#pragma once

#include "core/port.hpp"
#include "core/timer.hpp"
#include "elections/election.hpp"
#include "links/link.hpp"

namespace conclave {

/// Module       BullyElection: implements Election, uses PerfectLink
/// Source       Garcia-Molina 1982, §III; Coulouris, Dollimore, Kindberg, Blair 5e, §15.3
/// Assumes      crash-recovery without stable storage; synchronous: a message is handled within
///              `delay_max` of its sending
/// Properties   BE1 Termination  if a correct process starts, every correct process elects somebody
///              BE2 Agreement    once crashes stop, the last election of all correct processes is
///                               equal
///              BE3 Maximality   ... and is the correct process of highest id
/// Cost         n-2 messages at best, n²-n-1 at worst; 1 time-out + 1 delay after the last
///              crash is noticed
class BullyElection final : public Election {
public:
    BullyElection(Context& ctx, Link& link, Duration delay_max)
        : Election{ctx}, ctx_{ctx}, port_{ctx, link, *this}, round_trip_max_{2 * delay_max} {}

    void start() override {
        starts();
        leads_ = false;
        no_victory_.stop();
        for (ProcessId p : ctx_.superiors()) port_.send(p, Challenge{});
        if (ctx_.superiors().empty()) return win();
        no_answer_.start(round_trip_max_);
    }

    void leader_failed(ProcessId leader) override {
        // "Can immediately elect itself" (Coulouris): nobody is left above the second highest.
        if (ctx_.superiors().size() == 1 && ctx_.superiors().contains(leader))
            win();
        else if (!electing())
            start();
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
        if (leads_) return port_.send(from, Victory{});
        port_.send(from, Answer{});
        if (!electing()) start();
    }

    void upon(ProcessId, Answer const&) {
        if (!no_answer_.running()) return;  // too late, or a second one
        no_answer_.stop();
        no_victory_.start(2 * round_trip_max_);  // a superior's own round trip, and its Victory
    }

    void upon(ProcessId from, Victory const&) {
        if (from < ctx_.self()) return start();  // BE3: it gave up on our answer too early
        no_answer_.stop();
        no_victory_.stop();
        leads_ = false;
        elected(from);
    }

    void win() {
        no_answer_.stop();
        no_victory_.stop();
        leads_ = true;
        wins();
        for (ProcessId p : ctx_.inferiors()) port_.send(p, Victory{});
        elected(ctx_.self());
    }

    Context& ctx_;
    Port port_;
    Duration round_trip_max_;
    bool leads_{false};  // won, and no superior has won since
    Timer no_answer_{ctx_, "no answer", [this] { win(); }};
    Timer no_victory_{ctx_, "no victory", [this] { start(); }};
};

}  // namespace conclave
