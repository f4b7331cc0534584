#pragma once

#include <optional>

#include "core/port.hpp"
#include "core/timer.hpp"
#include "detectors/failure_detector.hpp"
#include "elections/election.hpp"
#include "links/link.hpp"

/// Elections and leader detectors that each break one promise.
namespace conclave::broken {

/// The bully of the textbook, for twins that do one step otherwise. Itself it is right.
class PlainBully : public Election {
public:
    PlainBully(Context& ctx, Link& link, Duration delay_max)
        : Election{ctx}, ctx_{ctx}, port_{ctx, link, *this}, round_trip_max_{2 * delay_max} {}

    void start() override {
        starts();
        no_victory_.stop();
        for (ProcessId p : ctx_.superiors()) port_.send(p, Challenge{});
        if (ctx_.superiors().empty())
            win();
        else
            no_answer_.start(round_trip_max_);
    }
    void leader_failed(ProcessId) override {
        if (!electing()) start();
    }
    [[nodiscard]] bool electing() const override {
        return no_answer_.running() || no_victory_.running();
    }

protected:
    virtual void win() {
        no_answer_.stop();
        wins();
        announce();
        elected(ctx_.self());
    }
    virtual void announce() {
        for (ProcessId p : ctx_.inferiors()) port_.send(p, Victory{});
    }
    virtual void hear_victory(ProcessId victor) {
        if (victor < ctx_.self()) return start();
        no_answer_.stop();
        no_victory_.stop();
        elected(victor);
    }

private:
    struct Challenge {};
    struct Answer {};
    struct Victory {};
    using Port = conclave::Port<Link, PlainBully, Challenge, Answer, Victory>;
    friend Port;

    void upon(ProcessId from, Challenge const&) {
        port_.send(from, Answer{});
        if (!electing()) start();
    }
    void upon(ProcessId, Answer const&) {
        if (!no_answer_.running()) return;
        no_answer_.stop();
        no_victory_.start(2 * round_trip_max_);
    }
    void upon(ProcessId from, Victory const&) { hear_victory(from); }

    Context& ctx_;
    Port port_;
    Duration round_trip_max_;
    Timer no_answer_{ctx_, "no answer", [this] { win(); }};
    Timer no_victory_{ctx_, "no victory", [this] { start(); }};
};

/// Broken: who follows a leader hears of no other, so that an old leader comes back and nobody
/// follows it. BE2 and BE3 must catch it.
class LoyalBully final : public PlainBully {
public:
    using PlainBully::PlainBully;
    void leader_failed(ProcessId leader) override {
        leader_.reset();
        PlainBully::leader_failed(leader);
    }

private:
    void hear_victory(ProcessId victor) override {
        if (leader_ && *leader_ != victor) return;
        leader_ = victor;
        PlainBully::hear_victory(victor);
    }
    std::optional<ProcessId> leader_;
};

/// Broken: its winner tells nobody. BE1 must catch it.
class SilentBully final : public PlainBully {
public:
    using PlainBully::PlainBully;

private:
    void announce() override {}
};

/// Broken: it elects itself always. BE2 and BE3 must catch it.
class VainBully final : public PlainBully {
public:
    using PlainBully::PlainBully;
    void start() override { win(); }

private:
    void hear_victory(ProcessId) override {}
};

/// Broken: without an answer it goes on waiting; nobody ever wins. BE1 must catch it.
class HesitantBully final : public PlainBully {
public:
    using PlainBully::PlainBully;

private:
    void win() override {}
};

/// Broken: it trusts itself always. ELD2 must catch it.
class VainLeaderDetector {
public:
    VainLeaderDetector(Context& ctx, FailureDetector&) : trust{ctx}, ctx_{ctx} {}
    void start() { trust(ctx_.self()); }
    Indication<"trust", ProcessId> trust;

private:
    Context& ctx_;
};

/// Broken: it trusts the highest process, whatever becomes of it. ELD1 must catch it.
class LoyalLeaderDetector {
public:
    LoyalLeaderDetector(Context& ctx, FailureDetector&) : trust{ctx}, ctx_{ctx} {}
    void start() { trust(process(ctx_.everyone().size() - 1)); }
    Indication<"trust", ProcessId> trust;

private:
    Context& ctx_;
};

}  // namespace conclave::broken
